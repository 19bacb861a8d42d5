// The planned place among the assets that could be shared instead.
import { useMemo } from 'react';
import { type Bounds, boundsOf, type Geometry, positionsOf } from '../../map/geo';
import { bandsFor } from '../../map/layers';
import { MapView } from '../../map/MapView';
import { useWords } from '../../words/context';

const SHOWN = { layers: ['sites', 'poles'] as const, bands: bandsFor(0, []), owner: undefined };
const EDGE = 0.001;

interface NearMapProps {
  place: Geometry | undefined;
  near: readonly Geometry[];
}

export function NearMap({ place, near }: NearMapProps) {
  const { map } = useWords();
  const own = useMemo(() => {
    const [marker] = place ? positionsOf(place) : [];
    return { elements: near, ...(marker ? { marker } : {}) };
  }, [place, near]);
  const around = boundsOf([...(place ? [place] : []), ...near].flatMap(positionsOf));
  if (!around) return null;
  const start: Bounds = [around[0] - EDGE, around[1] - EDGE, around[2] + EDGE, around[3] + EDGE];
  return (
    <div className="filing-map">
      <MapView label={map.label} start={start} shown={SHOWN} own={own} />
    </div>
  );
}
