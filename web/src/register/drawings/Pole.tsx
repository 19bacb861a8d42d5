// A pole to scale: ground, height, power zone, and the places where cables hang.
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import { Filled } from '../Filled';
import { attachmentHeights } from './layout';
import { numberOf, type PictureProps } from './picture';

const WIDTH = 260;
const HEIGHT = 340;
const GROUND = 310;
const TOP = 24;
const MIDDLE = 120;
const USUAL_HEIGHT = 8.5;
const TICK = 14;

export function Pole({ asset, places, label }: PictureProps) {
  const { register: words } = useWords();
  const language = useLanguage();
  const known = numberOf(asset, 'height_m');
  const height = known ?? USUAL_HEIGHT;
  const voltage = numberOf(asset, 'line_voltage_kv');
  const clearance = numberOf(asset, 'clearance_m');
  const at = (metres: number): number => GROUND - (metres / height) * (GROUND - TOP);
  const heights = attachmentHeights(places.length, height, voltage !== undefined);
  const zone = at(height * 0.84);
  // Places that would overlap stand on both sides in turn.
  const spread = places.length > 1 ? at(heights[1] ?? 0) - at(heights[0] ?? 0) : TICK;
  const size = Math.max(6, Math.min(TICK, spread - 2));
  return (
    <svg className="picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {voltage === undefined ? null : (
        <>
          <rect className="power-zone" x="40" y={TOP} width="160" height={zone - TOP} />
          <text x="204" y={TOP + 12}>
            {words.drawing.kilovolts(formatNumber(voltage, language))}
          </text>
          <path className="thin" d={`M${MIDDLE - 34} ${TOP + 10}h68`} />
        </>
      )}
      {clearance === undefined ? null : (
        <path
          className="dashed"
          d={`M40 ${Math.min(GROUND, zone + (clearance / height) * (GROUND - TOP))}h160`}
        />
      )}
      <path
        className="structure"
        d={`M${MIDDLE - 4} ${GROUND}l2-${GROUND - TOP}h4l2 ${GROUND - TOP}Z`}
      />
      <path className="ground" d={`M20 ${GROUND}h200`} />
      {places.map((part, index) => {
        const y = at(heights[index] ?? 0) - size / 2;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: places have no other name
          <g key={index}>
            <path className="thin" d={`M${MIDDLE} ${y + size / 2}h26`} />
            <Filled part={part} x={MIDDLE + 26} y={y} width={size} height={size} round="round" />
            <text x={MIDDLE + 32 + size} y={y + size / 2 + 4}>
              {index + 1}
            </text>
          </g>
        );
      })}
      <path className="thin" d={`M28 ${TOP}v${GROUND - TOP}M24 ${TOP}h8M24 ${GROUND}h8`} />
      <text x="4" y={TOP - 8}>
        {known === undefined ? words.drawing.heightUnknown : `${formatNumber(known, language)} m`}
      </text>
    </svg>
  );
}
