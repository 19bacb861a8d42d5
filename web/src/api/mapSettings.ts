// Backgrounds of the map that the installation offers. Written by hand until `GET /meta` has them
// in the contract; then these types come from there.
import type { Meta } from './shapes';

/** A background that another server has; nothing is asked of it until a person chooses it. */
export interface MapSource {
  id: string;
  /** In the language of the reader. */
  title: string;
  kind: 'xyz' | 'wmts' | 'wms';
  /** Template of the address of a tile. */
  url: string;
  attribution: string;
  min_zoom: number;
  max_zoom: number;
}

/** A PMTiles file that the server itself holds. */
export interface Basemap {
  url: string;
  attribution: string;
}

export interface MapSettings {
  basemap: Basemap | null;
  sources: readonly MapSource[];
}

const NOTHING: MapSettings = { basemap: null, sources: [] };

export const mapSettingsOf = (meta: (Meta & { map?: MapSettings }) | undefined): MapSettings =>
  meta?.map ?? NOTHING;
