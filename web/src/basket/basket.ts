// What a person gathers for sharing requests: assets, a route, and the words of the requests.
import type { Asset } from '../api/assets';
import type { Schemas } from '../api/client';

export type Position = readonly [number, number];

export interface BasketUnit {
  unit: string;
  quantity: number;
}

export interface BasketItem {
  asset_id: string;
  code: string;
  kind: string;
  owner: { id: string; name: string };
  geometry: Schemas['Geometry'];
  units: BasketUnit[];
  /** Whether the quantity fits, as the server said when the asset was added. */
  fit?: Schemas['Fit'] | undefined;
}

/** What became of the request to one owner. */
export interface OwnerResult {
  case_id: string;
  /** The code of the filed request; a draft has none. */
  code?: string | null | undefined;
  version: number;
  submitted: boolean;
}

export interface Basket {
  route: Position[];
  /** What was typed as the route as long as it is none. */
  route_text?: string | undefined;
  buffer_m: number;
  needs: BasketUnit[];
  items: BasketItem[];
  applicant_id?: string | undefined;
  title: string;
  purpose: string;
  starts_on: string;
  equipment: Schemas['SharingEquipment'];
  /** Idempotency keys by owner and step, so that a request sent again is made once. */
  keys: Record<string, string>;
  results: Record<string, OwnerResult>;
  /** Page that sent the person here. */
  back?: { to: string; search: Readonly<Record<string, string | undefined>> } | undefined;
}

export const emptyBasket = (): Basket => ({
  route: [],
  buffer_m: 30,
  needs: [],
  items: [],
  title: '',
  purpose: '',
  starts_on: '',
  equipment: { description: '' },
  keys: {},
  results: {},
});

/** Owner that the name of a key begins with. */
const ownerOf = (name: string): string => name.split(' ')[0] ?? '';

export interface OwnerGroup {
  owner: { id: string; name: string };
  items: BasketItem[];
}

/** One group an owner, in the order in which their first assets were added. */
export function byOwner(items: readonly BasketItem[]): OwnerGroup[] {
  const groups = new Map<string, OwnerGroup>();
  for (const item of items) {
    const group = groups.get(item.owner.id) ?? { owner: item.owner, items: [] };
    group.items.push(item);
    groups.set(item.owner.id, group);
  }
  return [...groups.values()];
}

type Kinds = readonly Schemas['AssetKind'][];

/**
 * Units to ask for: those that are needed and that the kind has; without any, one place of the
 * first unit that counts places.
 */
export function unitsFor(kind: string, needs: readonly BasketUnit[], kinds: Kinds): BasketUnit[] {
  const units = kinds.find(({ id }) => id === kind)?.units ?? [];
  const needed = needs.filter(({ unit }) => units.some(({ id }) => id === unit));
  if (needed.length > 0) return needed.map((one) => ({ ...one }));
  const place = units.find(({ nature }) => nature === 'slot');
  return place ? [{ unit: place.id, quantity: 1 }] : [];
}

export function itemOf(asset: Asset, units: BasketUnit[]): BasketItem {
  const { id, code, kind, owner, geometry, fit } = asset;
  return { asset_id: id, code, kind, owner, geometry, units, ...(fit ? { fit } : {}) };
}

/** Basket without what was filed: what is added later belongs to requests of its own. */
export function withoutFiled(basket: Basket): Basket {
  const isOpen = (owner: string): boolean => !basket.results[owner]?.submitted;
  const ofOpen = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => isOpen(ownerOf(name))));
  return {
    ...basket,
    items: basket.items.filter(({ owner }) => isOpen(owner.id)),
    keys: ofOpen(basket.keys),
    results: ofOpen(basket.results),
  };
}

/** Adds assets that are not in the basket yet. */
export function withItems(basket: Basket, items: readonly BasketItem[]): Basket {
  const open = withoutFiled(basket);
  const known = new Set(open.items.map(({ asset_id }) => asset_id));
  return changed({
    ...open,
    items: [...open.items, ...items.filter(({ asset_id }) => !known.has(asset_id))],
  });
}

export function withoutItem(basket: Basket, assetId: string): Basket {
  return changed({
    ...basket,
    items: basket.items.filter(({ asset_id }) => asset_id !== assetId),
  });
}

/**
 * Basket whose requests say something else than before: keys belong to a content, so drafts that
 * were not made yet get new ones.
 */
export const changed = (basket: Basket): Basket => ({
  ...basket,
  keys: Object.fromEntries(
    Object.entries(basket.keys).filter(([name]) => ownerOf(name) in basket.results),
  ),
});

/** Body of the request to an owner. */
export function requestOf(basket: Basket, { items }: OwnerGroup): Schemas['NewSharingRequest'] {
  const { applicant_id, title, purpose, starts_on, equipment } = basket;
  return {
    title: title.trim(),
    ...(applicant_id ? { applicant_id } : {}),
    ...(purpose.trim() ? { purpose: purpose.trim() } : {}),
    ...(starts_on ? { starts_on } : {}),
    equipment,
    elements: items.map(({ asset_id, units }) => ({ asset_id, units })),
  };
}
