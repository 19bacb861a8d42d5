// Small settings of a person, such as saved filters. The server keeps one JSON object each.
import { queryOptions } from '@tanstack/react-query';
import { isStatus, send } from './transport';

export interface SavedFilter {
  name: string;
  search: Record<string, string>;
}

export interface Preferences {
  case_filters?: SavedFilter[];
}

const PATH = '/api/v1/me/preferences';

export const preferencesQuery = queryOptions({
  queryKey: ['me', 'preferences'],
  queryFn: async ({ signal }): Promise<Preferences> => {
    try {
      return await send<Preferences>({ method: 'GET', path: PATH, signal });
    } catch (error) {
      if (isStatus(error, 404)) return {};
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export const storePreferences = (preferences: Preferences): Promise<void> =>
  send({ method: 'PUT', path: PATH, body: preferences });
