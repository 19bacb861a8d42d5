// Puts a background under the borders of the map, and takes it away.
import {
  addProtocol,
  type Map as GlMap,
  type LayerSpecification,
  type SourceSpecification,
} from 'maplibre-gl';
import { type Background, tilesOf } from './background';
import { schemaOf } from './basemapSchemas';
import { BASEMAP, basemapLayers } from './basemapStyle';
import type { Palette } from './palette';

/** The first layer over every background. */
const ABOVE = 'borders';
const PICTURE_PX = 256;

const pictures: LayerSpecification = { id: `${BASEMAP}-pictures`, type: 'raster', source: BASEMAP };

interface Drawing {
  source: SourceSpecification;
  layers: readonly LayerSpecification[];
}

async function drawingOf({ option }: Background, palette: Palette): Promise<Drawing | null> {
  if ('source' in option) {
    const { min_zoom, max_zoom } = option.source;
    return {
      source: {
        type: 'raster',
        tiles: [tilesOf(option.source)],
        tileSize: PICTURE_PX,
        minzoom: min_zoom,
        maxzoom: max_zoom,
      },
      layers: [pictures],
    };
  }
  if (!('basemap' in option)) return null;
  const { openBasemap, readTile } = await import('./basemapFile');
  addProtocol('pmtiles', readTile);
  const { url, layers } = await openBasemap(option.basemap.url);
  if (!layers) return { source: { type: 'raster', url, tileSize: PICTURE_PX }, layers: [pictures] };
  const schema = schemaOf(layers);
  if (!schema) throw new Error(`unknown schema of ${option.basemap.url}`);
  return { source: { type: 'vector', url }, layers: basemapLayers(schema, palette) };
}

const ownLayers = (map: GlMap): readonly string[] =>
  map.getLayersOrder().filter((id) => id.startsWith(`${BASEMAP}-`));

export function removeBackground(map: GlMap): void {
  for (const id of ownLayers(map)) map.removeLayer(id);
  if (map.getSource(BASEMAP)) map.removeSource(BASEMAP);
}

const OPACITIES = {
  background: ['background-opacity'],
  fill: ['fill-opacity'],
  line: ['line-opacity'],
  raster: ['raster-opacity'],
  symbol: ['text-opacity'],
} as const;

export function setOpacity(map: GlMap, opacity: number): void {
  for (const id of ownLayers(map)) {
    const type = map.getLayer(id)?.type;
    if (!type || !(type in OPACITIES)) continue;
    for (const property of OPACITIES[type as keyof typeof OPACITIES])
      map.setPaintProperty(id, property, opacity);
  }
}

/** Draws a background in place of the present one, unless another was chosen meanwhile. */
export async function drawBackground(
  map: GlMap,
  background: Background,
  palette: Palette,
  isWanted: () => boolean,
): Promise<void> {
  const drawing = await drawingOf(background, palette);
  if (!isWanted()) return;
  removeBackground(map);
  if (!drawing) return;
  map.addSource(BASEMAP, drawing.source);
  for (const layer of drawing.layers) map.addLayer(layer, ABOVE);
  setOpacity(map, background.opacity);
}
