// Layers of cases: what is planned, what was permitted, and what a person may see of open cases.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { isShape } from './expressions';
import { CASE_LAYERS, type CaseLayer } from './layers';
import type { Palette } from './palette';
import type { Shown } from './style';

const SOURCE_LAYERS: Record<CaseLayer, string> = {
  works: 'planned-works',
  permits: 'permits',
  cases: 'cases',
};

const DASHES: Record<CaseLayer, number[]> = {
  works: [2, 1.2],
  permits: [0.5, 1],
  cases: [4, 1],
};

const PARTS = ['areas', 'lines', 'points'] as const;

/** Ids of the layers of a kind of case. */
export const layerIdsOf = (name: CaseLayer): readonly string[] =>
  PARTS.map((part) => `${name}-${part}`);

/** Filter of one layer of published cases. */
const caseFilter = (shapes: ExpressionSpecification, only: Shown['only']): FilterSpecification =>
  only
    ? [
        'all',
        shapes,
        ['in', ['coalesce', ['get', 'code'], ['get', 'number']], ['literal', [...only]]],
      ]
    : shapes;

/** Filters of the layers of cases by layer id. */
export const caseFilters = ({ only }: Shown): Record<string, FilterSpecification> =>
  Object.fromEntries(
    CASE_LAYERS.flatMap((name) => [
      [`${name}-areas`, caseFilter(isShape('Polygon'), only)],
      [`${name}-lines`, caseFilter(['!=', ['geometry-type'], 'Point'], only)],
      [`${name}-points`, caseFilter(isShape('Point'), only)],
    ]),
  );

/** An overdue case is told from others by its colour and by a wider mark, one's own by a fill. */
function coloursOf(name: CaseLayer, palette: Palette) {
  if (name !== 'cases') return { line: palette[name], width: 3, fill: palette.ground } as const;
  const isOverdue: ExpressionSpecification = ['to-boolean', ['get', 'overdue']];
  const line: ExpressionSpecification = ['case', isOverdue, palette.gap, palette.selected];
  return {
    line,
    width: ['case', isOverdue, 5, 3] as ExpressionSpecification,
    fill: [
      'case',
      ['to-boolean', ['get', 'mine']],
      palette.route,
      palette.ground,
    ] as ExpressionSpecification,
  } as const;
}

export function layersOf(name: CaseLayer, palette: Palette, shown: Shown): LayerSpecification[] {
  const filters = caseFilters(shown);
  const filterOf = (id: string) => ({ id, filter: filters[id] ?? true });
  const tiled = { source: name, 'source-layer': SOURCE_LAYERS[name] } as const;
  const visibility = shown.layers.includes(name) ? 'visible' : 'none';
  const { line, width, fill } = coloursOf(name, palette);
  return [
    {
      ...filterOf(`${name}-areas`),
      ...tiled,
      type: 'fill',
      layout: { visibility },
      paint: { 'fill-color': line, 'fill-opacity': 0.2 },
    },
    {
      ...filterOf(`${name}-lines`),
      ...tiled,
      type: 'line',
      layout: { visibility },
      paint: { 'line-color': line, 'line-width': 4, 'line-dasharray': DASHES[name] },
    },
    {
      ...filterOf(`${name}-points`),
      ...tiled,
      type: 'circle',
      layout: { visibility },
      paint: {
        'circle-radius': 6,
        'circle-color': fill,
        'circle-stroke-color': line,
        'circle-stroke-width': width,
      },
    },
  ];
}

/** Layers that every server has. */
export const caseLayers = (palette: Palette, shown: Shown): LayerSpecification[] =>
  (['works', 'permits'] as const).flatMap((name) => layersOf(name, palette, shown));
