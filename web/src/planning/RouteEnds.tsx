// A route between two addresses.
import { useState } from 'react';
import { Button } from '../components/Button';
import type { Position } from '../map/geo';
import { type ChosenPlace, NamedPlacePicker } from '../map/NamedPlacePicker';
import { useWords } from '../words/context';

interface RouteEndsProps {
  /** A place that was chosen, for the map to show. */
  onPlace: (at: Position) => void;
  onRoute: (line: readonly Position[]) => void;
}

export function RouteEnds({ onPlace, onRoute }: RouteEndsProps) {
  const { planning: words } = useWords();
  const [from, setFrom] = useState<ChosenPlace | null>(null);
  const [to, setTo] = useState<ChosenPlace | null>(null);
  const { route } = words;
  const choose = (set: (place: ChosenPlace | null) => void) => (place: ChosenPlace | null) => {
    set(place);
    if (place) onPlace(place.at);
  };
  const isLine = from && to && from.at.join() !== to.at.join();
  return (
    <details className="group-details">
      <summary>{route.ends}</summary>
      <div className="stack">
        <p className="small muted">{route.endsHint}</p>
        <NamedPlacePicker
          at="/route/from"
          label={route.from}
          value={from}
          onChange={choose(setFrom)}
        />
        <NamedPlacePicker at="/route/to" label={route.to} value={to} onChange={choose(setTo)} />
        <div className="button-row">
          <Button
            onClick={() => {
              if (isLine) onRoute([from.at, to.at]);
              else document.getElementById(from ? 'at-route-to' : 'at-route-from')?.focus();
            }}
          >
            {route.join}
          </Button>
        </div>
      </div>
    </details>
  );
}
