// A table of assets for spreadsheets.
import type { AssetFeature } from '../api/features';
import { type Geometry, middleOf } from '../map/geo';
import { vn2000Of } from '../map/vn2000';

export type ColumnName =
  | 'code'
  | 'kind'
  | 'owner'
  | 'lifecycle'
  | 'free'
  | 'area'
  | 'address'
  | 'lon'
  | 'lat'
  | 'east'
  | 'north'
  | 'wkt';

/** Lets spreadsheets read the file as UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/** A cell; text that a spreadsheet would take for a formula is marked as text. */
export function cellOf(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const pairs = (line: readonly (readonly number[])[]): string =>
  line.map(([lon, lat]) => `${lon} ${lat}`).join(', ');
const rings = (polygon: readonly (readonly (readonly number[])[])[]): string =>
  polygon.map((ring) => `(${pairs(ring)})`).join(', ');

export function wktOf(geometry: Geometry): string {
  switch (geometry.type) {
    case 'Point':
      return `POINT (${pairs([geometry.coordinates])})`;
    case 'LineString':
      return `LINESTRING (${pairs(geometry.coordinates)})`;
    case 'Polygon':
      return `POLYGON (${rings(geometry.coordinates)})`;
    case 'MultiPolygon':
      return `MULTIPOLYGON (${geometry.coordinates.map((part) => `(${rings(part)})`).join(', ')})`;
  }
}

type Title = (list: 'AssetKind' | 'AssetLifecycle' | 'FreeBand', id: string) => string;

/** The file: a heading in words, then one asset a line. Decimals have a point everywhere. */
export function csvOf(
  features: readonly AssetFeature[],
  columns: Readonly<Record<ColumnName, string>>,
  title: Title,
): string {
  const names = Object.keys(columns) as ColumnName[];
  const rows = features.map(({ geometry, properties }) => {
    const shape = geometry as Geometry;
    const [lon, lat] = middleOf(shape);
    const [east, north] = vn2000Of([lon, lat]);
    const text = (name: string): string => String(properties[name] ?? '');
    const cells: Record<ColumnName, string> = {
      code: text('code'),
      kind: title('AssetKind', text('kind')),
      owner: text('owner'),
      lifecycle: title('AssetLifecycle', text('lifecycle')),
      free: title('FreeBand', text('free_band')),
      area: text('area_name'),
      address: text('address'),
      lon: lon.toFixed(7),
      lat: lat.toFixed(7),
      east: east.toFixed(2),
      north: north.toFixed(2),
      wkt: wktOf(shape),
    };
    return names.map((name) => cellOf(cells[name])).join(',');
  });
  const head = names.map((name) => cellOf(columns[name])).join(',');
  return `${BYTE_ORDER_MARK}${[head, ...rows].join('\r\n')}\r\n`;
}
