// Scale of a map on paper.

/** Width of the map on an A4 page, in metres. */
const PAPER = 0.182;

/** Denominator of the scale of a map that is so many metres wide, to two digits. */
export function scaleOf(width: number): number {
  const exact = width / PAPER;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(exact)) - 1);
  return Math.round(exact / step) * step;
}

/** Length of the scale bar: 1, 2 or 5 times a power of ten, at most a third of the width. */
export function barOf(width: number): number {
  const most = width / 3;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1);
}
