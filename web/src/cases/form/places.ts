// Places as text: one point a line.
import type { Schemas } from '../../api/client';
import { listOf, objectOf, type Value } from './values';

type PointText = readonly [number, number];

/** Points of a text such as `107,0653; 20,9531`, one a line. */
export function parsePoints(text: string): readonly PointText[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const points: PointText[] = [];
  for (const line of lines) {
    const parts = line.split(/[;\t]|,\s+|\s+/).filter(Boolean);
    const [lon, lat] = parts.map((part) => Number(part.replace(',', '.')));
    if (parts.length !== 2 || lon === undefined || lat === undefined) return null;
    if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) return null;
    points.push([lon, lat]);
  }
  return points;
}

export function writtenPoints(place: Value | undefined): string {
  const { type, coordinates } = objectOf(place);
  const rows =
    type === 'Point'
      ? [coordinates ?? null]
      : type === 'Polygon'
        ? listOf(listOf(coordinates)[0])
        : listOf(coordinates);
  return rows
    .map((row) =>
      listOf(row)
        .filter((one) => typeof one === 'number')
        .join('; '),
    )
    .filter(Boolean)
    .join('\n');
}

export type Shape = Schemas['Geometry']['type'];

/** Geometry of a shape; an area is closed with its first point. */
export function placeOf(points: readonly PointText[], shape: Shape): Value | undefined {
  const [first] = points;
  if (!first) return undefined;
  if (points.length === 1) return { type: 'Point', coordinates: [...first] };
  const line = points.map((point) => [...point]);
  if (shape !== 'Polygon') return { type: 'LineString', coordinates: line };
  const last = points.at(-1) ?? first;
  const closed = last[0] === first[0] && last[1] === first[1] ? line : [...line, [...first]];
  return { type: 'Polygon', coordinates: [closed] };
}
