// The route on the map, and what is free along it.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { areasQuery } from '../api/assets';
import { routeAssetsQuery } from '../api/planning';
import { assetKindsQuery } from '../api/references';
import { useBasket } from '../basket/useBasket';
import { Button } from '../components/Button';
import { NumberField } from '../components/NumberFields';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { type Bounds, boundsOf, type Position, sliceOf } from '../map/geo';
import { bandsFor } from '../map/layers';
import { type MapHandle, MapView } from '../map/MapView';
import { useWords } from '../words/context';
import { AlongRoute } from './AlongRoute';
import type { Drawn } from './Alternatives';
import { Needs } from './Needs';
import { RouteInputs } from './RouteInputs';
import { RouteLegend } from './RouteLegend';

const SHOWN = {
  layers: ['poles', 'ducts', 'sites', 'works'] as const,
  bands: bandsFor(0, []),
  owner: undefined,
};
const PROVINCE: Bounds = [106.4, 20.6, 108.2, 21.7];
const MOST_BUFFER = 500;

export function RouteStep() {
  const { planning: words, map: mapWords } = useWords();
  const { basket, update } = useBasket();
  const areas = useQuery(areasQuery);
  const { data: kinds } = useQuery(assetKindsQuery);
  const [asked, setAsked] = useState(basket.route.length > 1);
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const { route, buffer_m, needs } = basket;
  const answer = useQuery({
    ...routeAssetsQuery({ route, buffer_m, units: needs }),
    enabled: asked && route.length > 1,
  });
  const keep = (line: readonly Position[]): void =>
    void update((now) => ({ ...now, route: [...line], route_text: undefined }));

  const gaps = answer.data?.gaps;
  const own = useMemo(
    () => ({
      route,
      gaps: (gaps ?? []).map(({ from_m, to_m }) => sliceOf(route, from_m, to_m)),
      elements: basket.items.map(({ geometry }) => geometry),
      alternative: drawn?.lines,
      fresh: drawn?.fresh,
    }),
    [route, gaps, basket.items, drawn],
  );
  const province = areas.data?.find(({ level }) => level === 'tinh')?.bbox;
  const start = useMemo((): Bounds => {
    const around = boundsOf(route);
    if (around) {
      const edge = 0.002;
      return [around[0] - edge, around[1] - edge, around[2] + edge, around[3] + edge];
    }
    const [west, south, east, north] = province ?? [];
    return west === undefined || south === undefined || east === undefined || north === undefined
      ? PROVINCE
      : [west, south, east, north];
  }, [province, route]);

  return (
    <div className="stack loose">
      <div className="route-step">
        <div className="stack">
          <RouteInputs
            route={route}
            handle={handle}
            draft={basket.route_text}
            onTyped={(line, text) => {
              setAsked(false);
              if (line) keep(line);
              else void update((now) => ({ ...now, route_text: text }));
            }}
            onGiven={(line) => {
              keep(line);
              const around = boundsOf(line);
              if (around) handle?.fit(around);
              setAsked(true);
            }}
          />
          <NumberField
            at="/buffer_m"
            label={words.route.buffer}
            hint={words.route.bufferHint}
            unit="m"
            min={1}
            max={MOST_BUFFER}
            value={buffer_m}
            onChange={(buffer) => {
              if (buffer) void update((now) => ({ ...now, buffer_m: buffer }));
            }}
          />
          <Needs
            needs={needs}
            kinds={kinds?.items ?? []}
            onChange={(next) => void update((now) => ({ ...now, needs: next }))}
          />
          <div className="button-row">
            <Button
              look="primary"
              icon="search"
              onClick={() => {
                const around = boundsOf(route);
                if (route.length < 2 || !around) {
                  document.getElementById('at-route')?.focus();
                  return;
                }
                handle?.fit(around);
                setAsked(true);
              }}
            >
              {words.route.find}
            </Button>
          </div>
        </div>
        <div className="stack tight">
          {areas.isPending ? (
            <Loading />
          ) : (
            <MapView
              label={mapWords.label}
              start={start}
              shown={SHOWN}
              own={own}
              onReady={setHandle}
            />
          )}
          <RouteLegend isDrawn={drawn !== null} />
        </div>
      </div>
      {asked && answer.isPending ? <Loading /> : null}
      {answer.isError ? <Failed error={answer.error} again={() => void answer.refetch()} /> : null}
      {asked && answer.data ? <AlongRoute answer={answer.data} onDrawn={setDrawn} /> : null}
    </div>
  );
}
