// The account of the person: language, password, sessions; absences and delegations.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas } from './client';
import { send, sendOnce } from './transport';

export const setLocale = (locale: Schemas['Locale'], version: number): Promise<unknown> =>
  send({
    method: 'PATCH',
    path: '/api/v1/me',
    body: { locale },
    headers: { 'If-Match': `"${version}"` },
  });

export const changePassword = (current: string, next: string): Promise<void> =>
  send({
    method: 'POST',
    path: '/api/v1/me/password',
    body: { current_password: current, new_password: next },
  });

export const requestPasswordReset = (email: string): Promise<void> =>
  sendOnce({ method: 'POST', path: '/api/v1/auth/password-reset', body: { email } });

export const setPassword = (token: string, next: string): Promise<void> =>
  sendOnce({
    method: 'POST',
    path: '/api/v1/auth/password',
    body: { token, new_password: next },
  });

export interface OwnSession {
  id: string;
  created_at: string;
  expires_at: string;
  user_agent: string | null;
  current: boolean;
}

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) =>
    send<{ items: OwnSession[] }>({ method: 'GET', path: '/api/v1/me/sessions', signal }),
});

export const endSession = (id: string): Promise<void> =>
  send({ method: 'DELETE', path: `/api/v1/me/sessions/${id}` });

export const absencesQuery = queryOptions({
  queryKey: ['absence'],
  queryFn: ({ signal }) => read(client.GET('/api/v1/absences', { signal })),
});

export const addAbsence = (body: Schemas['NewAbsence'], key: string): Promise<Schemas['Absence']> =>
  change('post', '/api/v1/absences', { body, key });

export const removeAbsence = (id: string, version: number): Promise<unknown> =>
  change('delete', '/api/v1/absences/{absence_id}', { path: { absence_id: id }, version });

export const delegationsQuery = queryOptions({
  queryKey: ['delegation'],
  queryFn: ({ signal }) => read(client.GET('/api/v1/delegations', { signal })),
});

export const addDelegation = (
  body: Schemas['NewDelegation'],
  key: string,
): Promise<Schemas['Delegation']> => change('post', '/api/v1/delegations', { body, key });

export const removeDelegation = (id: string, version: number): Promise<unknown> =>
  change('delete', '/api/v1/delegations/{delegation_id}', {
    path: { delegation_id: id },
    version,
  });
