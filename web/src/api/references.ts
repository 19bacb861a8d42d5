// Names of things that a case holds by id: organisations and assets.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { client, read, type Schemas } from './client';

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

// The server takes 500; a proxy before it may not take so long an address.
const AT_ONCE = 100;

/** Assets by id, those that the reader may see. */
export const assetsQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['asset', 'ids', ids],
    queryFn: async ({ signal }): Promise<ReadonlyMap<string, AssetRow>> => {
      const found = new Map<string, AssetRow>();
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const some = ids.slice(from, from + AT_ONCE);
        const { items } = await read(
          client.GET('/api/v1/assets', {
            params: { query: { ids: some.join(','), limit: AT_ONCE } },
            signal,
          }),
        );
        for (const asset of items) found.set(asset.id, asset);
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

export const assetSearchQuery = (q: string, owner?: string) =>
  queryOptions({
    queryKey: ['asset', 'search', q, owner],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/assets', {
          params: {
            query: {
              limit: 20,
              ...(q.trim() ? { q: q.trim() } : {}),
              ...(owner ? { owner } : {}),
            },
          },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
