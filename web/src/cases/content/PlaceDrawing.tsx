// The shape of a place as a small drawing with its coordinates; the map itself is another page.
import type { Schemas } from '../../api/client';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';

type Geometry = Schemas['Geometry'];
type Point = readonly [number, number];

const SIZE = 240;
const EDGE = 20;
const LOWEST = 60;
const MOST_SHOWN = 4;

// Six digits are a tenth of a metre.
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

function linesOf(geometry: Geometry): Point[][] {
  const pointOf = (position: readonly number[]): Point => [position[0] ?? 0, position[1] ?? 0];
  switch (geometry.type) {
    case 'Point':
      return [[pointOf(geometry.coordinates)]];
    case 'LineString':
      return [geometry.coordinates.map(pointOf)];
    case 'Polygon':
      return geometry.coordinates.map((ring) => ring.map(pointOf));
    case 'MultiPolygon':
      return geometry.coordinates.flatMap((polygon) => polygon.map((ring) => ring.map(pointOf)));
  }
}

// Degrees become metres near the place; at 21° north a degree of longitude is shorter.
function projected(lines: readonly Point[][]): Point[][] {
  const points = lines.flat();
  const middle = points.reduce((sum, [, lat]) => sum + lat, 0) / Math.max(1, points.length);
  const shrink = Math.cos((middle * Math.PI) / 180);
  const xs = points.map(([lon]) => lon * shrink);
  const ys = points.map(([, lat]) => lat);
  const [left, top] = [Math.min(...xs), Math.max(...ys)];
  const span = Math.max(Math.max(...xs) - left, top - Math.min(...ys)) || 1;
  const scale = (SIZE - 2 * EDGE) / span;
  return lines.map((line) =>
    line.map(([lon, lat]) => [EDGE + (lon * shrink - left) * scale, EDGE + (top - lat) * scale]),
  );
}

export function PlaceDrawing({ of }: { of: Geometry }) {
  const { content } = useWords();
  const language = useLanguage();
  const lines = linesOf(of);
  const points = lines.flat();
  const drawn = projected(lines);
  const height = Math.max(LOWEST, ...drawn.flat().map(([, y]) => y + EDGE));
  const shown = points
    .slice(0, MOST_SHOWN)
    .map((point) => point.map((degrees) => formatNumber(rounded(degrees), language)).join('; '))
    .join(' · ');
  return (
    <figure className="stack tight">
      {of.type === 'Point' ? null : (
        <svg
          className="place-drawing"
          viewBox={`0 0 ${SIZE} ${height}`}
          role="img"
          aria-label={content.placeDrawing}
        >
          {drawn.map((line, index) => (
            <polyline
              // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name
              key={index}
              className={of.type === 'LineString' ? 'shape-line' : 'shape-area'}
              points={line.map((point) => point.join(',')).join(' ')}
            />
          ))}
        </svg>
      )}
      <figcaption className="small muted">
        {content.coordinates(shown)}
        {points.length > MOST_SHOWN ? ` … (${content.points(points.length)})` : ''}
      </figcaption>
    </figure>
  );
}
