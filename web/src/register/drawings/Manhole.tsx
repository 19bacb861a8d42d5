// A chamber seen from above with its walls laid down, and the ducts that end at each.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { assetListQuery } from '../../api/assets';
import { bboxText, middleOf } from '../../map/geo';
import { useWords } from '../../words/context';
import { Filled } from '../Filled';
import { ductEndsAt, WALLS, type Wall } from './layout';
import type { PictureProps } from './picture';

const SIZE = 280;
const FLOOR = 120;
const EDGE = (SIZE - FLOOR) / 2;
const DEPTH = 44;
const BORE = 18;
const ENTRY = 14;
const COLUMNS = 6;

const AROUND = 0.0001;

const WALL_BOXES: Record<Wall, readonly [x: number, y: number, width: number, height: number]> = {
  north: [EDGE, EDGE - DEPTH, FLOOR, DEPTH],
  south: [EDGE, EDGE + FLOOR, FLOOR, DEPTH],
  west: [EDGE - DEPTH, EDGE, DEPTH, FLOOR],
  east: [EDGE + FLOOR, EDGE, DEPTH, FLOOR],
};

export function Manhole({ asset, places, label }: PictureProps) {
  const { register: words } = useWords();
  const middle = middleOf(asset.geometry);
  const bbox = bboxText([
    middle[0] - AROUND,
    middle[1] - AROUND,
    middle[0] + AROUND,
    middle[1] + AROUND,
  ]);
  const { data } = useQuery(assetListQuery({ bbox, kind: 'duct_section', sort: 'code' }));
  const ends = ductEndsAt(middle, data?.items ?? []);
  return (
    <>
      <svg className="picture" viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label}>
        <rect className="casing" x={EDGE} y={EDGE} width={FLOOR} height={FLOOR} />
        {places.slice(0, COLUMNS * COLUMNS).map((part, index) => (
          <Filled
            // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
            key={index}
            part={part}
            x={EDGE + 10 + (index % COLUMNS) * (ENTRY + 3)}
            y={EDGE + 10 + Math.floor(index / COLUMNS) * (ENTRY + 3)}
            width={ENTRY}
            height={ENTRY}
          />
        ))}
        {WALLS.map((wall) => {
          const [x, y, width, height] = WALL_BOXES[wall];
          const own = ends.filter((end) => end.wall === wall);
          const isFlat = wall === 'north' || wall === 'south';
          const step = (isFlat ? width : height) / (own.length + 1);
          return (
            <g key={wall}>
              <rect className="wall" x={x} y={y} width={width} height={height} />
              {own.map(({ id }, index) => (
                <circle
                  key={id}
                  className="bore-end"
                  cx={isFlat ? x + step * (index + 1) : x + width / 2}
                  cy={isFlat ? y + height / 2 : y + step * (index + 1)}
                  r={BORE / 2}
                />
              ))}
            </g>
          );
        })}
        <text className="middle" x={SIZE / 2} y="24">
          {words.drawing.walls.north}
        </text>
      </svg>
      {ends.length > 0 ? (
        <ul className="small">
          {ends.map(({ id, code, wall }) => (
            <li key={`${id} ${wall}`}>
              {words.drawing.walls[wall]}:{' '}
              <Link to="/assets/$assetId" params={{ assetId: id }} className="code">
                {code}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}
