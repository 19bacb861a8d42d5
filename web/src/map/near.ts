// How places lie to each other: distance to a shape, and whether a shape reaches into an area.
import { ringOf } from './circle';
import { type Geometry, type Position, positionsOf, RADIUS, radians } from './geo';

type Flat = readonly [x: number, y: number];
type Segment = readonly [Position, Position];
type Ring = readonly (readonly number[])[];

const positionOf = (numbers: readonly number[]): Position => [numbers[0] ?? 0, numbers[1] ?? 0];

const linesOf = (geometry: Geometry): readonly Ring[] => {
  switch (geometry.type) {
    case 'Point':
      return [];
    case 'LineString':
      return [geometry.coordinates];
    case 'Polygon':
      return geometry.coordinates;
    case 'MultiPolygon':
      return geometry.coordinates.flat();
  }
};

const segmentsOf = (geometry: Geometry): Segment[] =>
  linesOf(geometry).flatMap((line) =>
    line.slice(1).map((end, index): Segment => [positionOf(line[index] ?? end), positionOf(end)]),
  );

const isBetween = (value: number, a: number, b: number): boolean => value > a !== value > b;

/** Whether a position is inside a polygon: it crosses the edges an odd number of times. */
export function isInside([lon, lat]: Position, area: Geometry): boolean {
  if (area.type !== 'Polygon' && area.type !== 'MultiPolygon') return false;
  const crossed = segmentsOf(area).filter(([[lonA, latA], [lonB, latB]]) => {
    if (!isBetween(lat, latA, latB)) return false;
    return lon < lonA + ((lat - latA) / (latB - latA)) * (lonB - lonA);
  });
  return crossed.length % 2 === 1;
}

const side = ([a, b]: Segment, [lon, lat]: Position): number =>
  Math.sign((b[0] - a[0]) * (lat - a[1]) - (b[1] - a[1]) * (lon - a[0]));

const cross = (one: Segment, other: Segment): boolean =>
  side(one, other[0]) !== side(one, other[1]) && side(other, one[0]) !== side(other, one[1]);

/** Whether any part of a shape is in an area. */
export function reachesInto(shape: Geometry, area: Geometry): boolean {
  if (positionsOf(shape).some((at) => isInside(at, area))) return true;
  const edges = segmentsOf(area);
  if (segmentsOf(shape).some((one) => edges.some((edge) => cross(one, edge)))) return true;
  return positionsOf(area).some((at) => isInside(at, shape));
}

/** Distance in metres from a position to the nearest part of a shape; 0 inside of it. */
export function distanceTo(shape: Geometry, [lon, lat]: Position): number {
  if (isInside([lon, lat], shape)) return 0;
  // A plane around the position: exact enough for the few kilometres that are asked for.
  const flat = ([otherLon, otherLat]: Position): Flat => [
    radians(otherLon - lon) * Math.cos(radians(lat)) * RADIUS,
    radians(otherLat - lat) * RADIUS,
  ];
  const toPoints = positionsOf(shape).map((at) => Math.hypot(...flat(at)));
  const toSegments = segmentsOf(shape).map(([start, end]) => {
    const [ax, ay] = flat(start);
    const [bx, by] = flat(end);
    const [dx, dy] = [bx - ax, by - ay];
    const span = dx * dx + dy * dy;
    const part = span === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / span));
    return Math.hypot(ax + part * dx, ay + part * dy);
  });
  return Math.min(...toPoints, ...toSegments);
}

/** A circle on the ground as a polygon. */
export const circleAround = (centre: Position, metres: number): Geometry => ({
  type: 'Polygon',
  coordinates: [ringOf({ centre, radius: metres }).map((at) => [...at])],
});
