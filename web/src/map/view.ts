// What a map shows, as text in an address: `107.0885,20.9567,15.2`.
import type { Bounds, Position } from './geo';

export interface View {
  centre: Position;
  zoom: number;
}

/** Quảng Ninh; shown where nothing says what else. */
export const PROVINCE: Bounds = [106.4, 20.6, 108.2, 21.7];

const MOST_ZOOM = 22;

export function parseView(text: string | undefined): View | null {
  const parts = (text ?? '').split(',').map(Number);
  const [lon, lat, zoom] = parts;
  if (parts.length !== 3 || lon === undefined || lat === undefined || zoom === undefined)
    return null;
  const isView = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= MOST_ZOOM;
  return isView ? { centre: [lon, lat], zoom } : null;
}

export const writtenView = ({ centre: [lon, lat], zoom }: View): string =>
  `${lon.toFixed(5)},${lat.toFixed(5)},${zoom.toFixed(2)}`;

/** Degrees of longitude that a map of usual width shows at zoom 0. */
const WIDTH_AT_0 = 600;

/** Box around a view, for pages that draw no map. */
export function boundsAround({ centre: [lon, lat], zoom }: View): Bounds {
  const half = WIDTH_AT_0 / 2 ** zoom / 2;
  const high = half * Math.cos((lat * Math.PI) / 180);
  return [
    Math.max(-180, lon - half),
    Math.max(-90, lat - high),
    Math.min(180, lon + half),
    Math.min(90, lat + high),
  ];
}

/** View that shows a box. */
export function viewOf([west, south, east, north]: Bounds): View {
  const span = Math.max(east - west, north - south, 0.002);
  return {
    centre: [(west + east) / 2, (south + north) / 2],
    zoom: Math.min(MOST_ZOOM, Math.max(0, Math.log2(WIDTH_AT_0 / span))),
  };
}
