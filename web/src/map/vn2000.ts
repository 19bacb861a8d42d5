// VN-2000 in the 3° zone of Quảng Ninh (EPSG:5899), with the parameters of the server.
//
// A position on WGS 84 is shifted to the datum of VN-2000 with the seven parameters of EPSG:6960
// and projected by the series of Krüger, whose error is below a millimetre here.
import { type Position, radians } from './geo';

/** Easting and northing in metres; maps of Viet Nam write them Y and X. */
export type Metres = readonly [east: number, north: number];

type Vector = readonly [x: number, y: number, z: number];

const degrees = (angle: number): number => (angle * 180) / Math.PI;
const arcSeconds = (seconds: number): number => radians(seconds / 3600);

/** The ellipsoid of WGS 84, which VN-2000 shares. */
const A = 6_378_137;
const F = 1 / 298.257_223_563;
const E2 = F * (2 - F);
const E = Math.sqrt(E2);

/** From VN-2000 to WGS 84: metres, arc seconds, parts per million. */
const SHIFT: Vector = [-191.904_414_29, -39.303_182_79, -111.450_328_35];
const [RX, RY, RZ] = [0.009_288_36, -0.019_754_79, 0.004_273_72].map(arcSeconds) as [
  number,
  number,
  number,
];
const SCALE = 1 + 0.252_906_278e-6;

const MERIDIAN = radians(107.75);
const K0 = 0.9999;
const FALSE_EAST = 500_000;

const N = F / (2 - F);
/** Radius of the rectifying sphere, times the scale on the meridian. */
const RADIUS = ((K0 * A) / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const FORWARD = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49_561 / 161_280) * N ** 4,
];
const BACKWARD = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - (1 / 360) * N ** 4,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161_280) * N ** 4,
];

function geocentric(lon: number, lat: number): Vector {
  const across = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
  return [
    across * Math.cos(lat) * Math.cos(lon),
    across * Math.cos(lat) * Math.sin(lon),
    across * (1 - E2) * Math.sin(lat),
  ];
}

/** Longitude and latitude in radians; the height is left out, as in plane coordinates. */
function geodetic([x, y, z]: Vector): [lon: number, lat: number] {
  const flat = Math.hypot(x, y);
  let lat = Math.atan2(z, flat * (1 - E2));
  for (let step = 0; step < 6; step += 1) {
    const across = A / Math.sqrt(1 - E2 * Math.sin(lat) ** 2);
    lat = Math.atan2(z + E2 * across * Math.sin(lat), flat);
  }
  return [Math.atan2(y, x), lat];
}

const toWgs84 = ([x, y, z]: Vector): Vector => [
  SHIFT[0] + SCALE * (x - RZ * y + RY * z),
  SHIFT[1] + SCALE * (RZ * x + y - RX * z),
  SHIFT[2] + SCALE * (-RY * x + RX * y + z),
];

function fromWgs84(position: Vector): Vector {
  const [x, y, z] = position.map((value, axis) => (value - (SHIFT[axis] ?? 0)) / SCALE) as [
    number,
    number,
    number,
  ];
  return [x + RZ * y - RY * z, -RZ * x + y + RX * z, RY * x - RX * y + z];
}

/** Adds the terms of a series to a position on the sphere. */
function series(
  coefficients: readonly number[],
  sign: 1 | -1,
  [xi, eta]: readonly [number, number],
): [xi: number, eta: number] {
  return coefficients.reduce<[number, number]>(
    ([north, east], coefficient, index) => {
      const order = 2 * (index + 1);
      return [
        north + sign * coefficient * Math.sin(order * xi) * Math.cosh(order * eta),
        east + sign * coefficient * Math.cos(order * xi) * Math.sinh(order * eta),
      ];
    },
    [xi, eta],
  );
}

/** VN-2000 coordinates of a longitude and latitude on WGS 84. */
export function vn2000Of([lon, lat]: Position): Metres {
  const [lambda, phi] = geodetic(fromWgs84(geocentric(radians(lon), radians(lat))));
  const conformal = Math.sinh(Math.atanh(Math.sin(phi)) - E * Math.atanh(E * Math.sin(phi)));
  const off = lambda - MERIDIAN;
  const [xi, eta] = series(FORWARD, 1, [
    Math.atan2(conformal, Math.cos(off)),
    Math.asinh(Math.sin(off) / Math.hypot(conformal, Math.cos(off))),
  ]);
  return [FALSE_EAST + RADIUS * eta, RADIUS * xi];
}

/** Longitude and latitude on WGS 84 of VN-2000 coordinates. */
export function positionOfVn2000([east, north]: Metres): Position {
  const [xi, eta] = series(BACKWARD, -1, [north / RADIUS, (east - FALSE_EAST) / RADIUS]);
  const conformal = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi));
  const isometric = Math.asinh(conformal);
  let phi = Math.atan(conformal);
  for (let step = 0; step < 8; step += 1)
    phi = Math.atan(Math.sinh(isometric + E * Math.atanh(E * Math.sin(phi))));
  const lambda = MERIDIAN + Math.atan2(Math.sinh(eta), Math.cos(xi));
  const [lon, lat] = geodetic(toWgs84(geocentric(lambda, phi)));
  return [degrees(lon), degrees(lat)];
}
