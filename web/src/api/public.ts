// What everybody may read: planned works, permits, decisions, and the services for programs.
import { queryOptions } from '@tanstack/react-query';
import { client, read, type Schemas } from './client';
import { sendOnce } from './transport';

export type PublicWorks = Schemas['PublicPlannedWork'];
export type PublicPermit = Schemas['PublicPermit'];
export type PublicDecision = Schemas['PublicDecision'];

const PAGE = 200;
const MOST_PAGES = 10;

export interface Everything<T> {
  items: readonly T[];
  /** Whether there are more than were read. */
  more: boolean;
}

interface Page<T> {
  items: T[];
  next_cursor?: string | null | undefined;
}

type Asked = { limit: number; cursor?: string };

/** All pages of a list up to a bound: the contract has no text search in the public lists. */
async function everything<T>(ask: (query: Asked) => Promise<Page<T>>): Promise<Everything<T>> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await ask({ limit: PAGE, ...(cursor ? { cursor } : {}) });
    items.push(...answer.items);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return { items, more: Boolean(cursor) };
}

const FRESH_MS = 5 * 60_000;

export const publicWorksQuery = queryOptions({
  queryKey: ['public', 'works'],
  queryFn: ({ signal }) =>
    everything((query) =>
      read(client.GET('/api/v1/public/planned-works', { params: { query }, signal })),
    ),
  staleTime: FRESH_MS,
});

export const publicPermitsQuery = (area: string | undefined) =>
  queryOptions({
    queryKey: ['public', 'permits', area],
    queryFn: ({ signal }) =>
      everything((query) =>
        read(
          client.GET('/api/v1/public/permits', {
            params: { query: { ...query, ...(area ? { area } : {}) } },
            signal,
          }),
        ),
      ),
    staleTime: FRESH_MS,
  });

export const publicPermitQuery = (number: string) =>
  queryOptions({
    queryKey: ['public', 'permit', number],
    queryFn: ({ signal }) =>
      read(client.GET('/api/v1/public/permits/{number}', { params: { path: { number } }, signal })),
    retry: false,
  });

export const publicDecisionsQuery = queryOptions({
  queryKey: ['public', 'decisions'],
  queryFn: ({ signal }) =>
    everything((query) =>
      read(client.GET('/api/v1/public/decisions', { params: { query }, signal })),
    ),
  staleTime: FRESH_MS,
});

export interface PublicArea {
  id: string;
  name: string;
  level: string;
  geometry: Schemas['Geometry'];
}

interface AreaFeature {
  id: string;
  properties: { name: string; name_en: string | null; level: string };
  geometry: Schemas['Geometry'] | null;
}

const MOST_AREAS = 1000;

/** Administrative units with their places: the contract's own list of areas needs a session. */
export const publicAreasQuery = queryOptions({
  queryKey: ['public', 'areas'],
  queryFn: async ({ signal }): Promise<readonly PublicArea[]> => {
    const { features } = await sendOnce<{ features: AreaFeature[] }>({
      method: 'GET',
      path: '/ogc/collections/areas/items',
      query: { f: 'json', limit: MOST_AREAS },
      signal,
    });
    return features
      .flatMap(({ id, properties: { name, level }, geometry }) =>
        geometry ? [{ id, name, level, geometry }] : [],
      )
      .sort((a, b) => a.name.localeCompare(b.name, 'vi'));
  },
  staleTime: 60 * 60_000,
});

export interface Collection {
  id: string;
  title: string;
  description: string;
}

export const collectionsQuery = queryOptions({
  queryKey: ['public', 'collections'],
  queryFn: async ({ signal }) => {
    const { collections } = await sendOnce<{ collections: Collection[] }>({
      method: 'GET',
      path: '/ogc/collections',
      query: { f: 'json' },
      signal,
    });
    return collections;
  },
  staleTime: FRESH_MS,
});

export interface TileLayer {
  id: string;
  description: string;
  access: string;
  tilejson: string;
  tiles: string;
}

export const tileLayersQuery = queryOptions({
  queryKey: ['public', 'tiles'],
  queryFn: async ({ signal }) => {
    const { layers } = await sendOnce<{ layers: TileLayer[] }>({
      method: 'GET',
      path: '/tiles',
      signal,
    });
    return layers;
  },
  staleTime: FRESH_MS,
});
