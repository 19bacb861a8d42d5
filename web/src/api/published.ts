// What everybody may know: planned works and permits.
import { queryOptions } from '@tanstack/react-query';
import { client, read } from './client';

const MOST = 200;

export const worksQuery = queryOptions({
  queryKey: ['published', 'works'],
  queryFn: async ({ signal }) => {
    const { items } = await read(
      client.GET('/api/v1/public/planned-works', { params: { query: { limit: MOST } }, signal }),
    );
    return items;
  },
  staleTime: 5 * 60_000,
});

export const permitsQuery = queryOptions({
  queryKey: ['published', 'permits'],
  queryFn: async ({ signal }) => {
    const { items } = await read(
      client.GET('/api/v1/public/permits', { params: { query: { limit: MOST } }, signal }),
    );
    return items;
  },
  staleTime: 5 * 60_000,
});
