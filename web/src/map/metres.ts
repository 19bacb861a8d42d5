// VN-2000 coordinates as people type them and read them.
import type { Language } from '../words/days';
import { formatNumber } from '../words/numbers';
import type { Position } from './geo';
import { positionOfVn2000, vn2000Of } from './vn2000';

const METRES = String.raw`\d{1,3}(?:[.,]\d{3}){1,2}(?:[.,]\d+)?|\d{5,7}(?:[.,]\d+)?`;
// Vietnamese maps name the northing X and the easting Y; the size of the numbers tells them apart.
const METRES_PAIR = new RegExp(
  `^(?:VN-?2000[:,;]?\\s*)?(?:[XYENBĐD]\\s*[=:]?\\s*)?(${METRES})(?:\\s*[;\\t]\\s*|,\\s*|\\s+)(?:[XYENBĐD]\\s*[=:]?\\s*)?(${METRES})$`,
  'iu',
);

/** Number of metres with a decimal mark and perhaps marks between thousands. */
function metresOf(written: string): number {
  const [first = ''] = written.match(/[.,]/) ?? [];
  const marks = written.match(/[.,]/g) ?? [];
  const groups = written.split(/[.,]/);
  const isGrouped = marks.length > 1 || (marks.length === 1 && /^\d{1,3}[.,]\d{3}$/.test(written));
  if (!isGrouped) return Number(written.replace(',', '.'));
  const hasFraction = marks.at(-1) !== first;
  if (marks.slice(0, -1).some((mark) => mark !== first)) return Number.NaN;
  return Number(hasFraction ? `${groups.slice(0, -1).join('')}.${groups.at(-1)}` : groups.join(''));
}

/** Eastings and northings of Viet Nam in the zone, which cannot be taken for each other. */
const EAST = [50_000, 950_000] as const;
const NORTH = [850_000, 2_700_000] as const;
const within = (value: number, [least, most]: readonly [number, number]): boolean =>
  value >= least && value <= most;

/** A tenth of a millimetre, so that centimetres survive. */
const FINE = 9;

/** Position of an easting and a northing in either order. */
export function parseMetres(text: string): Position | null {
  const [, ...parts] = METRES_PAIR.exec(text) ?? [];
  const [first, second] = parts.map((part) => metresOf(part ?? ''));
  if (first === undefined || second === undefined) return null;
  const [east, north] = first < second ? [first, second] : [second, first];
  if (!within(east, EAST) || !within(north, NORTH)) return null;
  const [lon, lat] = positionOfVn2000([east, north]);
  return [Number(lon.toFixed(FINE)), Number(lat.toFixed(FINE))];
}

/** Easting and northing with the names that maps of Viet Nam give them. */
export function writtenMetres(at: Position, language: Language): string {
  const [east, north] = vn2000Of(at).map((metres) => {
    const [whole = '0', fraction = '00'] = metres.toFixed(2).split('.');
    return `${formatNumber(Number(whole), language)}${language === 'vi' ? ',' : '.'}${fraction}`;
  });
  return `Y ${east} · X ${north}`;
}
