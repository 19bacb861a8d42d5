// The style of the map: the ground, assets and published cases on top, and what the page draws.
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl';
import type { Bounds } from './geo';
import { FONT, groundLayers } from './ground';
import { CASE_LAYERS, type FreeBand, kindsOf, type LayerName } from './layers';
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

/** Filter of one layer of published cases. */
const caseFilter = (shapes: ExpressionSpecification, only: Shown['only']): FilterSpecification =>
  only
    ? [
        'all',
        shapes,
        ['in', ['coalesce', ['get', 'code'], ['get', 'number']], ['literal', [...only]]],
      ]
    : shapes;

/** Filters of the layers of published cases by layer id. */
export const caseFilters = ({ only }: Shown): Record<string, FilterSpecification> =>
  Object.fromEntries(
    CASE_LAYERS.flatMap((name) => [
      [`${name}-areas`, caseFilter(isShape('Polygon'), only)],
      [`${name}-lines`, caseFilter(['!=', ['geometry-type'], 'Point'], only)],
      [`${name}-points`, caseFilter(isShape('Point'), only)],
    ]),
  );

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

const isShape = (shape: string): ExpressionSpecification => ['==', ['geometry-type'], shape];
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

function caseLayers(palette: Palette, shown: Shown): LayerSpecification[] {
  const filters = caseFilters(shown);
  const filterOf = (id: string) => ({ id, filter: filters[id] ?? true });
  return CASE_LAYERS.flatMap((name): LayerSpecification[] => {
    const tiled = {
      source: name,
      'source-layer': name === 'works' ? 'planned-works' : 'permits',
    } as const;
    const visibility = shown.layers.includes(name) ? 'visible' : 'none';
    const colour = palette[name];
    return [
      {
        ...filterOf(`${name}-areas`),
        ...tiled,
        type: 'fill',
        layout: { visibility },
        paint: { 'fill-color': colour, 'fill-opacity': 0.2 },
      },
      {
        ...filterOf(`${name}-lines`),
        ...tiled,
        type: 'line',
        layout: { visibility },
        paint: {
          'line-color': colour,
          'line-width': 4,
          'line-dasharray': name === 'works' ? [2, 1.2] : [0.5, 1],
        },
      },
      {
        ...filterOf(`${name}-points`),
        ...tiled,
        type: 'circle',
        layout: { visibility },
        paint: {
          'circle-radius': 6,
          'circle-color': palette.ground,
          'circle-stroke-color': colour,
          'circle-stroke-width': 3,
        },
      },
    ];
  });
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

/** Things that the page draws itself, told apart by `role`. */
function ownLayers(palette: Palette): LayerSpecification[] {
  const role = (name: string): ExpressionSpecification => ['==', ['get', 'role'], name];
  const own = { source: 'own' } as const;
  return [
    {
      id: 'own-outline',
      ...own,
      type: 'line',
      filter: role('outline'),
      paint: { 'line-color': palette.measure, 'line-width': 2, 'line-dasharray': [4, 2] },
    },
    {
      id: 'own-route',
      ...own,
      type: 'line',
      filter: role('route'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.route, 'line-width': 5, 'line-opacity': 0.55 },
    },
    {
      id: 'own-gap',
      ...own,
      type: 'line',
      filter: role('gap'),
      paint: { 'line-color': palette.gap, 'line-width': 7, 'line-dasharray': [0.6, 0.6] },
    },
    {
      id: 'own-measure',
      ...own,
      type: 'line',
      filter: role('measure'),
      paint: { 'line-color': palette.measure, 'line-width': 3, 'line-dasharray': [2, 1] },
    },
    {
      id: 'own-selected-line',
      ...own,
      type: 'line',
      filter: ['all', role('selected'), ['!=', ['geometry-type'], 'Point']],
      paint: { 'line-color': palette.selected, 'line-width': 7, 'line-opacity': 0.6 },
    },
    {
      id: 'own-points',
      ...own,
      type: 'circle',
      filter: ['all', isShape('Point'), ['!=', ['get', 'role'], 'element']],
      paint: {
        'circle-radius': ['match', ['get', 'role'], 'selected', 12, 'marker', 9, 5],
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-width': 3,
        'circle-stroke-color': [
          'match',
          ['get', 'role'],
          'vertex',
          palette.measure,
          'route-vertex',
          palette.route,
          palette.selected,
        ],
      },
    },
    {
      id: 'own-elements',
      ...own,
      type: 'circle',
      filter: role('element'),
      paint: {
        'circle-radius': 10,
        'circle-color': palette.route,
        'circle-opacity': 0.25,
        'circle-stroke-color': palette.route,
        'circle-stroke-width': 2,
      },
    },
  ];
}

const empty = { type: 'FeatureCollection' as const, features: [] };

export function styleOf(
  palette: Palette,
  shown: Shown,
  origin: string,
  content: MapContent = 'register',
): StyleSpecification {
  const isRegister = content === 'register';
  const tiles = (name: string, maxzoom: number) => ({
    type: 'vector' as const,
    tiles: [`${origin}/tiles/${name}/{z}/{x}/{y}`],
    maxzoom,
  });
  return {
    version: 8,
    sources: {
      areas: tiles('areas', DEEPEST_AREA),
      ...(isRegister ? { assets: tiles('assets', DEEPEST_TILE) } : {}),
      works: tiles('planned-works', DEEPEST_TILE),
      permits: tiles('permits', DEEPEST_TILE),
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
