// What a person may do to an asset. The server decides; this only spares buttons that never work.
import type { Asset } from '../api/assets';
import type { Me } from '../api/session';
import { isWorker, useMe } from '../session/context';

export const CHANGES = ['edit', 'survey', 'correction'] as const;
export type Change = (typeof CHANGES)[number];

const HOLDERS = ['owner_clerk', 'owner_manager', 'operator_planner', 'operator_manager'];
const REGULATORS = ['regulator_officer', 'regulator_lead'];

// A transfer binds an organisation: a manager signs it.
const SIGNATORIES = ['owner_manager', 'operator_manager'];

const hasRoleIn = (me: Me, organization: string, roles: readonly string[]): boolean =>
  me.memberships.some(
    ({ role, organization_id }) => roles.includes(role) && organization_id === organization,
  );

/** Whether a person may ask for files of the register. */
export const mayExport = (me: Me): boolean =>
  isWorker(me) || me.memberships.some(({ role }) => role === 'admin');

/** Whether a person has to do with corrections: those of own assets, and own surveys. */
export const surveys = (me: Me): boolean =>
  me.memberships.some(({ role }) => HOLDERS.includes(role) || REGULATORS.includes(role));

/** Whether a person works for some organisation that holds assets. */
export const holds = (me: Me): boolean => me.memberships.some(({ role }) => HOLDERS.includes(role));

/** Whether a person works for an organisation as holder of assets. */
export const isHeldBy = (me: Me, organization: string): boolean =>
  hasRoleIn(me, organization, HOLDERS);

/** Whether a person may bind an organisation. */
export const signsFor = (me: Me, organization: string): boolean =>
  hasRoleIn(me, organization, SIGNATORIES);

export function useMayChange(asset: Asset | undefined): readonly Change[] {
  const me = useMe();
  if (!asset) return [];
  if (isHeldBy(me, asset.owner.id)) return CHANGES;
  if (me.memberships.some(({ role }) => REGULATORS.includes(role))) return ['edit', 'correction'];
  return holds(me) ? ['correction'] : [];
}
