// The style of the map: the ground, assets and published cases on top, and what the page draws.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import { caseLayers } from './caseLayers';
import { isShape } from './expressions';
import type { Bounds } from './geo';
import { FONT, groundLayers } from './ground';
import { type FreeBand, kindsOf, type LayerName } from './layers';
import { ownLayers } from './ownLayers';
import type { Palette } from './palette';
import { OUTLINED_KINDS, outlineOf } from './symbols';

/** Zoom from which the server sends single assets; below it sends counts. */
export const SINGLE_FROM = 14;
/** Deepest zoom that is asked for: a grid step of such a tile is a few millimetres. */
const DEEPEST_TILE = 16;
const DEEPEST_AREA = 13;

export interface Shown {
  layers: readonly LayerName[];
  bands: readonly FreeBand[];
  owner: string | undefined;
  /** Codes and numbers of the published cases that a filter leaves; all without it. */
  only?: readonly string[] | undefined;
}

/** Whose content a map shows: the register needs a session, published cases do not. */
export type MapContent = 'register' | 'published';

const outlineExpression: ExpressionSpecification = [
  'match',
  ['get', 'kind'],
  ...OUTLINED_KINDS.flatMap((kind) => [kind, outlineOf(kind)]),
  'diamond',
] as unknown as ExpressionSpecification;

const bandColour = ({ bands }: Palette): ExpressionSpecification => [
  'match',
  ['get', 'free_band'],
  'many',
  bands.many,
  'some',
  bands.some,
  'few',
  bands.few,
  'none',
  bands.none,
  bands.unknown,
];

const markExpression: ExpressionSpecification = [
  'concat',
  outlineExpression,
  '-',
  ['coalesce', ['get', 'free_band'], 'unknown'],
];

const isCount: ExpressionSpecification = ['has', 'count'];

/** Filters of the asset layers by layer id. */
export function assetFilters({ layers, bands, owner }: Shown): Record<string, FilterSpecification> {
  const kind: ExpressionSpecification = ['in', ['get', 'kind'], ['literal', [...kindsOf(layers)]]];
  const owned: ExpressionSpecification[] = owner ? [['==', ['get', 'owner'], owner]] : [];
  const all = bands.length === 4;
  const banded: ExpressionSpecification[] = all
    ? []
    : [['in', ['get', 'free_band'], ['literal', [...bands]]]];
  const single: ExpressionSpecification = ['all', ['!', isCount], kind, ...owned, ...banded];
  return {
    'asset-courses': kind,
    'asset-areas': ['all', isShape('Polygon'), single],
    'asset-lines': ['all', isShape('LineString'), single],
    'asset-line-marks': ['all', isShape('LineString'), single],
    'asset-points': ['all', isShape('Point'), single],
    'asset-codes': ['all', isShape('Point'), single],
  };
}

function assetLayers(palette: Palette, shown: Shown): LayerSpecification[] {
  const filters = assetFilters(shown);
  const tiled = { source: 'assets', 'source-layer': 'assets' } as const;
  const filterOf = (id: string) => ({ id, filter: filters[id] ?? true });
  return [
    {
      ...filterOf('asset-courses'),
      type: 'line',
      source: 'assets',
      'source-layer': 'lines',
      paint: { 'line-color': palette.bands.unknown, 'line-width': 1.5 },
    },
    {
      ...filterOf('asset-areas'),
      ...tiled,
      type: 'fill',
      paint: {
        'fill-color': bandColour(palette),
        'fill-opacity': 0.3,
        'fill-outline-color': palette.bands.unknown,
      },
    },
    {
      ...filterOf('asset-lines'),
      ...tiled,
      type: 'line',
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': bandColour(palette), 'line-width': 3 },
    },
    {
      ...filterOf('asset-line-marks'),
      ...tiled,
      type: 'symbol',
      minzoom: 15,
      layout: {
        'symbol-placement': 'line-center',
        'icon-image': markExpression,
        'icon-rotation-alignment': 'viewport',
        'icon-size': 0.8,
      },
    },
    {
      ...filterOf('asset-points'),
      ...tiled,
      type: 'symbol',
      layout: {
        'icon-image': markExpression,
        'icon-allow-overlap': true,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 14, 0.55, 17, 1],
      },
    },
    {
      ...filterOf('asset-codes'),
      ...tiled,
      type: 'symbol',
      minzoom: 17.5,
      layout: {
        'text-field': ['get', 'code'],
        'text-font': FONT,
        'text-size': 11,
        'text-offset': [0, 1.1],
        'text-anchor': 'top',
        'text-optional': true,
      },
      paint: {
        'text-color': palette.text,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.5,
      },
    },
    {
      id: 'asset-counts',
      source: 'counts',
      type: 'circle',
      maxzoom: SINGLE_FROM,
      paint: {
        // The area of a circle is proportional to the count.
        'circle-radius': ['min', 26, ['+', 6, ['*', 1.1, ['sqrt', ['get', 'count']]]]],
        'circle-color': palette.ground,
        'circle-stroke-color': palette.bands.unknown,
        'circle-stroke-width': 1.5,
        'circle-opacity': 0.9,
      },
    },
    {
      id: 'asset-count-labels',
      source: 'counts',
      type: 'symbol',
      maxzoom: SINGLE_FROM,
      layout: {
        'text-field': ['to-string', ['get', 'count']],
        'text-font': FONT,
        'text-size': 12,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.text },
    },
  ];
}

/** Marks of works from afar; near by, their own shapes are seen. */
const marksLayer = ({ works, ground }: Palette): LayerSpecification => ({
  id: 'works-marks',
  source: 'marks',
  type: 'circle',
  maxzoom: SINGLE_FROM,
  paint: {
    'circle-radius': 7,
    'circle-color': works,
    'circle-stroke-color': ground,
    'circle-stroke-width': 2,
  },
});

const empty = { type: 'FeatureCollection' as const, features: [] };

/** Tiles of a layer of the server. */
export const tileSource = (name: string, origin: string, maxzoom = DEEPEST_TILE) => ({
  type: 'vector' as const,
  tiles: [`${origin}/tiles/${name}/{z}/{x}/{y}`],
  maxzoom,
});

export function styleOf(
  palette: Palette,
  shown: Shown,
  origin: string,
  content: MapContent = 'register',
): StyleSpecification {
  const isRegister = content === 'register';
  return {
    version: 8,
    sources: {
      areas: tileSource('areas', origin, DEEPEST_AREA),
      ...(isRegister ? { assets: tileSource('assets', origin) } : {}),
      works: tileSource('planned-works', origin),
      permits: tileSource('permits', origin),
      'area-names': { type: 'geojson', data: empty },
      archipelagos: { type: 'geojson', data: empty },
      counts: { type: 'geojson', data: empty },
      marks: { type: 'geojson', data: empty },
      own: { type: 'geojson', data: empty },
    },
    layers: [
      ...groundLayers(palette),
      ...caseLayers(palette, shown),
      marksLayer(palette),
      ...(isRegister ? assetLayers(palette, shown) : []),
      ...ownLayers(palette),
    ],
  };
}

/** The province and 50 km around it; the archipelagos stay within reach. */
export const REACH: Bounds = [102, 6, 118, 24];
