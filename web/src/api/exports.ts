// Exports of assets: jobs of the server, and the files that they make.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas } from './client';

export type Export = Schemas['Export'];

const PAGE = 50;
const EVERY_MS = 1500;

const isUnderWay = ({ status }: Export): boolean => status === 'queued' || status === 'running';

/** The exports of the reader; asked for again while one is under way. */
export const exportListQuery = (cursor?: string) =>
  queryOptions({
    queryKey: ['export', 'list', cursor],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/exports', {
          params: { query: { limit: PAGE, ...(cursor ? { cursor } : {}) } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? EVERY_MS : false),
  });

export const createExport = (body: Schemas['NewExport'], key: string): Promise<Export> =>
  change('post', '/api/v1/exports/assets', { key, body });

export const exportHref = (id: string): string => `/api/v1/exports/${id}/file`;
