// Backgrounds that a person can choose, and how the tiles of a source are addressed.
import type { Basemap, MapSettings, MapSource } from '../api/mapSettings';

export type BackgroundOption =
  | { id: 'plain' }
  | { id: 'basemap'; basemap: Basemap }
  | { id: string; source: MapSource };

export interface Background {
  option: BackgroundOption;
  /** From 0 to 1. */
  opacity: number;
}

export const PLAIN: Background = { option: { id: 'plain' }, opacity: 1 };
export const LEAST_OPACITY = 0.2;

export const optionsOf = ({ basemap, sources }: MapSettings): readonly BackgroundOption[] => [
  PLAIN.option,
  ...(basemap ? [{ id: 'basemap' as const, basemap }] : []),
  ...sources.map((source) => ({ id: source.id, source })),
];

interface Stored {
  id: string;
  opacity: number;
}

/**
 * What a person chose, where the installation still offers it. Without a choice it is the server's
 * own file: a source elsewhere is asked for nothing until somebody chooses it.
 */
export function chosenOf(
  options: readonly BackgroundOption[],
  stored: Stored | null | undefined,
): Background {
  const chosen = options.find(({ id }) => id === stored?.id);
  const own = options.find((option) => 'basemap' in option);
  const opacity = Number(stored?.opacity ?? 1);
  return {
    option: chosen ?? own ?? PLAIN.option,
    opacity: opacity >= LEAST_OPACITY && opacity <= 1 ? opacity : 1,
  };
}

export const attributionOf = (option: BackgroundOption): string =>
  'basemap' in option
    ? option.basemap.attribution
    : 'source' in option
      ? option.source.attribution
      : '';

const WMS: Readonly<Record<string, string>> = {
  service: 'WMS',
  request: 'GetMap',
  version: '1.1.1',
  srs: 'EPSG:3857',
  width: '256',
  height: '256',
  format: 'image/png',
  styles: '',
};
const BOX = '{bbox-epsg-3857}';

// A WMS service takes a box; whatever its address does not say is added.
function wmsAddress(url: string): string {
  const [base = '', query = ''] = url.split('?');
  const parts = query.split('&').filter(Boolean);
  const given = new Set(parts.map((part) => part.split('=')[0]?.toLowerCase()));
  // Since version 1.3.0 the system of coordinates has another name.
  const isNewer = /version=1\.3/i.test(query);
  const added = Object.entries(WMS)
    .map(([name, value]) => [isNewer && name === 'srs' ? 'crs' : name, value] as const)
    .filter(([name]) => !given.has(name))
    .map(([name, value]) => `${name}=${value}`);
  return `${base}?${[...parts, ...added, ...(given.has('bbox') ? [] : [`bbox=${BOX}`])].join('&')}`;
}

/** Template of the tiles of a source, as the map library takes it. */
export function tilesOf({ kind, url }: MapSource): string {
  switch (kind) {
    case 'xyz':
      return url;
    case 'wmts':
      return url
        .replace(/\{TileMatrix\}/gi, '{z}')
        .replace(/\{TileRow\}/gi, '{y}')
        .replace(/\{TileCol\}/gi, '{x}');
    case 'wms':
      return wmsAddress(url);
  }
}
