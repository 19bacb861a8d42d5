// The cross-section of a duct: bores as circles in rows.
import { useLanguage } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { Filled } from '../Filled';
import { boreCells } from './layout';
import { numberOf, type PictureProps } from './picture';

const BORE = 44;
const GAP = 8;
const EDGE = 24;

export function DuctSection({ asset, places, label }: PictureProps) {
  const language = useLanguage();
  const { columns, rows, cells } = boreCells(places.length);
  const width = Math.max(200, columns * (BORE + GAP) - GAP + 2 * EDGE);
  const height = rows * (BORE + GAP) - GAP + 2 * EDGE + 22;
  const left = (width - (columns * (BORE + GAP) - GAP)) / 2;
  const diameter = numberOf(asset, 'diameter_mm');
  return (
    <svg className="picture low" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <rect className="casing" x="6" y="6" width={width - 12} height={height - 34} rx="6" />
      {cells.map(({ column, row }, index) => {
        const x = left + column * (BORE + GAP);
        const y = EDGE + row * (BORE + GAP);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: bores have no other name
          <g key={index}>
            <Filled
              part={places[index] ?? 'free'}
              x={x}
              y={y}
              width={BORE}
              height={BORE}
              round="round"
            />
            <circle className="label-ground" cx={x + BORE / 2} cy={y + BORE / 2} r="10" />
            <text className="middle" x={x + BORE / 2} y={y + BORE / 2 + 4}>
              {index + 1}
            </text>
          </g>
        );
      })}
      {diameter === undefined ? null : (
        <text className="middle" x={width / 2} y={height - 8}>
          Ø {formatNumber(diameter, language)} mm
        </text>
      )}
    </svg>
  );
}
