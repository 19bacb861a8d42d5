// Geometries as lists of vertices, as people draw and type them.
import { type Geometry, type Position, positionsOf } from '../map/geo';

export type PlaceShape = 'Point' | 'LineString' | 'Polygon';

const LEAST: Readonly<Record<PlaceShape, number>> = { Point: 1, LineString: 2, Polygon: 3 };

const isSame = (a: Position | undefined, b: Position | undefined): boolean =>
  a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];

/** Vertices of a place; the last one of an area, which repeats the first, closes it. */
export const verticesOf = (place: Geometry | null | undefined): readonly Position[] =>
  place ? positionsOf(place) : [];

function shapeOf(
  vertices: readonly Position[],
  shapes: readonly PlaceShape[],
): PlaceShape | undefined {
  const isClosed = vertices.length > LEAST.Polygon && isSame(vertices[0], vertices.at(-1));
  if (vertices.length === 1) return shapes.find((shape) => shape === 'Point');
  const [wanted] = shapes.filter((shape) => shape !== 'Point');
  return isClosed && shapes.includes('Polygon') ? 'Polygon' : wanted;
}

/** Place of vertices: one of the shapes, or nothing when it needs more of them. */
export function geometryOf(
  vertices: readonly Position[],
  shapes: readonly PlaceShape[],
): Geometry | undefined {
  const shape = shapeOf(vertices, shapes);
  const [first] = vertices;
  if (!shape || !first || vertices.length < LEAST[shape]) return undefined;
  const line = vertices.map((position) => [...position]);
  if (shape === 'Point') return { type: 'Point', coordinates: [...first] };
  if (shape === 'LineString') return { type: 'LineString', coordinates: line };
  const ring = isSame(first, vertices.at(-1)) ? line : [...line, [...first]];
  return { type: 'Polygon', coordinates: [ring] };
}
