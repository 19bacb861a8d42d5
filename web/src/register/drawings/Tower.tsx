// A tower with its mounting levels, the first on top.
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { Filled } from '../Filled';
import { numberOf, type PictureProps } from './picture';

const WIDTH = 260;
const HEIGHT = 340;
const GROUND = 316;
const TOP = 26;
const MIDDLE = 110;
const FOOT = 52;
const LEVEL = 16;

export function Tower({ asset, places, label }: PictureProps) {
  const { register: words } = useWords();
  const language = useLanguage();
  const height = numberOf(asset, 'height_m');
  const highest = TOP + 22;
  const step = places.length > 1 ? Math.min(44, 190 / (places.length - 1)) : 0;
  const halfAt = (y: number): number => 6 + ((FOOT - 6) * (y - TOP)) / (GROUND - TOP);
  const braces = Array.from({ length: 7 }, (_, index) => TOP + ((GROUND - TOP) / 7) * index);
  return (
    <svg className="picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <path
        className="thin"
        d={`M${MIDDLE - 6} ${TOP}L${MIDDLE - FOOT} ${GROUND}M${MIDDLE + 6} ${TOP}L${MIDDLE + FOOT} ${GROUND}`}
      />
      {braces.map((y, index) => {
        const next = braces[index + 1] ?? GROUND;
        const [a, b] = [halfAt(y), halfAt(next)];
        return (
          <path
            key={y}
            className="thin faint"
            d={`M${MIDDLE - a} ${y}L${MIDDLE + b} ${next}M${MIDDLE + a} ${y}L${MIDDLE - b} ${next}M${MIDDLE - a} ${y}h${2 * a}`}
          />
        );
      })}
      <path className="ground" d={`M20 ${GROUND}h190`} />
      {places.map((part, index) => {
        const y = highest + step * index - LEVEL / 2;
        const half = halfAt(y) + 16;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: levels have no other name
          <g key={index}>
            <Filled part={part} x={MIDDLE - half} y={y} width={2 * half} height={LEVEL} />
            <text x={MIDDLE + half + 8} y={y + LEVEL - 4}>
              {index + 1}
            </text>
          </g>
        );
      })}
      <text x="4" y={TOP - 10}>
        {height === undefined ? words.drawing.heightUnknown : `${formatNumber(height, language)} m`}
      </text>
    </svg>
  );
}
