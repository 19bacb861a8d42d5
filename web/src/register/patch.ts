// What an edited asset sends: only what is different, `null` for what was cleared.
import type { Asset } from '../api/assets';
import type { Schemas } from '../api/client';

export type AttributeValue = string | number | boolean;
export type AttributeValues = Readonly<Record<string, AttributeValue | undefined>>;

export interface CapacityDraft {
  unit: string;
  installed: number | undefined;
  own_use: number | undefined;
  blocked: number | undefined;
  policy_reserve: number | undefined;
}

export interface AssetDraft {
  address: string;
  shareable: boolean;
  not_shareable_reason: string;
  attributes: AttributeValues;
  capacity: readonly CapacityDraft[];
  reason: string;
}

const isValue = (value: unknown): value is AttributeValue =>
  ['string', 'number', 'boolean'].includes(typeof value);

export function attributesOf(asset: Asset): AttributeValues {
  const known = Object.entries(asset.attributes ?? {});
  return Object.fromEntries(
    known.flatMap(([id, value]) => (isValue(value) ? [[id, value] as const] : [])),
  );
}

export const draftOf = (asset: Asset): AssetDraft => ({
  address: asset.address ?? '',
  shareable: asset.shareable,
  not_shareable_reason: asset.not_shareable_reason ?? '',
  attributes: attributesOf(asset),
  capacity: (asset.capacity ?? []).map(({ unit, installed, own_use, blocked, policy_reserve }) => ({
    unit,
    installed,
    own_use,
    blocked,
    policy_reserve,
  })),
  reason: '',
});

/** Attributes whose value is not that of before, with their new values. */
export const editedOf = (before: AttributeValues, after: AttributeValues): AttributeValues =>
  Object.fromEntries(Object.entries(after).filter(([name, value]) => value !== before[name]));

/** Attributes that differ; `null` removes one. */
export function attributeChanges(
  before: AttributeValues,
  after: AttributeValues,
): Record<string, AttributeValue | null> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changes: Record<string, AttributeValue | null> = {};
  for (const name of names) {
    const [old, value] = [before[name], after[name]];
    const trimmed = typeof value === 'string' ? value.trim().normalize('NFC') : value;
    const next = trimmed === '' ? undefined : trimmed;
    if (next !== old) changes[name] = next ?? null;
  }
  return changes;
}

const textChange = (before: string, after: string): { value: string | null } | null => {
  const next = after.trim().normalize('NFC');
  return next === before ? null : { value: next === '' ? null : next };
};

/** The patch of an asset; null when nothing differs. */
export function patchOf(asset: Asset, draft: AssetDraft): Schemas['AssetPatch'] | null {
  const before = draftOf(asset);
  const attributes = attributeChanges(before.attributes, draft.attributes);
  const capacity = draft.capacity.filter(
    (one, index) => JSON.stringify(one) !== JSON.stringify(before.capacity[index]),
  );
  const address = textChange(before.address, draft.address);
  const why = textChange(before.not_shareable_reason, draft.not_shareable_reason);
  const patch: Schemas['AssetPatch'] = {
    ...(address ? { address: address.value } : {}),
    ...(draft.shareable === before.shareable ? {} : { shareable: draft.shareable }),
    ...(why ? { not_shareable_reason: why.value } : {}),
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    ...(capacity.length > 0
      ? {
          capacity: capacity.map(({ unit, installed, own_use, blocked, policy_reserve }) => ({
            unit,
            installed: installed ?? 0,
            own_use: own_use ?? 0,
            blocked: blocked ?? 0,
            policy_reserve: policy_reserve ?? 0,
          })),
        }
      : {}),
  };
  if (Object.keys(patch).length === 0) return null;
  return draft.reason.trim() ? { ...patch, reason: draft.reason.trim() } : patch;
}
