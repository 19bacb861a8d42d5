// The query cache: what is asked again, when, and after which failure.
import { QueryClient } from '@tanstack/react-query';
import { isStatus } from './transport';

const MOST_WAITS = 3;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < MOST_WAITS && isStatus(error, 429, 503),
      retryDelay: (failures, error) =>
        isStatus(error, 429, 503) ? (error.retryAfter ?? 2 ** failures) * 1000 : 1000,
    },
    mutations: { retry: false },
  },
});
