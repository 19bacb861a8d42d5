// Measures of places on the ground. Positions are longitude and latitude in degrees.
import type { Schemas } from '../api/client';

export type Geometry = Schemas['Geometry'];
export type Position = readonly [lon: number, lat: number];
export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Mean radius of the earth in metres (IUGG). */
export const RADIUS = 6_371_008.8;
export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Distance in metres along a great circle. */
export function distance([lonA, latA]: Position, [lonB, latB]: Position): number {
  const [a, b] = [radians(latA), radians(latB)];
  const half =
    Math.sin((b - a) / 2) ** 2 +
    Math.cos(a) * Math.cos(b) * Math.sin(radians(lonB - lonA) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(half)));
}

export function lengthOf(line: readonly Position[]): number {
  return line.reduce((sum, to, index) => {
    const from = line[index - 1];
    return from ? sum + distance(from, to) : sum;
  }, 0);
}

/** Area in square metres inside a ring on the sphere. */
export function areaOf(ring: readonly Position[]): number {
  if (ring.length < 3) return 0;
  const sum = ring.reduce((total, [lon, lat], index) => {
    const [nextLon, nextLat] = ring[(index + 1) % ring.length] ?? [lon, lat];
    return (
      total + radians(nextLon - lon) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)))
    );
  }, 0);
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

const between = ([lonA, latA]: Position, [lonB, latB]: Position, part: number): Position => [
  lonA + (lonB - lonA) * part,
  latA + (latB - latA) * part,
];

/** Part of a line between two distances in metres from its start. */
export function sliceOf(line: readonly Position[], from: number, to: number): Position[] {
  const slice: Position[] = [];
  let walked = 0;
  for (const [index, end] of line.entries()) {
    const start = line[index - 1];
    if (!start) continue;
    const span = distance(start, end);
    const at = (metres: number): Position =>
      between(start, end, span === 0 ? 0 : (metres - walked) / span);
    const isInside = walked + span >= from && walked <= to;
    if (isInside) {
      if (slice.length === 0) slice.push(at(Math.max(from, walked)));
      slice.push(at(Math.min(to, walked + span)));
    }
    walked += span;
  }
  return slice;
}

const positionOf = (numbers: readonly number[]): Position => [numbers[0] ?? 0, numbers[1] ?? 0];

/** All positions of a geometry. */
export function positionsOf(geometry: Geometry): Position[] {
  switch (geometry.type) {
    case 'Point':
      return [positionOf(geometry.coordinates)];
    case 'LineString':
      return geometry.coordinates.map(positionOf);
    case 'Polygon':
      return geometry.coordinates.flat().map(positionOf);
    case 'MultiPolygon':
      return geometry.coordinates.flat(2).map(positionOf);
  }
}

export function boundsOf(positions: readonly Position[]): Bounds | null {
  const [first] = positions;
  if (!first) return null;
  return positions.reduce<Bounds>(
    ([west, south, east, north], [lon, lat]) => [
      Math.min(west, lon),
      Math.min(south, lat),
      Math.max(east, lon),
      Math.max(north, lat),
    ],
    [first[0], first[1], first[0], first[1]],
  );
}

/** A position that stands for a geometry: a vertex in the middle of a line, the middle of an area. */
export function middleOf(geometry: Geometry): Position {
  const positions = positionsOf(geometry);
  const middle = positions[Math.floor((positions.length - 1) / 2)] ?? [0, 0];
  if (geometry.type === 'Point') return middle;
  if (geometry.type === 'LineString') {
    const next = positions[Math.floor((positions.length - 1) / 2) + 1];
    return next && positions.length % 2 === 0 ? between(middle, next, 0.5) : middle;
  }
  const [west, south, east, north] = boundsOf(positions) ?? [0, 0, 0, 0];
  return [(west + east) / 2, (south + north) / 2];
}

const PLACES = 6;
const rounded = (degrees: number): number => Number(degrees.toFixed(PLACES));

/** `west,south,east,north`, as filters take it. */
export const bboxText = (bounds: Bounds): string => bounds.map(rounded).join(',');

export const roundedPosition = ([lon, lat]: Position): Position => [rounded(lon), rounded(lat)];

/** Whether the box of a geometry touches a box. */
export function touches(geometry: Geometry, [west, south, east, north]: Bounds): boolean {
  const own = boundsOf(positionsOf(geometry));
  return own !== null && own[0] <= east && own[2] >= west && own[1] <= north && own[3] >= south;
}
