// Layers of the map, and which assets a filter leaves on it.
import type { Schemas } from '../api/client';

export type FreeBand = Schemas['FreeBand'];

export const LAYERS = {
  poles: ['pole'],
  ducts: ['duct_section', 'manhole', 'handhole', 'tunnel', 'utility_corridor', 'trench'],
  sites: ['tower', 'rooftop_site', 'shelter', 'cabinet', 'street_furniture'],
  buildings: ['building_entry', 'in_building', 'land_plot'],
} as const satisfies Record<string, readonly string[]>;

export type AssetLayer = keyof typeof LAYERS;
export const ASSET_LAYERS = Object.keys(LAYERS) as readonly AssetLayer[];
export type CaseLayer = 'works' | 'permits' | 'cases';
export type LayerName = AssetLayer | CaseLayer;
export const CASE_LAYERS: readonly CaseLayer[] = ['works', 'permits', 'cases'];
export const ALL_LAYERS: readonly LayerName[] = [...ASSET_LAYERS, ...CASE_LAYERS];
export const FIRST_LAYERS: readonly LayerName[] = ['poles', 'ducts', 'sites', 'works'];

export function parseLayers(text: string | undefined): readonly LayerName[] {
  if (text === undefined) return FIRST_LAYERS;
  const named = text.split(',');
  return ALL_LAYERS.filter((layer) => named.includes(layer));
}

/** Layers as text of an address; the usual ones are left out of it. */
export function writtenLayers(layers: readonly LayerName[]): string | undefined {
  const sorted = ALL_LAYERS.filter((layer) => layers.includes(layer));
  const text = sorted.join(',');
  return text === FIRST_LAYERS.join(',') ? undefined : text || 'none';
}

/** Kinds of asset of the layers that are switched on. */
export const kindsOf = (layers: readonly LayerName[]): readonly string[] =>
  ASSET_LAYERS.filter((layer) => layers.includes(layer)).flatMap((layer) => LAYERS[layer]);

export const BANDS: readonly FreeBand[] = ['many', 'some', 'few', 'none'];

type Kinds = readonly Schemas['AssetKind'][];

/**
 * Bands that may have room for a quantity. Tiles carry bands and no numbers, so an asset is left
 * out only when no unit of its band can have that many.
 */
export function bandsFor(quantity: number, kinds: Kinds): readonly FreeBand[] {
  if (quantity <= 0) return BANDS;
  const bounds = kinds.flatMap(({ units }) => units.flatMap((unit) => unit.bands ?? []));
  const above = {
    few: Math.max(0, ...bounds.map(({ some }) => some)),
    some: Math.max(0, ...bounds.map(({ many }) => many)),
  };
  return BANDS.filter((band) => {
    if (band === 'none') return false;
    return band === 'many' || bounds.length === 0 || quantity < above[band];
  });
}
