// Expressions that several layers of the map use.
import type { ExpressionSpecification } from 'maplibre-gl';

export const isShape = (shape: string): ExpressionSpecification => ['==', ['geometry-type'], shape];
