// Subscriptions of an organisation to areas.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas, type Version } from './client';

export type Subscription = Schemas['Subscription'];

export const subscriptionsQuery = queryOptions({
  queryKey: ['subscription'],
  queryFn: ({ signal }) => read(client.GET('/api/v1/subscriptions', { signal })),
});

export const createSubscription = (
  body: Schemas['NewSubscription'],
  key: string,
): Promise<Subscription> => change('post', '/api/v1/subscriptions', { key, body });

export const removeSubscription = (id: string, version: Version): Promise<unknown> =>
  change('delete', '/api/v1/subscriptions/{subscription_id}', {
    path: { subscription_id: id },
    version,
  });
