// Which layers of tiles the server has.
import { queryOptions } from '@tanstack/react-query';
import { send } from './transport';

interface TileLayers {
  layers: readonly { id: string }[];
}

export const tileLayersQuery = queryOptions({
  queryKey: ['tiles'],
  queryFn: async ({ signal }): Promise<ReadonlySet<string>> => {
    const { layers } = await send<TileLayers>({ method: 'GET', path: '/tiles', signal });
    return new Set(layers.map(({ id }) => id));
  },
  staleTime: Number.POSITIVE_INFINITY,
});
