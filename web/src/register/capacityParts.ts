// Parts of an installed quantity: own use + blocked + reserve + reserved + active + free.
import type { Schemas } from '../api/client';

export const PARTS = ['own', 'blocked', 'reserve', 'reserved', 'active', 'free'] as const;
export type CapacityPart = (typeof PARTS)[number];

export interface Part {
  part: CapacityPart;
  quantity: number;
  /** Ends on a bar of length 1. */
  from: number;
  to: number;
}

type Capacity = Schemas['AssetCapacity'];

export function partsOf(capacity: Capacity): Part[] {
  const quantities: Record<CapacityPart, number> = {
    own: capacity.own_use,
    blocked: capacity.blocked,
    reserve: capacity.policy_reserve,
    reserved: capacity.reserved,
    active: capacity.active,
    free: capacity.free,
  };
  // An overloaded asset has more in use than is installed: the bar shows all of it.
  const sum = PARTS.reduce((total, part) => total + quantities[part], 0);
  const whole = Math.max(capacity.installed, sum, 1);
  let from = 0;
  return PARTS.map((part) => {
    const to = from + quantities[part] / whole;
    const placed = { part, quantity: quantities[part], from, to };
    from = to;
    return placed;
  });
}

/** State of each place of a slot unit, in the order of the parts. */
export function placesOf(capacity: Capacity): CapacityPart[] {
  return partsOf(capacity).flatMap(({ part, quantity }) =>
    Array.from({ length: quantity }, () => part),
  );
}
