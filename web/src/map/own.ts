// What a page draws on the map besides the tiles.
import { type Circle, ringOf } from './circle';
import { type Geometry, middleOf, type Position } from './geo';

export interface Own {
  selected?: Geometry | undefined;
  /** An area that a filter is about. */
  outline?: Geometry | undefined;
  marker?: Position | undefined;
  /** A line that is measured. */
  measured?: readonly Position[] | undefined;
  route?: readonly Position[] | undefined;
  gaps?: readonly (readonly Position[])[] | undefined;
  /** Assets of a request. */
  elements?: readonly Geometry[] | undefined;
  /** Another way between the ends of the route. */
  alternative?: readonly (readonly Position[])[] | undefined;
  /** Places of new supports. */
  fresh?: readonly Position[] | undefined;
  circle?: Circle | undefined;
}

type Role =
  | 'selected'
  | 'outline'
  | 'marker'
  | 'measure'
  | 'vertex'
  | 'route'
  | 'route-vertex'
  | 'gap'
  | 'element'
  | 'alternative'
  | 'fresh'
  | 'circle';

interface OwnFeature {
  type: 'Feature';
  properties: { role: Role };
  geometry:
    | { type: 'Point'; coordinates: number[] }
    | { type: 'LineString'; coordinates: number[][] }
    | Geometry;
}

const feature = (role: Role, geometry: OwnFeature['geometry']): OwnFeature => ({
  type: 'Feature',
  properties: { role },
  geometry,
});

const point = (role: Role, position: Position): OwnFeature =>
  feature(role, { type: 'Point', coordinates: [...position] });

const line = (role: Role, positions: readonly Position[]): OwnFeature[] =>
  positions.length > 1
    ? [feature(role, { type: 'LineString', coordinates: positions.map((at) => [...at]) })]
    : [];

const area = (role: Role, ring: readonly Position[]): OwnFeature =>
  feature(role, { type: 'Polygon', coordinates: [ring.map((at) => [...at])] });

export function featuresOf(own: Own): OwnFeature[] {
  const { selected, outline, marker, measured = [], route = [], gaps = [], elements = [] } = own;
  const { alternative = [], fresh = [], circle } = own;
  return [
    ...(outline ? [feature('outline', outline)] : []),
    ...(circle ? [area('circle', ringOf(circle))] : []),
    ...line('route', route),
    ...route.map((at) => point('route-vertex', at)),
    ...gaps.flatMap((gap) => line('gap', gap)),
    ...alternative.flatMap((part) => line('alternative', part)),
    ...fresh.map((at) => point('fresh', at)),
    ...elements.map((geometry) => point('element', middleOf(geometry))),
    ...line('measure', measured),
    ...measured.map((at) => point('vertex', at)),
    ...(selected ? [feature('selected', selected)] : []),
    ...(selected && selected.type === 'LineString' ? [point('selected', middleOf(selected))] : []),
    ...(marker ? [point('marker', marker)] : []),
  ];
}
