// Counts of assets from afar. The server sends one a kind and place; a circle shows their sum.
import type { Position } from './geo';

export interface CountedPlace {
  at: Position;
  kind: string;
  count: number;
}

export interface MergedPlace {
  at: Position;
  count: number;
}

/** Width of the world in pixels at zoom 0 (MapLibre's tiles have 512). */
const WORLD_PX = 512;
const CLOSEST_PX = 44;

function pixelsOf([lon, lat]: Position, zoom: number): [number, number] {
  const scale = WORLD_PX * 2 ** zoom;
  const sine = Math.sin((lat * Math.PI) / 180);
  return [
    ((lon + 180) / 360) * scale,
    (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * scale,
  ];
}

/**
 * Sums of counts whose circles would overlap. Neighbouring tiles may hold the same count, which is
 * taken once.
 */
export function mergedCounts(places: readonly CountedPlace[], zoom: number): MergedPlace[] {
  const unique = new Map(places.map((one) => [`${one.kind} ${one.at.join(' ')}`, one]));
  const sorted = [...unique.values()].sort((a, b) => b.count - a.count);
  const merged: (MergedPlace & { x: number; y: number })[] = [];
  for (const { at, count } of sorted) {
    const [x, y] = pixelsOf(at, zoom);
    const near = merged.find((one) => Math.hypot(one.x - x, one.y - y) < CLOSEST_PX);
    if (near) near.count += count;
    else merged.push({ at, count, x, y });
  }
  return merged.map(({ at, count }) => ({ at, count }));
}
