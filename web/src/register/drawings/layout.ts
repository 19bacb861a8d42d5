// Where the parts of a drawing stand. Lengths are units of the drawing, heights are metres where
// they are called so.
import { distance, type Geometry, type Position, positionsOf } from '../../map/geo';
import type { CapacityPart } from '../capacityParts';

/** Consecutive places in the same state. */
export interface Run {
  from: number;
  to: number;
  part: CapacityPart;
}

export function runsOf(places: readonly CapacityPart[]): Run[] {
  const runs: Run[] = [];
  for (const [index, part] of places.entries()) {
    const last = runs.at(-1);
    if (last?.part === part) last.to = index + 1;
    else runs.push({ from: index + 1, to: index + 1, part });
  }
  return runs;
}

/** Heights of attachment places: evenly over the part of a pole where cables hang. */
export function attachmentHeights(count: number, height: number, hasPower: boolean): number[] {
  const lowest = Math.min(height * 0.5, Math.max(height * 0.45, 4.5));
  const highest = height * (hasPower ? 0.72 : 0.92);
  const step = count > 1 ? (highest - lowest) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => highest - step * index);
}

export interface Cell {
  column: number;
  row: number;
}

/** Bores in rows as near to a square as their number allows, from the top left. */
export function boreCells(count: number): { columns: number; rows: number; cells: Cell[] } {
  const columns = Math.max(1, Math.ceil(Math.sqrt(count)));
  const rows = Math.max(1, Math.ceil(count / columns));
  const cells = Array.from({ length: count }, (_, index) => ({
    column: index % columns,
    row: Math.floor(index / columns),
  }));
  return { columns, rows, cells };
}

export const WALLS = ['north', 'east', 'south', 'west'] as const;
export type Wall = (typeof WALLS)[number];

export interface DuctEnd {
  id: string;
  code: string;
  wall: Wall;
}

interface Duct {
  id: string;
  code: string;
  geometry: Geometry;
}

const NEAR_M = 5;

/** Wall of a chamber that a line leaves through, by its direction. */
function wallTowards([lon, lat]: Position, to: Position): Wall {
  const east = (to[0] - lon) * Math.cos((lat * Math.PI) / 180);
  const north = to[1] - lat;
  if (Math.abs(north) >= Math.abs(east)) return north >= 0 ? 'north' : 'south';
  return east >= 0 ? 'east' : 'west';
}

/** Ends of ducts at a chamber. A duct that passes through ends there twice. */
export function ductEndsAt(chamber: Position, ducts: readonly Duct[]): DuctEnd[] {
  return ducts.flatMap(({ id, code, geometry }) => {
    if (geometry.type !== 'LineString') return [];
    const line = positionsOf(geometry);
    const ends = [line, [...line].reverse()];
    return ends.flatMap(([end, next]) =>
      end && next && distance(end, chamber) <= NEAR_M
        ? [{ id, code, wall: wallTowards(end, next) }]
        : [],
    );
  });
}
