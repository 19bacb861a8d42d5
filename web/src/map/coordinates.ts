// Coordinates as people type them, and routes as they paste them.
import { type Position, roundedPosition } from './geo';
import { fromGrid, gridOf } from './vn2000';

// A degree sign, a prime and a double prime have several looks on keyboards.
const ANGLE = String.raw`(\d{1,3})\s*[°ºd:\s]\s*(\d{1,2})\s*['′’:\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:["″”]|'')?`;
// The letter of the hemisphere stands before each angle or behind each.
const LETTER = String.raw`(\p{L})`;
const BEFORE = new RegExp(`${LETTER}\\s*${ANGLE}`, 'gu');
const BEHIND = new RegExp(`${ANGLE}\\s*${LETTER}?`, 'gu');

type Axis = 'lon' | 'lat';

// Vietnamese letters too: Bắc, Nam, Đông, Tây.
function axisOf(letter: string | undefined): { axis: Axis; sign: number } | null {
  switch (letter?.toUpperCase().replace(/Đ/, 'D')) {
    case 'N':
    case 'B':
      return { axis: 'lat', sign: 1 };
    case 'S':
      return { axis: 'lat', sign: -1 };
    case 'E':
    case 'D':
      return { axis: 'lon', sign: 1 };
    case 'W':
    case 'T':
      return { axis: 'lon', sign: -1 };
    default:
      return null;
  }
}

function isOnEarth(lon: number, lat: number): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/**
 * Two numbers in either order: in Viet Nam a longitude is above 100 and a latitude below 24, so
 * the order is never in doubt; elsewhere the longitude comes first. Large numbers are metres of
 * VN-2000.
 */
function ordered(first: number, second: number): Position | null {
  if (isOnEarth(first, second)) return [first, second];
  if (isOnEarth(second, first)) return [second, first];
  const grid = gridOf(first, second);
  return grid ? fromGrid(grid) : null;
}

function parseDms(text: string): Position | null {
  const isBefore = /^\p{L}/u.test(text);
  const found = [...text.matchAll(isBefore ? BEFORE : BEHIND)];
  if (found.length !== 2) return null;
  const values = found.map(([, ...parts]) => {
    const letter = isBefore ? parts.shift() : parts.pop();
    const [degrees, minutes, seconds] = parts.map((part) => Number(part?.replace(',', '.')));
    const side = axisOf(letter);
    const value = (degrees ?? 0) + (minutes ?? 0) / 60 + (seconds ?? 0) / 3600;
    const isKnown = !letter || side !== null;
    const isWhole = isKnown && (minutes ?? 0) < 60 && (seconds ?? 0) < 60;
    return { side, value: value * (side?.sign ?? 1), isWhole };
  });
  const [a, b] = values;
  if (!a?.isWhole || !b?.isWhole) return null;
  if (a.side?.axis === 'lat' || b.side?.axis === 'lon')
    return isOnEarth(b.value, a.value) ? [b.value, a.value] : null;
  if (a.side?.axis === 'lon') return isOnEarth(a.value, b.value) ? [a.value, b.value] : null;
  return ordered(a.value, b.value);
}

function parseDecimals(text: string): Position | null {
  const parts = text
    .trim()
    .split(/[;\t]\s*|,\s+|\s+/)
    .filter(Boolean);
  // `107.08,20.95` without a space: the comma separates, as no number has two marks.
  const [only] = parts;
  const numbers =
    parts.length === 1 && only && /^-?\d+\.\d+,-?\d+\.\d+$/.test(only) ? only.split(',') : parts;
  if (numbers.length !== 2) return null;
  if (!numbers.every((number) => /^-?\d+([.,]\d+)?$/.test(number))) return null;
  const [first, second] = numbers.map((number) => Number(number.replace(',', '.')));
  return first === undefined || second === undefined ? null : ordered(first, second);
}

/** Position of a text such as `107,0653; 20,9531` or `20°57'11"N 107°03'55"E`. */
export function parsePosition(text: string): Position | null {
  const typed = text.trim();
  if (!typed) return null;
  const found = parseDecimals(typed) ?? parseDms(typed);
  return found ? roundedPosition(found) : null;
}

/** Positions of a text, one a line; null when a line is no position. */
export function parseVertices(text: string): Position[] | null {
  const vertices: Position[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const position = parsePosition(line);
    if (!position) return null;
    vertices.push(position);
  }
  return vertices;
}

export const writtenVertices = (line: readonly Position[]): string =>
  line.map(([lon, lat]) => `${lon}; ${lat}`).join('\n');

interface LooseGeometry {
  type?: unknown;
  coordinates?: unknown;
  geometry?: unknown;
  geometries?: unknown;
  features?: unknown;
}

function lineOf(coordinates: unknown): Position[] | null {
  if (!Array.isArray(coordinates) || coordinates.length < 2) return null;
  const line: Position[] = [];
  for (const one of coordinates as unknown[]) {
    const [lon, lat] = Array.isArray(one) ? (one as unknown[]) : [];
    if (typeof lon !== 'number' || typeof lat !== 'number' || !isOnEarth(lon, lat)) return null;
    line.push(roundedPosition([lon, lat]));
  }
  return line;
}

/** Longest `LineString` of a GeoJSON document of any form. */
function longestLine(value: unknown): Position[] | null {
  if (typeof value !== 'object' || value === null) return null;
  const { type, coordinates, geometry, geometries, features } = value as LooseGeometry;
  if (type === 'LineString') return lineOf(coordinates);
  const parts =
    type === 'MultiLineString' && Array.isArray(coordinates)
      ? coordinates.map(lineOf)
      : [geometry, geometries, features].flat().map(longestLine);
  return parts.reduce<Position[] | null>(
    (longest, line) => (line && line.length > (longest?.length ?? 0) ? line : longest),
    null,
  );
}

/** Lines of the `coordinates` elements of a KML document. */
function kmlLine(text: string): Position[] | null {
  const lines = [...text.matchAll(/<LineString[\s\S]*?<coordinates>([\s\S]*?)<\/coordinates>/g)]
    .map(([, written]) => (written ?? '').trim().split(/\s+/))
    .map((places) => lineOf(places.map((place) => place.split(',').map(Number))));
  return lines.reduce(
    (longest, line) => (line && line.length > (longest?.length ?? 0) ? line : longest),
    null,
  );
}

/** Route of a pasted or uploaded text: GeoJSON, KML, or one vertex a line. */
export function parseRoute(text: string): Position[] | null {
  const typed = text.trim();
  if (typed.startsWith('{')) {
    try {
      return longestLine(JSON.parse(typed));
    } catch {
      return null;
    }
  }
  if (typed.startsWith('<')) return kmlLine(typed);
  const vertices = parseVertices(typed);
  return vertices && vertices.length > 1 ? vertices : null;
}

const two = (value: number, digits: number): string =>
  value.toFixed(digits).padStart(digits ? 3 + digits : 2, '0');

function dms(degrees: number): string {
  // Rounded first, so that no part becomes 60.
  const tenths = Math.round(Math.abs(degrees) * 36_000);
  const whole = Math.floor(tenths / 36_000);
  const minutes = Math.floor((tenths % 36_000) / 600);
  return `${whole}°${two(minutes, 0)}′${two((tenths % 600) / 10, 1)}″`;
}

/** Degrees, minutes and seconds with the letters of the hemispheres. */
export function writtenDms([lon, lat]: Position): string {
  return `${dms(lat)}${lat < 0 ? 'S' : 'N'} ${dms(lon)}${lon < 0 ? 'W' : 'E'}`;
}
