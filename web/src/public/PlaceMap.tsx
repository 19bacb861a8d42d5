import { useMemo } from 'react';
import { type Bounds, boundsOf, type Geometry, middleOf, positionsOf } from '../map/geo';
import { BANDS } from '../map/layers';
import { MapView } from '../map/MapView';
import type { View } from '../map/view';
import { useWords } from '../words/context';

const NEAR_ZOOM = 15;
const NOTHING = { layers: [], bands: BANDS, owner: undefined } as const;

function startOf(place: Geometry): View | Bounds {
  const around = boundsOf(positionsOf(place));
  return place.type === 'Point' || !around ? { centre: middleOf(place), zoom: NEAR_ZOOM } : around;
}

/** A small map of one place. */
export function PlaceMap({ place }: { place: Geometry }) {
  const { map } = useWords();
  const own = useMemo(() => ({ selected: place }), [place]);
  return (
    <MapView
      size="small"
      content="published"
      label={map.smallLabel}
      start={startOf(place)}
      shown={NOTHING}
      own={own}
    />
  );
}
