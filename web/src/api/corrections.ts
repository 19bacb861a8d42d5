// Corrections from the field as their owner and their surveyor see them.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas, type Version } from './client';

export type Correction = Schemas['AssetCorrection'];
export type CorrectionStatus = Schemas['AssetCorrectionStatus'];

const PAGE = 50;

export const correctionListQuery = (status: CorrectionStatus | undefined, cursor?: string) =>
  queryOptions({
    queryKey: ['asset', 'correction-list', status, cursor],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/asset-corrections', {
          params: {
            query: { limit: PAGE, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) },
          },
          signal,
        }),
      ),
  });

export const correctionQuery = (id: string) =>
  queryOptions({
    queryKey: ['asset', 'correction', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/asset-corrections/{correction_id}', {
          params: { path: { correction_id: id } },
          signal,
        }),
      ),
  });

export const approveCorrection = (id: string, version: Version, key: string): Promise<Correction> =>
  change('post', '/api/v1/asset-corrections/{correction_id}/approve', {
    path: { correction_id: id },
    version,
    key,
  });

export const rejectCorrection = (
  id: string,
  reason: string,
  version: Version,
  key: string,
): Promise<Correction> =>
  change('post', '/api/v1/asset-corrections/{correction_id}/reject', {
    path: { correction_id: id },
    version,
    key,
    body: { reason },
  });
