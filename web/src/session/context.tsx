// The person of the session, for every page behind the login.
import { createContext, type ReactNode, useContext } from 'react';
import type { Me } from '../api/session';

const Current = createContext<Me | null>(null);

export function PersonProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <Current.Provider value={me}>{children}</Current.Provider>;
}

export function useMe(): Me {
  const me = useContext(Current);
  if (!me) throw new Error('nobody is logged in');
  return me;
}

/** Whether a person has tasks of an office or a company; auditors and administrators have none. */
export const isWorker = (me: Me): boolean =>
  me.memberships.some(({ role }) => role !== 'admin' && role !== 'auditor');

type Role = Me['memberships'][number]['role'];

export const hasRole = (me: Me, ...roles: Role[]): boolean =>
  me.memberships.some(({ role }) => roles.includes(role));
