// The route: drawn, typed, pasted or from a file; and what is free along it.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { areasQuery } from '../api/assets';
import { routeAssetsQuery } from '../api/planning';
import { assetKindsQuery } from '../api/references';
import { useBasket } from '../basket/useBasket';
import { Button, buttonClass } from '../components/Button';
import { Field } from '../components/Field';
import { Icon } from '../components/Icon';
import { NumberField } from '../components/NumberFields';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { parseRoute, writtenVertices } from '../map/coordinates';
import { startLine } from '../map/draw';
import { type Bounds, boundsOf, lengthOf, type Position, sliceOf } from '../map/geo';
import { bandsFor } from '../map/layers';
import { canDraw, type MapHandle, MapView } from '../map/MapView';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { AlongRoute } from './AlongRoute';
import { Needs } from './Needs';

const SHOWN = {
  layers: ['poles', 'ducts', 'sites', 'works'] as const,
  bands: bandsFor(0, []),
  owner: undefined,
};
const PROVINCE: Bounds = [106.4, 20.6, 108.2, 21.7];
const MOST_BUFFER = 500;
const MOST_FILE_BYTES = 5_000_000;

export function RouteStep() {
  const { planning: words, map: mapWords } = useWords();
  const language = useLanguage();
  const { basket, update } = useBasket();
  const areas = useQuery(areasQuery);
  const { data: kinds } = useQuery(assetKindsQuery);
  const [text, setText] = useState(() => writtenVertices(basket.route));
  const [asked, setAsked] = useState(basket.route.length > 1);
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const [drawing, setDrawing] = useState(false);
  const stopDrawing = useRef<(() => void) | null>(null);
  const { route, buffer_m, needs } = basket;
  const parsed = parseRoute(text);
  const answer = useQuery({
    ...routeAssetsQuery({ route, buffer_m, units: needs }),
    enabled: asked && route.length > 1,
  });

  const take = (line: readonly Position[], written?: string): void => {
    setText(written ?? writtenVertices(line));
    void update((now) => ({ ...now, route: [...line] }));
    const around = boundsOf(line);
    if (around && written === undefined) handle?.fit(around);
  };
  const draw = async (): Promise<void> => {
    if (!handle) return;
    if (drawing) {
      stopDrawing.current?.();
      setDrawing(false);
      return;
    }
    setDrawing(true);
    stopDrawing.current = await startLine(handle, (line) => {
      setDrawing(false);
      take(line);
      setAsked(true);
    });
  };
  const readFile = async (file: File | undefined): Promise<void> => {
    if (!file || file.size > MOST_FILE_BYTES) {
      setText(file?.name ?? '');
      return;
    }
    const content = await file.text();
    const line = parseRoute(content);
    if (line) {
      take(line);
      setAsked(true);
    } else setText(content.slice(0, 2000));
  };

  const gaps = answer.data?.gaps;
  const own = useMemo(
    () => ({
      route,
      gaps: (gaps ?? []).map(({ from_m, to_m }) => sliceOf(route, from_m, to_m)),
      elements: basket.items.map(({ geometry }) => geometry),
    }),
    [route, gaps, basket.items],
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
          <Field
            at="/route"
            label={words.route.label}
            hint={words.route.hint}
            fault={text.trim() === '' || parsed ? undefined : words.route.wrong}
          >
            {(wiring) => (
              <textarea
                {...wiring}
                className="input code"
                rows={6}
                value={text}
                onChange={(event) => {
                  const typed = event.target.value;
                  setText(typed);
                  setAsked(false);
                  const line = parseRoute(typed);
                  if (line) take(line, typed);
                  else if (typed.trim() === '') take([], '');
                }}
              />
            )}
          </Field>
          <div className="button-row">
            {canDraw() ? (
              <Button icon="edit" aria-pressed={drawing} onClick={() => void draw()}>
                {drawing ? words.route.stopDrawing : words.route.draw}
              </Button>
            ) : null}
            <label className={buttonClass('plain', 'file-label')}>
              <Icon name="upload" />
              {words.route.file}
              <input
                className="visually-hidden"
                type="file"
                accept=".geojson,.json,.kml,application/geo+json"
                onChange={(event) => {
                  void readFile(event.target.files?.[0]);
                  event.target.value = '';
                }}
              />
            </label>
          </div>
          <p className="small" role="status">
            {drawing ? words.route.drawHint : null}
            {!drawing && route.length > 1
              ? words.route.length(formatNumber(Math.round(lengthOf(route)), language))
              : null}
          </p>
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
          <ul className="legend">
            {(['route', 'gap'] as const).map((name) => (
              <li key={name}>
                <svg className={`line-mark ${name}`} viewBox="0 0 28 18" aria-hidden="true">
                  <path d="M1 9h26" />
                </svg>
                {words.legend[name]}
              </li>
            ))}
          </ul>
        </div>
      </div>
      {asked && answer.isPending ? <Loading /> : null}
      {answer.isError ? <Failed error={answer.error} again={() => void answer.refetch()} /> : null}
      {asked && answer.data ? <AlongRoute answer={answer.data} /> : null}
    </div>
  );
}
