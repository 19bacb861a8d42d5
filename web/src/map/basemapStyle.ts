// The style of a background from a PMTiles file: greys, roads with names, no points of interest.
// Two schemas are known: that of Protomaps and that of OpenMapTiles.
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { archipelagoArea } from './archipelagos';
import { ROADS, type RoadClass, SCHEMAS, type Schema, type Selection } from './basemapSchemas';
import { FONT } from './ground';
import type { Palette } from './palette';

export const BASEMAP = 'background';
const NAME: ExpressionSpecification = ['coalesce', ['get', 'name:vi'], ['get', 'name']];
const PATTERN = [2, 2];

/** Widths of a road at three zooms; between them they grow. */
const WIDTHS: Record<RoadClass, readonly [number, number, number]> = {
  path: [0.4, 0.8, 2],
  minor: [0.5, 2, 10],
  medium: [0.7, 3, 13],
  major: [1, 4.5, 16],
  highway: [1.4, 5.5, 18],
};

const width = (road: RoadClass, more: number): ExpressionSpecification => {
  const [far, middle, near] = WIDTHS[road];
  return [
    'interpolate',
    ['exponential', 1.5],
    ['zoom'],
    8,
    far + more / 2,
    14,
    middle + more,
    18,
    near + more,
  ];
};

const from = ({ layer, filter, minzoom }: Selection) => ({
  source: BASEMAP,
  'source-layer': layer,
  ...(filter ? { filter } : {}),
  ...(minzoom === undefined ? {} : { minzoom }),
});

const fill = (id: string, selection: Selection, colour: string): LayerSpecification => ({
  id: `${BASEMAP}-${id}`,
  type: 'fill',
  ...from(selection),
  paint: { 'fill-color': colour },
});

const roadLine = (
  id: string,
  selection: Selection,
  colour: string,
  wide: ExpressionSpecification,
): LayerSpecification => ({
  id: `${BASEMAP}-${id}`,
  type: 'line',
  ...from(selection),
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: { 'line-color': colour, 'line-width': wide },
});

const dashed = (
  id: string,
  selection: Selection,
  colour: string,
  wide: number,
): LayerSpecification => ({
  id: `${BASEMAP}-${id}`,
  type: 'line',
  ...from(selection),
  paint: { 'line-color': colour, 'line-width': wide, 'line-dasharray': PATTERN },
});

// The file may name islands of the archipelagos in other languages; the map names them itself.
const elsewhere: ExpressionSpecification = ['!', ['within', archipelagoArea()]];

const named = (selection: Selection): Selection => ({
  ...selection,
  filter: (selection.filter
    ? ['all', elsewhere, selection.filter]
    : elsewhere) as FilterSpecification,
});

interface Look {
  size: number;
  colour: string;
  along?: boolean;
}

const label = (
  id: string,
  selection: Selection,
  { halo }: Palette,
  { size, colour, along }: Look,
): LayerSpecification => ({
  id: `${BASEMAP}-${id}`,
  type: 'symbol',
  ...from(along ? selection : named(selection)),
  layout: {
    'text-field': NAME,
    'text-font': FONT,
    'text-size': size,
    'text-max-width': 8,
    ...(along ? { 'symbol-placement': 'line' as const, 'symbol-spacing': 350 } : {}),
  },
  paint: { 'text-color': colour, 'text-halo-color': halo, 'text-halo-width': 1.5 },
});

function roadLayers(schema: Schema, { base }: Palette): LayerSpecification[] {
  const { roads } = SCHEMAS[schema];
  const cased = ROADS.filter((road) => road !== 'path');
  return [
    ...cased.map((road) => roadLine(`casing-${road}`, roads[road], base.casing, width(road, 1.5))),
    ...ROADS.map((road) =>
      roadLine(road, roads[road], road === 'path' ? base.path : base.road, width(road, 0)),
    ),
  ];
}

function labelLayers(schema: Schema, palette: Palette): LayerSpecification[] {
  const { names } = SCHEMAS[schema];
  const { text, water } = palette.base;
  return [
    label('water-names', names.water, palette, { size: 12, colour: water }),
    label('minor-names', names.minor, palette, { size: 11, colour: text, along: true }),
    label('medium-names', names.medium, palette, { size: 12, colour: text, along: true }),
    label('major-names', names.major, palette, { size: 12, colour: text, along: true }),
    label('quarters', names.quarters, palette, { size: 12, colour: text }),
    label('villages', names.villages, palette, { size: 12, colour: text }),
    label('towns', names.towns, palette, { size: 14, colour: text }),
  ];
}

/** Layers of a background from the ground up. */
export function basemapLayers(schema: Schema, palette: Palette): LayerSpecification[] {
  const { parts } = SCHEMAS[schema];
  const { base, sea, land } = palette;
  return [
    {
      id: `${BASEMAP}-ground`,
      type: 'background',
      // One schema draws the land on the sea, the other the sea on the land.
      paint: { 'background-color': parts.earth ? sea : land },
    },
    ...(parts.earth ? [fill('earth', parts.earth, land)] : []),
    fill('green', parts.green, base.green),
    fill('built', parts.built, base.built),
    fill('water', parts.water, sea),
    roadLine('rivers', parts.rivers, sea, ['interpolate', ['linear'], ['zoom'], 8, 0.5, 16, 3]),
    fill('buildings', parts.buildings, base.building),
    dashed('rail', parts.rail, base.rail, 1.5),
    ...roadLayers(schema, palette),
    dashed('regions', parts.regions, base.border, 1),
    dashed('countries', parts.countries, base.border, 2),
    ...labelLayers(schema, palette),
  ];
}
