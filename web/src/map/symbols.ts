// Marks of assets: the outline tells the kind, the part that is filled tells the free capacity, and
// the colour repeats it.
import { BANDS, type FreeBand } from './layers';

export type Outline = 'circle' | 'square' | 'triangle' | 'diamond';
export type MarkBand = FreeBand | 'unknown';
export const MARK_BANDS: readonly MarkBand[] = [...BANDS, 'unknown'];
export const OUTLINES: readonly Outline[] = ['circle', 'square', 'triangle', 'diamond'];

export function outlineOf(kind: string): Outline {
  switch (kind) {
    case 'pole':
      return 'circle';
    case 'manhole':
    case 'handhole':
    case 'cabinet':
    case 'shelter':
      return 'square';
    case 'tower':
    case 'rooftop_site':
      return 'triangle';
    default:
      return 'diamond';
  }
}

/** Kinds whose outline is not the one of every other kind. */
export const OUTLINED_KINDS: readonly string[] = [
  'pole',
  'manhole',
  'handhole',
  'cabinet',
  'shelter',
  'tower',
  'rooftop_site',
];

/** Part of a mark that is filled, from its foot. */
export const FILLED: Record<MarkBand, number> = {
  many: 1,
  some: 0.6,
  few: 0.3,
  none: 0,
  unknown: 0,
};

export const SIZE = 16;

/** Outline as a closed path in a square of `SIZE` units. */
export const PATHS: Record<Outline, string> = {
  circle: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2Z',
  square: 'M2.500 2.500h11v11h-11Z',
  triangle: 'M8 1.500 14.500 14h-13Z',
  diamond: 'M8 1.250 14.750 8 8 14.750 1.250 8Z',
};

export const markName = (outline: Outline, band: MarkBand): string => `${outline}-${band}`;

export type BandColours = Readonly<Record<MarkBand, string>>;

/** Pixels of a mark for the map, at a density of two. */
export function drawnMark(
  outline: Outline,
  band: MarkBand,
  colours: BandColours,
  ground: string,
): ImageData | null {
  const density = 2;
  const canvas = document.createElement('canvas');
  canvas.width = SIZE * density;
  canvas.height = SIZE * density;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.scale(density, density);
  const path = new Path2D(PATHS[outline]);
  context.fillStyle = ground;
  context.fill(path);
  context.save();
  context.clip(path);
  context.fillStyle = colours[band];
  const top = 2 + (SIZE - 4) * (1 - FILLED[band]);
  if (FILLED[band] > 0) context.fillRect(0, FILLED[band] === 1 ? 0 : top, SIZE, SIZE);
  context.restore();
  context.strokeStyle = colours[band];
  context.lineWidth = 1.75;
  context.lineJoin = 'round';
  context.stroke(path);
  if (band === 'none') {
    // A stroke through it: full things are told from unknown ones without colour.
    context.beginPath();
    context.moveTo(4.5, 11.5);
    context.lineTo(11.5, 4.5);
    context.stroke();
  }
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Name of the image that hatches a section of a route. */
export const HATCH = 'hatch';
const HATCH_SIZE = 12;

/** A square that repeats without a seam. */
export function drawnHatch(colour: string): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = HATCH_SIZE * 2;
  canvas.height = HATCH_SIZE * 2;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.scale(2, 2);
  context.strokeStyle = colour;
  context.lineWidth = 2.5;
  for (const shift of [-HATCH_SIZE, -HATCH_SIZE / 2, 0, HATCH_SIZE / 2, HATCH_SIZE]) {
    context.beginPath();
    context.moveTo(shift - 2, HATCH_SIZE + 2);
    context.lineTo(shift + HATCH_SIZE + 2, -2);
    context.stroke();
  }
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
