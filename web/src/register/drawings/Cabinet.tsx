// A cabinet from the front: rack units from the foot up.
import { Filled } from '../Filled';
import type { PictureProps } from './picture';

const WIDTH = 200;
const UNIT = 14;
const EDGE = 16;
const MOST = 60;

export function Cabinet({ places, label }: PictureProps) {
  const shown = places.slice(0, MOST);
  const height = shown.length * UNIT + 2 * EDGE;
  return (
    <svg className="picture" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={label}>
      <rect className="casing" x="6" y="6" width={WIDTH - 12} height={height - 12} rx="3" />
      {shown.map((part, index) => {
        const y = height - EDGE - (index + 1) * UNIT;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: rack units have no other name
          <g key={index}>
            <Filled part={part} x={44} y={y + 1} width={WIDTH - 64} height={UNIT - 2} />
            <text x="18" y={y + UNIT - 3}>
              {index + 1}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
