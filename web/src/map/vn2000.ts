// VN-2000 in the 3° zone of Quảng Ninh (EPSG:5899): transverse Mercator on 107°45′ with the seven
// parameters of EPSG 6960, as the server reads and writes it.
import type { Position } from './geo';

/** Metres to the east and to the north, as dossiers write them: Y and X. */
export interface GridPosition {
  east: number;
  north: number;
}

const MERIDIAN = 107.75;
const SCALE = 0.9999;
const FALSE_EAST = 500_000;

/** Ellipsoid of WGS 84, which VN-2000 uses too. */
const AXIS = 6_378_137;
const FLATTENING = 1 / 298.257223563;
const SQUARE = FLATTENING * (2 - FLATTENING);

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const degrees = (angle: number): number => (angle * 180) / Math.PI;
const seconds = (angle: number): number => radians(angle / 3600);

const SHIFT = [-191.90441429, -39.30318279, -111.45032835] as const;
const TURN = [seconds(0.00928836), seconds(-0.01975479), seconds(0.00427372)] as const;
const FACTOR = 1 + 0.252906278e-6;

type Vector = readonly [x: number, y: number, z: number];

function toVector([lon, lat]: Position): Vector {
  const [l, b] = [radians(lon), radians(lat)];
  const normal = AXIS / Math.sqrt(1 - SQUARE * Math.sin(b) ** 2);
  return [
    normal * Math.cos(b) * Math.cos(l),
    normal * Math.cos(b) * Math.sin(l),
    normal * (1 - SQUARE) * Math.sin(b),
  ];
}

const ROUNDS = 6;

function toPosition([x, y, z]: Vector): Position {
  const across = Math.hypot(x, y);
  let lat = Math.atan2(z, across * (1 - SQUARE));
  for (let round = 0; round < ROUNDS; round += 1) {
    const normal = AXIS / Math.sqrt(1 - SQUARE * Math.sin(lat) ** 2);
    lat = Math.atan2(z + SQUARE * normal * Math.sin(lat), across);
  }
  return [degrees(Math.atan2(y, x)), degrees(lat)];
}

function toWgs84([x, y, z]: Vector): Vector {
  const [rx, ry, rz] = TURN;
  return [
    FACTOR * (x - rz * y + ry * z) + SHIFT[0],
    FACTOR * (rz * x + y - rx * z) + SHIFT[1],
    FACTOR * (-ry * x + rx * y + z) + SHIFT[2],
  ];
}

function fromWgs84(vector: Vector): Vector {
  const [rx, ry, rz] = TURN;
  const [x, y, z] = [
    (vector[0] - SHIFT[0]) / FACTOR,
    (vector[1] - SHIFT[1]) / FACTOR,
    (vector[2] - SHIFT[2]) / FACTOR,
  ];
  return [x + rz * y - ry * z, -rz * x + y + rx * z, ry * x - rx * y + z];
}

// The series of Krüger to the third power of the third flattening: below a millimetre in the zone.
const N = FLATTENING / (2 - FLATTENING);
const RADIUS = (AXIS / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const FORWARD = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
];
const BACKWARD = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3,
  (17 / 480) * N ** 3,
];
const LATITUDE = [
  2 * N - (2 / 3) * N ** 2 - 2 * N ** 3,
  (7 / 3) * N ** 2 - (8 / 5) * N ** 3,
  (56 / 15) * N ** 3,
];

const sum = (series: readonly number[], term: (multiple: number) => number): number =>
  series.reduce((total, factor, index) => total + factor * term(2 * (index + 1)), 0);

export function toGrid(position: Position): GridPosition {
  const [lon, lat] = toPosition(fromWgs84(toVector(position)));
  const [l, b] = [radians(lon - MERIDIAN), radians(lat)];
  const root = (2 * Math.sqrt(N)) / (1 + N);
  const t = Math.sinh(Math.atanh(Math.sin(b)) - root * Math.atanh(root * Math.sin(b)));
  const along = Math.atan2(t, Math.cos(l));
  const across = Math.atanh(Math.sin(l) / Math.hypot(1, t));
  const north = along + sum(FORWARD, (m) => Math.sin(m * along) * Math.cosh(m * across));
  const east = across + sum(FORWARD, (m) => Math.cos(m * along) * Math.sinh(m * across));
  return { east: FALSE_EAST + SCALE * RADIUS * east, north: SCALE * RADIUS * north };
}

export function fromGrid({ east, north }: GridPosition): Position {
  const along = north / (SCALE * RADIUS);
  const across = (east - FALSE_EAST) / (SCALE * RADIUS);
  const a = along - sum(BACKWARD, (m) => Math.sin(m * along) * Math.cosh(m * across));
  const b = across - sum(BACKWARD, (m) => Math.cos(m * along) * Math.sinh(m * across));
  const conformal = Math.asin(Math.sin(a) / Math.cosh(b));
  const lat = conformal + sum(LATITUDE, (m) => Math.sin(m * conformal));
  const lon = radians(MERIDIAN) + Math.atan2(Math.sinh(b), Math.cos(a));
  return toPosition(toWgs84(toVector([degrees(lon), degrees(lat)])));
}

const EAST = [100_000, 900_000] as const;
const NORTH = [900_000, 2_700_000] as const;

const isIn = (value: number, [least, most]: readonly [number, number]): boolean =>
  value >= least && value < most;

/** Metres in either order: in Viet Nam a northing is always the larger number. */
export function gridOf(first: number, second: number): GridPosition | null {
  const [east, north] = first < second ? [first, second] : [second, first];
  return isIn(east, EAST) && isIn(north, NORTH) ? { east, north } : null;
}
