// The ground of the map: the server's own areas, their names, and the archipelagos.
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from './palette';

/** Fonts of the computer: a style without glyphs draws with them. */
export const FONT = ['Segoe UI', 'Noto Sans', 'sans-serif'];
/** Zoom from which names of areas come from the tiles. */
const NAMES_FROM_TILES = 12;

export function groundLayers(palette: Palette): LayerSpecification[] {
  const tiled = { source: 'areas', 'source-layer': 'areas' } as const;
  const label = {
    'text-field': ['get', 'name'] as ExpressionSpecification,
    'text-font': FONT,
    'text-max-width': 8,
  };
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': palette.sea } },
    {
      id: 'land',
      ...tiled,
      type: 'fill',
      filter: ['!=', ['get', 'level'], 'zone'],
      paint: { 'fill-color': palette.land },
    },
    {
      id: 'borders',
      ...tiled,
      type: 'line',
      filter: ['!', ['in', ['get', 'level'], ['literal', ['tinh', 'zone']]]],
      paint: { 'line-color': palette.border, 'line-width': 1 },
    },
    {
      id: 'province-border',
      ...tiled,
      type: 'line',
      filter: ['==', ['get', 'level'], 'tinh'],
      paint: { 'line-color': palette.province, 'line-width': 1.5 },
    },
    {
      id: 'area-names',
      source: 'area-names',
      type: 'symbol',
      minzoom: 7,
      maxzoom: NAMES_FROM_TILES,
      layout: { ...label, 'text-size': 12 },
      paint: {
        'text-color': palette.text,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.5,
      },
    },
    {
      // Near by, the middle of a unit may be out of view: each part that is in view has the name.
      id: 'area-names-near',
      ...tiled,
      type: 'symbol',
      minzoom: NAMES_FROM_TILES,
      filter: ['!', ['in', ['get', 'level'], ['literal', ['tinh', 'zone']]]],
      layout: { ...label, 'text-size': 13, 'text-padding': 60 },
      paint: {
        'text-color': palette.text,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.5,
        'text-opacity': 0.75,
      },
    },
    {
      id: 'archipelago-islands',
      source: 'archipelagos',
      type: 'circle',
      filter: ['has', 'island'],
      paint: { 'circle-radius': 2.5, 'circle-color': palette.province },
    },
    {
      id: 'archipelagos',
      source: 'archipelagos',
      type: 'symbol',
      filter: ['has', 'name'],
      layout: { ...label, 'text-size': 12, 'text-max-width': 10, 'text-allow-overlap': true },
      paint: {
        'text-color': palette.text,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.5,
      },
    },
  ];
}
