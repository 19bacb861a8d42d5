// Small settings of a person, such as saved filters. The server keeps one JSON object each.
import { queryOptions } from '@tanstack/react-query';
import { send } from './transport';

export interface SavedFilter {
  name: string;
  search: Record<string, string>;
}

/** Lists whose filters are saved. */
export type FilteredList = 'case_filters' | 'task_filters';

/** Background of the maps of a person. */
export interface MapBackground {
  id: string;
  /** From 0 to 1. */
  opacity: number;
}

export type Preferences = Partial<Record<FilteredList, SavedFilter[]>> & {
  map_background?: MapBackground;
};

const PATH = '/api/v1/me/preferences';

export const preferencesQuery = queryOptions({
  queryKey: ['me', 'preferences'],
  queryFn: async ({ signal }): Promise<Preferences> => {
    const { values } = await send<{ values: Preferences }>({ method: 'GET', path: PATH, signal });
    return values;
  },
  staleTime: 5 * 60_000,
});

export const storePreferences = (values: Preferences): Promise<unknown> =>
  send({ method: 'PUT', path: PATH, body: { values } });
