// People, organisations and outgoing mail, for administrators.
import { queryOptions } from '@tanstack/react-query';
import { change, client, newKey, read, type Schemas } from './client';
import { send } from './transport';

const PAGE = 50;

interface PersonFilter {
  q?: string | undefined;
  organization?: string | undefined;
  cursor?: string | undefined;
}

const given = <T extends object>(query: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [K in keyof T]: NonNullable<T[K]> };

export const peopleQuery = (filter: PersonFilter) =>
  queryOptions({
    queryKey: ['user', 'list', filter],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/users', {
          params: { query: { ...given(filter), limit: PAGE } },
          signal,
        }),
      ),
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['user', 'one', id],
    queryFn: ({ signal }) =>
      read(client.GET('/api/v1/users/{user_id}', { params: { path: { user_id: id } }, signal })),
  });

/** A person without a password: an invitation lets the person set one. */
export type NewPerson = Omit<Schemas['NewUser'], 'password'>;

export const addPerson = (body: NewPerson, key: string): Promise<Schemas['User']> =>
  send({
    method: 'POST',
    path: '/api/v1/users',
    body,
    headers: { 'Idempotency-Key': key },
  });

export const invitePerson = (id: string): Promise<void> =>
  send({
    method: 'POST',
    path: `/api/v1/users/${id}/invitation`,
    headers: { 'Idempotency-Key': newKey() },
  });

export const updatePerson = (
  id: string,
  body: Schemas['UserPatch'],
  version: number,
): Promise<Schemas['User']> =>
  change('patch', '/api/v1/users/{user_id}', { path: { user_id: id }, body, version });

interface OrganizationFilter {
  q?: string | undefined;
  kind?: Schemas['OrganizationKind'] | undefined;
  cursor?: string | undefined;
}

export const organizationListQuery = (filter: OrganizationFilter) =>
  queryOptions({
    queryKey: ['organization', 'page', filter],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/organizations', {
          params: { query: { ...given(filter), limit: PAGE } },
          signal,
        }),
      ),
  });

export const addOrganization = (
  body: Schemas['NewOrganization'],
  key: string,
): Promise<Schemas['Organization']> => change('post', '/api/v1/organizations', { body, key });

export const updateOrganization = (
  id: string,
  body: Schemas['OrganizationPatch'],
  version: number,
): Promise<Schemas['Organization']> =>
  change('patch', '/api/v1/organizations/{organization_id}', {
    path: { organization_id: id },
    body,
    version,
  });

interface OutboxFilter {
  status?: Schemas['OutboxMessageStatus'] | undefined;
  cursor?: string | undefined;
}

export const outboxQuery = (filter: OutboxFilter) =>
  queryOptions({
    queryKey: ['outbox', filter],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/outbox', {
          params: { query: { ...given(filter), limit: PAGE } },
          signal,
        }),
      ),
  });

export const retryMessage = (id: string): Promise<Schemas['OutboxMessage']> =>
  change('post', '/api/v1/outbox/{message_id}/retry', {
    path: { message_id: id },
    key: newKey(),
  });

export const retryAllMessages = (): Promise<Schemas['OutboxRetryResult']> =>
  change('post', '/api/v1/outbox/retry', { body: {}, key: newKey() });
