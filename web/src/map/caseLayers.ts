// Layers of cases: what is planned, what was permitted, and what a person may see of open cases.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { isShape } from './expressions';
import type { CaseLayer, LayerName } from './layers';
import type { Palette } from './palette';

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

export function layersOf(
  name: CaseLayer,
  palette: Palette,
  layers: readonly LayerName[],
): LayerSpecification[] {
  const tiled = { source: name, 'source-layer': SOURCE_LAYERS[name] } as const;
  const visibility = layers.includes(name) ? 'visible' : 'none';
  const { line, width, fill } = coloursOf(name, palette);
  return [
    {
      id: `${name}-areas`,
      ...tiled,
      type: 'fill',
      filter: isShape('Polygon'),
      layout: { visibility },
      paint: { 'fill-color': line, 'fill-opacity': 0.2 },
    },
    {
      id: `${name}-lines`,
      ...tiled,
      type: 'line',
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { visibility },
      paint: { 'line-color': line, 'line-width': 4, 'line-dasharray': DASHES[name] },
    },
    {
      id: `${name}-points`,
      ...tiled,
      type: 'circle',
      filter: isShape('Point'),
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
export const caseLayers = (palette: Palette, layers: readonly LayerName[]): LayerSpecification[] =>
  (['works', 'permits'] as const).flatMap((name) => layersOf(name, palette, layers));
