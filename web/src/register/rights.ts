// What a person may do to an asset. The server decides; this only spares buttons that never work.
import type { Asset } from '../api/assets';
import { useMe } from '../session/context';

export const CHANGES = ['edit', 'survey', 'correction'] as const;
export type Change = (typeof CHANGES)[number];

const HOLDERS = ['owner_clerk', 'owner_manager', 'operator_planner', 'operator_manager'];
const REGULATORS = ['regulator_officer', 'regulator_lead'];

export function useMayChange(asset: Asset | undefined): readonly Change[] {
  const me = useMe();
  if (!asset) return [];
  const isHolder = me.memberships.some(({ role }) => HOLDERS.includes(role));
  const isOwner = me.memberships.some(
    ({ role, organization_id }) => HOLDERS.includes(role) && organization_id === asset.owner.id,
  );
  if (isOwner) return CHANGES;
  if (me.memberships.some(({ role }) => REGULATORS.includes(role))) return ['edit', 'correction'];
  return isHolder ? ['correction'] : [];
}
