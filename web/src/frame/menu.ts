// Entries of the main menu by what the roles of a person need.
import type { Me } from '../api/session';
import { hasRole } from '../session/context';
import type { Words } from '../words';

interface Entry {
  to: '/work' | '/cases' | '/map' | '/assets' | '/requests/new' | '/admin/people';
  /** Paths that belong to the entry. */
  under: string;
  label: (frame: Words['frame']) => string;
  shown: (me: Me) => boolean;
}

const ENTRIES: readonly Entry[] = [
  { to: '/work', under: '/work', label: (frame) => frame.work, shown: () => true },
  { to: '/cases', under: '/cases', label: (frame) => frame.cases, shown: () => true },
  { to: '/map', under: '/map', label: (frame) => frame.map, shown: () => true },
  { to: '/assets', under: '/assets', label: (frame) => frame.assets, shown: () => true },
  {
    to: '/requests/new',
    under: '/requests',
    label: (frame) => frame.newRequest,
    shown: (me) => hasRole(me, 'operator_planner', 'operator_manager'),
  },
  {
    to: '/admin/people',
    under: '/admin',
    label: (frame) => frame.admin,
    shown: (me) => hasRole(me, 'admin'),
  },
];

export const menuOf = (me: Me): readonly Entry[] => ENTRIES.filter(({ shown }) => shown(me));
