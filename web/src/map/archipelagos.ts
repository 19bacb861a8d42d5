// The two archipelagos of Viet Nam in the East Sea, which every map that reaches them shows.
import type { Bounds, Position } from './geo';

interface Archipelago {
  /** Key of its name among the words of the map. */
  name: 'hoangSa' | 'truongSa';
  /** Where the name is written. */
  at: Position;
  /** Some of its islands. */
  islands: readonly Position[];
  bounds: Bounds;
}

export const ARCHIPELAGOS: readonly Archipelago[] = [
  {
    name: 'hoangSa',
    at: [111.9, 15.4],
    islands: [
      [111.61, 16.53],
      [111.78, 16.45],
      [111.2, 15.78],
      [112.34, 16.83],
      [112.33, 16.97],
      [112.73, 16.67],
      [111.7, 17.08],
      [112.53, 16.05],
    ],
    bounds: [110.6, 15.4, 113.2, 17.4],
  },
  {
    name: 'truongSa',
    at: [113.2, 9.35],
    islands: [
      [111.92, 8.64],
      [114.33, 11.43],
      [114.33, 9.89],
      [114.36, 10.18],
      [114.37, 10.38],
      [114.48, 10.37],
      [112.92, 7.9],
      [113.83, 8.86],
      [111.66, 8.67],
      [114.28, 11.05],
      [115.8, 9.9],
    ],
    bounds: [110.8, 6.4, 117.6, 12.2],
  },
];

type Names = Record<Archipelago['name'], string>;

/** Names and islands as features of the map, told apart by `island`. */
export const archipelagoFeatures = (words: Names) =>
  ARCHIPELAGOS.flatMap(({ name, at, islands }) => [
    pointOf(at, { name: words[name] }),
    ...islands.map((island) => pointOf(island, { island: true })),
  ]);

const pointOf = (at: Position, properties: { name: string } | { island: true }) => ({
  type: 'Feature' as const,
  properties,
  geometry: { type: 'Point' as const, coordinates: [...at] },
});

/** Both archipelagos as one shape: no name of a foreign file is written inside of it. */
export const archipelagoArea = (): { type: 'MultiPolygon'; coordinates: number[][][][] } => ({
  type: 'MultiPolygon',
  coordinates: ARCHIPELAGOS.map(({ bounds: [west, south, east, north] }) => [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ]),
});
