// Coordinates under the pointer in both systems; without a pointer those of the middle.
import type { Map as GlMap } from 'maplibre-gl';
import { useEffect, useState } from 'react';
import { useLanguage, useWords } from '../words/context';
import { writtenDegrees } from './coordinates';
import type { Position } from './geo';
import { writtenMetres } from './metres';

interface Place {
  at: Position;
  of: 'pointer' | 'centre';
}

const centreOf = (map: GlMap): Place => {
  const { lng, lat } = map.getCenter();
  return { at: [lng, lat], of: 'centre' };
};

export function PointerCoordinates({ map }: { map: GlMap }) {
  const { coordinates: words } = useWords();
  const language = useLanguage();
  const [{ at, of }, setPlace] = useState(() => centreOf(map));
  useEffect(() => {
    const toCentre = (): void => setPlace(centreOf(map));
    const toPointer = ({ lngLat }: { lngLat: { lng: number; lat: number } }): void =>
      setPlace({ at: [lngLat.lng, lngLat.lat], of: 'pointer' });
    map.on('mousemove', toPointer);
    map.on('mouseout', toCentre);
    map.on('moveend', toCentre);
    return () => {
      map.off('mousemove', toPointer);
      map.off('mouseout', toCentre);
      map.off('moveend', toCentre);
    };
  }, [map]);
  return (
    <p className="pointer-coordinates">
      <span>{words[of]}:</span> <span>{writtenDegrees(at, language)}</span>{' '}
      <span>
        {words.systems.vn2000}: {writtenMetres(at, language)}
      </span>
    </p>
  );
}
