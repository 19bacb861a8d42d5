// Search for a place: coordinates, an administrative unit, or an asset by its code.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { areasQuery, foundAssetsQuery } from '../api/assets';
import { Button } from '../components/Button';
import { TextField } from '../components/Field';
import { parsePosition, writtenDms } from '../map/coordinates';
import type { Bounds, Position } from '../map/geo';
import { useWords } from '../words/context';
import { contains } from '../words/fold';

interface PlaceSearchProps {
  onPlace: (at: Position) => void;
  onBounds: (bounds: Bounds) => void;
  onAsset: (id: string) => void;
}

const MOST = 6;
const SHORTEST = 2;

export function PlaceSearch({ onPlace, onBounds, onAsset }: PlaceSearchProps) {
  const { map: words, common } = useWords();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const position = parsePosition(asked);
  const wanted = !position && asked.length >= SHORTEST ? asked : '';
  const { data: areas } = useQuery(areasQuery);
  const assets = useQuery({ ...foundAssetsQuery(wanted), enabled: wanted !== '' });
  const foundAreas = wanted
    ? (areas ?? []).filter(({ name, level }) => level !== 'zone' && contains(name, wanted))
    : [];
  const found = foundAreas.length + (assets.data?.length ?? 0);
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
        {position ? <p>{words.place.at(writtenDms(position))}</p> : null}
        {wanted && assets.isSuccess && found === 0 ? <p>{words.place.nothing}</p> : null}
      </div>
      {found > 0 ? (
        <ul className="place-results">
          {foundAreas.slice(0, MOST).map(({ id, name, bbox }) => (
            <li key={id}>
              <Button
                look="quiet"
                onClick={() => {
                  const [west, south, east, north] = bbox ?? [];
                  if (west !== undefined && south !== undefined && east !== undefined)
                    onBounds([west, south, east, north ?? south]);
                }}
              >
                {name}
              </Button>
            </li>
          ))}
          {(assets.data ?? []).slice(0, MOST).map(({ id, code, title }) => (
            <li key={id}>
              <Button look="quiet" onClick={() => onAsset(id)}>
                {code} · {title}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </search>
  );
}
