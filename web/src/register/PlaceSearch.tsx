// Search for a place: coordinates, an address, an administrative unit, or an asset by its code.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Place, placesQuery } from '../api/places';
import { Button } from '../components/Button';
import { TextField } from '../components/Field';
import { Failed } from '../components/Problem';
import { parsePosition, writtenDms } from '../map/coordinates';
import type { Bounds, Position } from '../map/geo';
import { writtenMetres } from '../map/metres';
import { useLanguage, useWords } from '../words/context';

interface PlaceSearchProps {
  onPlace: (at: Position) => void;
  onBounds: (bounds: Bounds) => void;
  onAsset: (id: string) => void;
}

const MOST = 10;

export function PlaceSearch({ onPlace, onBounds, onAsset }: PlaceSearchProps) {
  const { map: words, common, coordinates } = useWords();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const position = parsePosition(asked);
  const places = useQuery(placesQuery(position ? '' : asked));
  const found = position ? [] : (places.data ?? []);
  const open = ({ point, bbox, assetId }: Place): void => {
    if (assetId) onAsset(assetId);
    if (bbox) onBounds(bbox);
    else onPlace(point);
  };
  return (
    <search className="stack tight">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const text = typed.trim();
          setAsked(text);
          const at = parsePosition(text);
          if (at) onPlace(at);
        }}
      >
        <TextField
          at="/place"
          label={words.place.label}
          hint={words.place.hint}
          type="search"
          value={typed}
          onChange={setTyped}
          after={
            <Button type="submit" icon="search">
              {common.search}
            </Button>
          }
        />
      </form>
      <div role="status" className="stack tight small">
        {position ? (
          <>
            <p>{words.place.at(writtenDms(position))}</p>
            <p className="muted">
              {coordinates.systems.vn2000}: {writtenMetres(position, language)}
            </p>
          </>
        ) : null}
        {!position && places.isSuccess && found.length === 0 ? <p>{words.place.nothing}</p> : null}
      </div>
      {places.isError ? <Failed error={places.error} again={() => void places.refetch()} /> : null}
      {found.length > 0 ? (
        <ul className="place-results">
          {found.slice(0, MOST).map((place) => (
            <li key={place.id}>
              <Button look="quiet" onClick={() => open(place)}>
                {place.name}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </search>
  );
}
