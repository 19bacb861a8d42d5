// Background maps that the installation offers.
import type { Schemas } from './client';
import type { Meta } from './shapes';

export type MapSource = Schemas['MapSource'];
export type Basemap = Schemas['Basemap'];
export type MapSettings = Schemas['MapSettings'];

const NOTHING: MapSettings = { basemap: null, sources: [] };

export const mapSettingsOf = (meta: Meta | undefined): MapSettings => meta?.map ?? NOTHING;
