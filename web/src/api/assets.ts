// The register: lists of assets, one asset with its parts, and changes of it.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas, type Version } from './client';
import { type Sending, sendFile } from './sendFile';

export type Asset = Schemas['Asset'];
export type AssetKind = Schemas['AssetKind'];
export type AssetVersion = Schemas['AssetVersion'];

export interface AssetFilter {
  bbox?: string | undefined;
  near?: string | undefined;
  within_m?: number | undefined;
  kind?: string | undefined;
  owner?: string | undefined;
  area?: string | undefined;
  lifecycle?: string | undefined;
  free_min?: number | undefined;
  q?: string | undefined;
  sort?: string | undefined;
  as_of?: string | undefined;
  cursor?: string | undefined;
}

type Sort = Schemas['AssetSort'];
type Lifecycle = Schemas['AssetLifecycle'];

const PAGE = 50;

// Orders and lists are typed by their single values in the contract.
const queryOf = ({ sort, lifecycle, ...filter }: AssetFilter) => ({
  ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
  ...(sort ? { sort: sort as Sort } : {}),
  ...(lifecycle ? { lifecycle: lifecycle.split(',') as Lifecycle[] } : {}),
  limit: PAGE,
});

export const assetListQuery = (filter: AssetFilter) =>
  queryOptions({
    queryKey: ['asset', 'list', filter],
    queryFn: ({ signal }) =>
      read(client.GET('/api/v1/assets', { params: { query: queryOf(filter) }, signal })),
    staleTime: 60_000,
  });

/** The most assets that are asked for at once. */
export const MOST_NEAR = 500;

/** Assets within a distance of a position, up to `MOST_NEAR`. */
export const assetsNearQuery = (
  [lon, lat]: readonly [number, number],
  within_m: number,
  { kind, owner, free_min }: AssetFilter,
) => {
  const query = queryOf({ near: `${lon},${lat}`, within_m, kind, owner, free_min, sort: 'code' });
  return queryOptions({
    queryKey: ['asset', 'near', query],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/assets', {
          params: { query: { ...query, limit: MOST_NEAR } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
};

export const assetQuery = (id: string, asOf?: string) =>
  queryOptions({
    queryKey: ['asset', 'one', id, asOf],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/assets/{asset_id}', {
          params: { path: { asset_id: id }, query: asOf ? { as_of: asOf } : {} },
          signal,
        }),
      ),
  });

const MOST = 100;

export const occupanciesQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', 'occupancies', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/assets/{asset_id}/occupancies', {
          params: { path: { asset_id: id }, query: { limit: MOST } },
          signal,
        }),
      ),
    retry: false,
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', 'versions', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/assets/{asset_id}/versions', {
          params: { path: { asset_id: id }, query: { limit: MOST } },
          signal,
        }),
      ),
    retry: false,
  });

export const correctionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', 'corrections', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/asset-corrections', {
          params: { query: { asset_id: id, limit: MOST } },
          signal,
        }),
      ),
    retry: false,
  });

export const issuesQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', 'issues', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/quality/issues', {
          params: { query: { asset_id: id, limit: MOST } },
          signal,
        }),
      ),
    retry: false,
  });

const MOST_AREAS = 500;

/** Administrative units in force today. */
export const areasQuery = queryOptions({
  queryKey: ['area', 'all'],
  queryFn: async ({ signal }) => {
    const { items } = await read(
      client.GET('/api/v1/areas', { params: { query: { limit: MOST_AREAS } }, signal }),
    );
    return items;
  },
  staleTime: 10 * 60_000,
});

export const updateAsset = (
  id: string,
  body: Schemas['AssetPatch'],
  version: Version,
  key: string,
): Promise<Asset> =>
  change('patch', '/api/v1/assets/{asset_id}', { path: { asset_id: id }, version, key, body });

export const createSurvey = (
  id: string,
  body: Schemas['NewAssetSurvey'],
  version: Version,
  key: string,
): Promise<Asset> =>
  change('post', '/api/v1/assets/{asset_id}/surveys', {
    path: { asset_id: id },
    version,
    key,
    body,
  });

export const createCorrection = (
  id: string,
  body: Schemas['NewCorrection'],
  version: Version,
  key: string,
): Promise<Schemas['AssetCorrection']> =>
  change('post', '/api/v1/assets/{asset_id}/corrections', {
    path: { asset_id: id },
    version,
    key,
    body,
  });

export const photoHref = (assetId: string, photoId: string): string =>
  `/api/v1/assets/${assetId}/photos/${photoId}`;

interface PhotoUpload extends Sending {
  assetId: string;
}

export function uploadPhoto({ assetId, ...sending }: PhotoUpload): Promise<Schemas['AssetPhoto']> {
  const query = new URLSearchParams({ name: sending.file.name });
  return sendFile(`/api/v1/assets/${assetId}/photos?${query}`, sending);
}
