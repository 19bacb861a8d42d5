import type { Asset } from '../../api/assets';
import type { CapacityPart } from '../capacityParts';

/** What every drawing is given. */
export interface PictureProps {
  asset: Asset;
  places: readonly CapacityPart[];
  label: string;
}

export function numberOf(asset: Asset, attribute: string): number | undefined {
  const value = (asset.attributes as Record<string, unknown> | undefined)?.[attribute];
  return typeof value === 'number' ? value : undefined;
}
