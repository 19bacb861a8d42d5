// Places by a name that people type: addresses and streets where the server knows them, areas and
// assets everywhere.
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { contains } from '../words/fold';
import { areasQuery } from './assets';
import { client, read, type Schemas } from './client';

export interface Place {
  /** Tells places of one answer apart. */
  id: string;
  name: string;
  point: readonly [lon: number, lat: number];
  /** West, south, east, north; a point has none. */
  bbox?: readonly [number, number, number, number] | undefined;
  /** The asset that stands there. */
  assetId?: string | undefined;
}

type Box = readonly [number, number, number, number];

const boxOf = (numbers: readonly number[] | null | undefined): Box | undefined => {
  const [west, south, east, north] = numbers ?? [];
  return west === undefined || south === undefined || east === undefined || north === undefined
    ? undefined
    : [west, south, east, north];
};

const MOST = 8;
const SHORTEST = 2;

async function foundStreets(q: string, signal: AbortSignal): Promise<Place[]> {
  const { items } = await read(client.GET('/api/v1/places', { params: { query: { q } }, signal }));
  return items
    .filter(({ kind }) => kind === 'street')
    .map(({ name, area, point: [lon = 0, lat = 0], bbox }) => ({
      id: `street ${name} ${area ?? ''}`,
      name: area ? `${name} · ${area}` : name,
      point: [lon, lat],
      bbox: boxOf(bbox),
    }));
}

type Geometry = Schemas['Geometry'];

/** A vertex in the middle of a geometry. */
function pointOf(geometry: Geometry): readonly [number, number] {
  const flat = geometry.coordinates.flat(3) as number[];
  const middle = 2 * Math.floor((flat.length / 2 - 1) / 2);
  return [flat[middle] ?? 0, flat[middle + 1] ?? 0];
}

async function foundAssets(q: string, signal: AbortSignal): Promise<Place[]> {
  const { items } = await read(
    client.GET('/api/v1/assets', { params: { query: { q, sort: 'code', limit: MOST } }, signal }),
  );
  return items.map(({ id, code, address, geometry }) => ({
    id,
    name: address ? `${code} · ${address}` : code,
    point: pointOf(geometry),
    assetId: id,
  }));
}

async function foundAreas(q: string, queries: QueryClient): Promise<Place[]> {
  const areas = await queries.ensureQueryData(areasQuery);
  return areas
    .filter(({ name, level }) => level !== 'zone' && contains(name, q))
    .flatMap(({ id, name, bbox }) => {
      const box = boxOf(bbox);
      if (!box) return [];
      const [west, south, east, north] = box;
      return [{ id, name, point: [(west + east) / 2, (south + north) / 2] as const, bbox: box }];
    })
    .slice(0, MOST);
}

/** Places whose name has the words; the areas of the installation first. */
export const placesQuery = (q: string) =>
  queryOptions({
    queryKey: ['place', q],
    queryFn: async ({ signal, client: queries }): Promise<readonly Place[]> => {
      const [areas, streets, assets] = await Promise.all([
        foundAreas(q, queries),
        foundStreets(q, signal),
        foundAssets(q, signal),
      ]);
      return [...areas, ...streets, ...assets].slice(0, 2 * MOST);
    },
    staleTime: 60_000,
    enabled: q.length >= SHORTEST,
  });
