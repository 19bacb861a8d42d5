// Assets of a part of the map as GeoJSON, from the service for geographic programs.
import { send } from './transport';

export interface AssetFeature {
  type: 'Feature';
  id: string;
  geometry: { type: string; coordinates: unknown };
  properties: Readonly<Record<string, string | number | boolean | null>>;
}

export interface FeatureQuery {
  bbox: string;
  kinds: readonly string[];
  /** Owner whose assets are wanted; those of all without it. */
  owner?: string | undefined;
  /** Bands of free capacity; all without it. */
  bands?: readonly string[] | undefined;
}

export interface FeaturePage {
  features: readonly AssetFeature[];
  /** Whether the service left some out. */
  more: boolean;
}

/** The most that the service gives at once. */
export const MOST_FEATURES = 10_000;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** CQL2 text of the filter of the map. */
export const filterOf = ({ kinds, owner, bands }: FeatureQuery): string =>
  [
    `kind IN (${kinds.map(quoted).join(',')})`,
    ...(bands ? [`free_band IN (${bands.map(quoted).join(',')})`] : []),
    ...(owner ? [`owner_id = ${quoted(owner)}`] : []),
  ].join(' AND ');

export async function assetFeatures(query: FeatureQuery): Promise<FeaturePage> {
  if (query.kinds.length === 0) return { features: [], more: false };
  const { features, links } = await send<{
    features: readonly AssetFeature[];
    links: readonly { rel: string }[];
  }>({
    method: 'GET',
    path: '/ogc/collections/assets/items',
    query: { f: 'json', limit: MOST_FEATURES, bbox: query.bbox, filter: filterOf(query) },
  });
  return { features, more: links.some(({ rel }) => rel === 'next') };
}
