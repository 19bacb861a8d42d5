// Places of a form as points and as geometries.
import type { Schemas } from '../../api/client';
import type { Position } from '../../map/geo';
import { listOf, objectOf, type Value } from './values';

/** Points of a geometry; those of an area are its outer ring. */
export function pointsOf(place: Value | undefined): Position[] {
  const { type, coordinates } = objectOf(place);
  const rows =
    type === 'Point'
      ? [coordinates ?? null]
      : type === 'Polygon'
        ? listOf(listOf(coordinates)[0])
        : listOf(coordinates);
  return rows.flatMap((row): Position[] => {
    const [lon, lat] = listOf(row);
    return typeof lon === 'number' && typeof lat === 'number' ? [[lon, lat]] : [];
  });
}

export type Shape = Schemas['Geometry']['type'];

/** Geometry of a shape; an area is closed with its first point. */
export function placeOf(points: readonly Position[], shape: Shape): Value | undefined {
  const [first] = points;
  if (!first) return undefined;
  if (points.length === 1) return { type: 'Point', coordinates: [...first] };
  const line = points.map((point) => [...point]);
  if (shape !== 'Polygon') return { type: 'LineString', coordinates: line };
  const last = points.at(-1) ?? first;
  const closed = last[0] === first[0] && last[1] === first[1] ? line : [...line, [...first]];
  return { type: 'Polygon', coordinates: [closed] };
}
