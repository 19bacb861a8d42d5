// Who is logged in, and the installation that answers.
import { queryOptions } from '@tanstack/react-query';
import { client, read, type Schemas } from './client';
import { setServerTime } from './clock';
import type { Meta } from './shapes';
import { isStatus, send, sendOnce } from './transport';

/** `email` and `version` are on their way into the contract. */
export type Me = Schemas['Me'] & { email?: string; version?: number };
export type Membership = Schemas['MyMembership'];

const STORED_SESSION = 'hatang.session';

/**
 * Whether this browser had a session when it last asked. Pages that are open to everybody ask for
 * the person only then: a visitor's browser must not be refused anything.
 */
export const mayHaveSession = (): boolean => localStorage.getItem(STORED_SESSION) === 'yes';

/** The person of the session; null when nobody is logged in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      const me = await sendOnce<Me>({ method: 'GET', path: '/api/v1/me', signal });
      localStorage.setItem(STORED_SESSION, 'yes');
      return me;
    } catch (error) {
      if (!isStatus(error, 401)) throw error;
      localStorage.removeItem(STORED_SESSION);
      return null;
    }
  },
  staleTime: 5 * 60_000,
});

export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: async ({ signal }) => {
    const meta = await sendOnce<Meta>({ method: 'GET', path: '/api/v1/meta', signal });
    setServerTime(meta.now);
    return meta;
  },
  staleTime: 60_000,
});

/** Opens a session; the server keeps it in a cookie that no script can read. */
export const logIn = (email: string, password: string): Promise<void> =>
  sendOnce({ method: 'POST', path: '/api/v1/auth/session', body: { email, password } });

export async function logOut(): Promise<void> {
  await sendOnce<void>({ method: 'DELETE', path: '/api/v1/auth/session' });
  localStorage.removeItem(STORED_SESSION);
}

export const notificationsQuery = (unread: boolean) =>
  queryOptions({
    queryKey: ['notification', { unread }],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/notifications', {
          params: { query: { limit: 50, ...(unread ? { unread } : {}) } },
          signal,
        }),
      ),
  });

/** Puts the clock of a demo forward; whatever falls due meanwhile happens. */
export const advanceDemoClock = (days: number): Promise<unknown> =>
  send({ method: 'POST', path: '/demo/clock', query: { days } });
