// What a map shows, as text in an address: `107.0885,20.9567,15.2`.
import type { Position } from './geo';

export interface View {
  centre: Position;
  zoom: number;
}

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
