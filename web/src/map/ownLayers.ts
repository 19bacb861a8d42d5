// Layers of what a page draws itself.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { isShape } from './expressions';
import type { Palette } from './palette';
import { HATCH } from './symbols';

/** Things that the page draws itself, told apart by `role`. */
export function ownLayers(palette: Palette): LayerSpecification[] {
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
      paint: { 'line-width': 12, 'line-pattern': HATCH },
    },
    {
      id: 'own-alternative',
      ...own,
      type: 'line',
      filter: role('alternative'),
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.measure, 'line-width': 4 },
    },
    {
      id: 'own-circle',
      ...own,
      type: 'fill',
      filter: role('circle'),
      paint: { 'fill-color': palette.route, 'fill-opacity': 0.12 },
    },
    {
      id: 'own-circle-edge',
      ...own,
      type: 'line',
      filter: role('circle'),
      paint: { 'line-color': palette.route, 'line-width': 2 },
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
        'circle-radius': ['match', ['get', 'role'], 'selected', 12, 'marker', 9, 'fresh', 8, 5],
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-width': 3,
        'circle-stroke-color': [
          'match',
          ['get', 'role'],
          ['vertex', 'fresh'],
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
