// Which published works a filter leaves, and in which order.
import type { PublicWorks } from '../api/public';
import type { Geometry, Position } from '../map/geo';
import { distanceTo, reachesInto } from '../map/near';
import { addDays } from '../words/days';
import { contains } from '../words/fold';

/** Metres around a place that a person can choose. */
export const RADII: readonly number[] = [200, 500, 1000, 3000];
export const FIRST_RADIUS = 500;

export interface WorksFilter {
  q: string | undefined;
  /** An area into which the works must reach. */
  area: Geometry | undefined;
  near: Position | undefined;
  within: number;
}

export interface FoundWorks {
  works: PublicWorks;
  /** Distance from the place that was asked for. */
  metres: number | undefined;
}

const textOf = ({ code, title, initiator, description, address }: PublicWorks): string =>
  [code, title, initiator, description, address].join(' ');

const LAST = '9999-12-31';

const inOrder = (a: FoundWorks, b: FoundWorks): number =>
  (a.metres ?? 0) - (b.metres ?? 0) ||
  (a.works.starts_on ?? LAST).localeCompare(b.works.starts_on ?? LAST) ||
  a.works.code.localeCompare(b.works.code);

/** Works that fit, the nearest first, then those that begin first. */
export function findWorks(all: readonly PublicWorks[], filter: WorksFilter): FoundWorks[] {
  const { q, area, near, within } = filter;
  return all
    .filter((works) => !q || contains(textOf(works), q))
    .filter(({ place }) => !area || (place !== null && reachesInto(place, area)))
    .map((works) => ({
      works,
      metres: near ? (works.place ? distanceTo(works.place, near) : undefined) : undefined,
    }))
    .filter(({ metres }) => !near || (metres !== undefined && metres <= within))
    .sort(inOrder);
}

/** Last day of the works, when their length is known. */
export const endOf = ({ starts_on, duration_days }: PublicWorks): string | null =>
  starts_on && duration_days ? addDays(starts_on, duration_days - 1) : null;

export function parsePlace(text: string | undefined): Position | undefined {
  const [lon, lat, ...rest] = (text ?? '').split(',').map(Number);
  const isPlace =
    lon !== undefined &&
    lat !== undefined &&
    rest.length === 0 &&
    Math.abs(lon) <= 180 &&
    Math.abs(lat) <= 85;
  return text && isPlace ? [lon, lat] : undefined;
}

export const writtenPlace = ([lon, lat]: Position): string => `${lon.toFixed(5)},${lat.toFixed(5)}`;
