// Where the schemas of background files hold what the style draws.
import type { ExpressionSpecification, FilterSpecification } from 'maplibre-gl';

export type Schema = 'protomaps' | 'openmaptiles';
export type RoadClass = 'path' | 'minor' | 'medium' | 'major' | 'highway';

/** Classes of roads from the least to the greatest: greater ones are drawn over others. */
export const ROADS: readonly RoadClass[] = ['path', 'minor', 'medium', 'major', 'highway'];

/** Features of a layer of a file. */
export interface Selection {
  layer: string;
  filter?: FilterSpecification;
  minzoom?: number;
}

interface SchemaParts {
  parts: {
    /** Land, where the schema draws it; elsewhere all is land that is no water. */
    earth: Selection | null;
    green: Selection;
    built: Selection;
    water: Selection;
    rivers: Selection;
    buildings: Selection;
    rail: Selection;
    regions: Selection;
    countries: Selection;
  };
  roads: Record<RoadClass, Selection>;
  names: Record<
    'water' | 'minor' | 'medium' | 'major' | 'quarters' | 'villages' | 'towns',
    Selection
  >;
}

const oneOf = (property: string, ...values: string[]): ExpressionSpecification => [
  'in',
  ['get', property],
  ['literal', values],
];
const all = (...filters: ExpressionSpecification[]): FilterSpecification => ['all', ...filters];
const isPolygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString'];
const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
// A border that is in dispute, or at sea, is not drawn from a foreign file.
const isSettled: ExpressionSpecification = [
  'all',
  ['!', ['to-boolean', ['coalesce', ['get', 'disputed'], false]]],
  ['!', ['to-boolean', ['coalesce', ['get', 'maritime'], false]]],
];

const kinds = (...values: string[]): ExpressionSpecification => oneOf('kind', ...values);
const MEDIUM = oneOf('kind_detail', 'secondary', 'secondary_link', 'tertiary', 'tertiary_link');

const protomapsRoads = {
  path: { layer: 'roads', filter: kinds('path', 'other'), minzoom: 14 },
  minor: { layer: 'roads', filter: kinds('minor_road'), minzoom: 11 },
  medium: {
    layer: 'roads',
    filter: ['any', kinds('medium_road'), ['all', kinds('major_road'), MEDIUM]],
    minzoom: 9,
  },
  major: { layer: 'roads', filter: all(kinds('major_road'), ['!', MEDIUM]) },
  highway: { layer: 'roads', filter: kinds('highway') },
} satisfies Record<RoadClass, Selection>;

const protomaps: SchemaParts = {
  parts: {
    earth: { layer: 'earth', filter: isPolygon },
    green: {
      layer: 'landuse',
      filter: kinds('park', 'forest', 'wood', 'grass', 'nature_reserve', 'cemetery', 'golf_course'),
    },
    built: {
      layer: 'landuse',
      filter: kinds('residential', 'industrial', 'school', 'hospital', 'university', 'aerodrome'),
    },
    water: { layer: 'water', filter: isPolygon },
    rivers: { layer: 'water', filter: isLine, minzoom: 9 },
    buildings: { layer: 'buildings', filter: isPolygon, minzoom: 14 },
    rail: { layer: 'roads', filter: kinds('rail'), minzoom: 10 },
    regions: { layer: 'boundaries', filter: all(kinds('region'), isSettled) },
    countries: { layer: 'boundaries', filter: all(kinds('country'), isSettled) },
  },
  roads: protomapsRoads,
  names: {
    water: { layer: 'water', filter: isPoint, minzoom: 9 },
    minor: { ...protomapsRoads.minor, minzoom: 15 },
    medium: { ...protomapsRoads.medium, minzoom: 13 },
    major: { layer: 'roads', filter: kinds('highway', 'major_road'), minzoom: 11 },
    quarters: { layer: 'places', filter: kinds('neighbourhood', 'macrohood'), minzoom: 13 },
    villages: {
      layer: 'places',
      filter: all(kinds('locality'), oneOf('kind_detail', 'village', 'hamlet', 'locality')),
      minzoom: 11,
    },
    towns: {
      layer: 'places',
      filter: all(kinds('locality'), oneOf('kind_detail', 'city', 'town')),
      minzoom: 6,
    },
  },
};

const classes = (...values: string[]): ExpressionSpecification => oneOf('class', ...values);

const levels = (most: number, least: number): FilterSpecification => [
  'all',
  ['>=', ['get', 'admin_level'], least],
  ['<=', ['get', 'admin_level'], most],
  isSettled,
];

const openmaptiles: SchemaParts = {
  parts: {
    earth: null,
    green: { layer: 'landcover', filter: classes('wood', 'grass', 'wetland') },
    built: { layer: 'landuse' },
    water: { layer: 'water' },
    rivers: { layer: 'waterway', minzoom: 9 },
    buildings: { layer: 'building', minzoom: 14 },
    rail: { layer: 'transportation', filter: classes('rail', 'transit'), minzoom: 10 },
    regions: { layer: 'boundary', filter: levels(4, 3) },
    countries: { layer: 'boundary', filter: levels(2, 0) },
  },
  roads: {
    path: { layer: 'transportation', filter: classes('path', 'track'), minzoom: 14 },
    minor: { layer: 'transportation', filter: classes('minor', 'service'), minzoom: 11 },
    medium: { layer: 'transportation', filter: classes('secondary', 'tertiary'), minzoom: 9 },
    major: { layer: 'transportation', filter: classes('primary', 'trunk') },
    highway: { layer: 'transportation', filter: classes('motorway') },
  },
  names: {
    water: { layer: 'water_name', filter: isPoint, minzoom: 9 },
    minor: { layer: 'transportation_name', filter: classes('minor', 'service'), minzoom: 15 },
    medium: {
      layer: 'transportation_name',
      filter: classes('secondary', 'tertiary'),
      minzoom: 13,
    },
    major: {
      layer: 'transportation_name',
      filter: classes('motorway', 'trunk', 'primary'),
      minzoom: 11,
    },
    quarters: {
      layer: 'place',
      filter: classes('suburb', 'quarter', 'neighbourhood'),
      minzoom: 13,
    },
    villages: { layer: 'place', filter: classes('village', 'hamlet'), minzoom: 11 },
    towns: { layer: 'place', filter: classes('city', 'town'), minzoom: 6 },
  },
};

export const SCHEMAS: Record<Schema, SchemaParts> = { protomaps, openmaptiles };

/** Schema of a file by the layers that it holds. */
export function schemaOf(layers: readonly string[]): Schema | null {
  if (layers.includes('transportation')) return 'openmaptiles';
  return layers.includes('roads') ? 'protomaps' : null;
}
