// A route between two addresses.
import { useState } from 'react';
import { Button } from '../components/Button';
import type { Position } from '../map/geo';
import { type ChosenPlace, PlacePicker } from '../map/PlacePicker';
import { useWords } from '../words/context';

export function RouteEnds({ onRoute }: { onRoute: (line: readonly Position[]) => void }) {
  const { planning: words } = useWords();
  const [from, setFrom] = useState<ChosenPlace | null>(null);
  const [to, setTo] = useState<ChosenPlace | null>(null);
  const { route } = words;
  const isLine = from && to && from.at.join() !== to.at.join();
  return (
    <details className="group-details">
      <summary>{route.ends}</summary>
      <div className="stack">
        <p className="small muted">{route.endsHint}</p>
        <PlacePicker at="/route/from" label={route.from} value={from} onChange={setFrom} />
        <PlacePicker at="/route/to" label={route.to} value={to} onChange={setTo} />
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
