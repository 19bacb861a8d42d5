// A circle on the ground, as text in an address: `107.0885,20.9567,200`.
import { type Bounds, type Position, roundedPosition } from './geo';

export interface Circle {
  centre: Position;
  /** Radius in metres. */
  radius: number;
}

export const MOST_RADIUS = 5000;

/** Metres of a degree of latitude. */
const DEGREE = 111_195;
const CORNERS = 64;

export function parseCircle(text: string | undefined): Circle | null {
  const parts = (text ?? '').split(',').map(Number);
  const [lon, lat, radius] = parts;
  if (parts.length !== 3 || lon === undefined || lat === undefined || radius === undefined)
    return null;
  const isCircle =
    Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && radius > 0 && radius <= MOST_RADIUS;
  return isCircle ? { centre: [lon, lat], radius } : null;
}

export const writtenCircle = ({ centre, radius }: Circle): string =>
  [...roundedPosition(centre), radius].join(',');

const across = (lat: number): number => DEGREE * Math.cos((lat * Math.PI) / 180);

/** Closed ring of positions on the circle. */
export function ringOf({ centre: [lon, lat], radius }: Circle): Position[] {
  return Array.from({ length: CORNERS + 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / CORNERS;
    return [
      lon + (radius * Math.cos(angle)) / across(lat),
      lat + (radius * Math.sin(angle)) / DEGREE,
    ];
  });
}

export function boundsOfCircle({ centre: [lon, lat], radius }: Circle): Bounds {
  const [wide, high] = [radius / across(lat), radius / DEGREE];
  return [lon - wide, lat - high, lon + wide, lat + high];
}
