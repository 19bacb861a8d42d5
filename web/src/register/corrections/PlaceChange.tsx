// The present and the proposed place on one map.
import { useMemo } from 'react';
import { Panel } from '../../components/Panel';
import { type Bounds, boundsOf, type Geometry, middleOf, positionsOf } from '../../map/geo';
import { bandsFor, FIRST_LAYERS } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { useWords } from '../../words/context';

const SHOWN = { layers: FIRST_LAYERS, bands: bandsFor(0, []), owner: undefined };
const AROUND = 0.0004;
const NOWHERE: Bounds = [106.4, 20.6, 108.2, 21.7];

interface PlaceChangeProps {
  now: Geometry;
  proposed: Geometry;
}

export function PlaceChange({ now, proposed }: PlaceChangeProps) {
  const { corrections: words, register } = useWords();
  const own = useMemo(() => {
    const [from, to] = [middleOf(now), middleOf(proposed)];
    return { elements: [now], marker: to, measured: [from, to] };
  }, [now, proposed]);
  const start = useMemo<Bounds>(() => {
    const box = boundsOf([...positionsOf(now), ...positionsOf(proposed)]) ?? NOWHERE;
    return [box[0] - AROUND, box[1] - AROUND, box[2] + AROUND, box[3] + AROUND];
  }, [now, proposed]);
  return (
    <Panel title={register.place}>
      <div className="stack tight">
        <MapView size="small" label={words.map} start={start} shown={SHOWN} own={own} />
        <ul className="legend">
          {(['now', 'proposed'] as const).map((name) => (
            <li key={name}>
              <svg className={`place-mark ${name}`} viewBox="0 0 18 18" aria-hidden="true">
                <circle cx="9" cy="9" r="6" />
              </svg>
              {words.legend[name]}
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
