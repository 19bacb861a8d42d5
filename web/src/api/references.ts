// Names of things that a case holds by id: organisations and assets.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client, read, type Schemas } from './client';
import { isStatus, send } from './transport';

export const organizationQuery = (id: string) =>
  queryOptions({
    queryKey: ['organization', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/organizations/{organization_id}', {
          params: { path: { organization_id: id } },
          signal,
        }),
      ),
    staleTime: 10 * 60_000,
    retry: false,
  });

/** Name of an organisation in a language; null while unknown, undefined when it is hidden. */
export function useOrganizationName(
  id: string | null | undefined,
  language: string,
): string | null | undefined {
  const { data, isPending } = useQuery({ ...organizationQuery(id ?? ''), enabled: Boolean(id) });
  if (!data) return isPending ? null : undefined;
  return language === 'en' && data.name_en ? data.name_en : data.name_vi;
}

export const organizationsQuery = (q: string) =>
  queryOptions({
    queryKey: ['organization', 'list', q],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/organizations', {
          params: { query: { limit: 50, ...(q ? { q } : {}) } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

export type AssetRow = Pick<Schemas['Asset'], 'id' | 'code' | 'kind' | 'free_band' | 'address'>;

const AT_ONCE = 100;

// Whether the server takes `ids`; it is asked once.
let many = true;

async function assetsOf(ids: readonly string[], signal: AbortSignal): Promise<AssetRow[]> {
  try {
    if (!many) return await oneByOne(ids, signal);
    const { items } = await send<{ items: AssetRow[] }>({
      method: 'GET',
      path: '/api/v1/assets',
      query: { ids: ids.join(','), limit: AT_ONCE },
      signal,
    });
    return items;
  } catch (error) {
    if (!isStatus(error, 422)) throw error;
    many = false;
    return oneByOne(ids, signal);
  }
}

async function oneByOne(ids: readonly string[], signal: AbortSignal): Promise<AssetRow[]> {
  const one = (id: string) =>
    read(
      client.GET('/api/v1/assets/{asset_id}', { params: { path: { asset_id: id } }, signal }),
    ).catch(() => null);
  const found = await Promise.all(ids.map(one));
  return found.filter((asset) => asset !== null);
}

/** Assets by id, those that the reader may see. */
export const assetsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['asset', 'ids', ids],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, AssetRow>> => {
      const found = new Map<string, AssetRow>();
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const some = ids.slice(from, from + AT_ONCE);
        for (const asset of await assetsOf(some, signal)) found.set(asset.id, asset);
      }
      return found;
    },
    enabled: ids.length > 0,
    staleTime: 60_000,
  });

export const assetKindsQuery = queryOptions({
  queryKey: ['asset-kind'],
  queryFn: ({ signal }) => read(client.GET('/api/v1/asset-kinds', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

const MOST_AREAS = 500;

// The contract has no read of one area; the list of all is short and cached once.
const everyArea = queryOptions({
  queryKey: ['area'],
  queryFn: async ({ signal }) => {
    const { items } = await read(
      client.GET('/api/v1/areas', { params: { query: { limit: MOST_AREAS } }, signal }),
    );
    return items;
  },
  staleTime: 10 * 60_000,
});

export const areaQuery = (id: string) =>
  queryOptions({ ...everyArea, select: (items) => items.find((area) => area.id === id) });

// Provinces and planning zones hold communes; cases stand in communes.
const WIDE_LEVELS = ['tinh', 'zone'];

/** Communes in the order of their names, for a filter. */
export const communesQuery = queryOptions({
  ...everyArea,
  select: (items) =>
    items
      .filter(({ level, valid_to }) => !WIDE_LEVELS.includes(level) && valid_to === null)
      .map(({ id, name }) => ({ id, title: name }))
      .sort((a, b) => a.title.localeCompare(b.title, 'vi')),
});

export const assetSearchQuery = (q: string) =>
  queryOptions({
    queryKey: ['asset', 'search', q],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/assets', {
          params: { query: { limit: 20, ...(q.trim() ? { q: q.trim() } : {}) } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
