// The map of the register: layers and filter, what is in view as a list, one asset's card.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { areasQuery, assetQuery } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { Button } from '../components/Button';
import { Loading } from '../components/States';
import {
  type Bounds,
  bboxText,
  boundsOf,
  lengthOf,
  middleOf,
  type Position,
  positionsOf,
} from '../map/geo';
import { bandsFor, parseLayers } from '../map/layers';
import { canDraw, type MapHandle, MapView, type NamedPlace, type Picked } from '../map/MapView';
import type { Own } from '../map/own';
import { boundsAround, PROVINCE, parseView, type View, viewOf, writtenView } from '../map/view';
import type { MapSearch } from '../search';
import { useWords } from '../words/context';
import { AssetCard } from './AssetCard';
import { InView } from './InView';
import { MapFilters } from './MapFilters';
import { Measure } from './Measure';
import { PlaceSearch } from './PlaceSearch';
import './register.css';

const NO_PLACES: readonly NamedPlace[] = [];

export function useAreaNames(): { names: readonly NamedPlace[]; province: Bounds; ready: boolean } {
  const { data, isPending } = useQuery(areasQuery);
  return useMemo(() => {
    const boxed = (data ?? []).flatMap(({ name, level, bbox }) => {
      const [west, south, east, north] = bbox ?? [];
      if (west === undefined || south === undefined || east === undefined || north === undefined)
        return [];
      return [{ name, level, bounds: [west, south, east, north] as Bounds }];
    });
    const names = boxed
      .filter(({ level }) => level !== 'tinh' && level !== 'zone')
      .map(({ name, bounds: [west, south, east, north] }) => ({
        name,
        at: [(west + east) / 2, (south + north) / 2] as Position,
      }));
    const province = boxed.find(({ level }) => level === 'tinh')?.bounds ?? PROVINCE;
    return { names: data ? names : NO_PLACES, province, ready: !isPending };
  }, [data, isPending]);
}

export function MapPage() {
  const { map: words, common } = useWords();
  const search = useSearch({ from: '/inside/map' });
  const navigate = useNavigate();
  const areas = useAreaNames();
  const { data: kinds } = useQuery(assetKindsQuery);
  const selected = useQuery({ ...assetQuery(search.sel ?? ''), enabled: Boolean(search.sel) });
  const [bounds, setBounds] = useState<Bounds | null>(null);
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const [picked, setPicked] = useState<readonly Picked[]>([]);
  const [marker, setMarker] = useState<Position | undefined>();
  const [measured, setMeasured] = useState<readonly Position[] | null>(null);

  const set = useCallback(
    (change: MapSearch, replace = false): void =>
      void navigate({ to: '/map', search: (now: MapSearch) => ({ ...now, ...change }), replace }),
    [navigate],
  );
  const layers = useMemo(() => parseLayers(search.layers), [search.layers]);
  const shown = useMemo(
    () => ({
      layers,
      bands: bandsFor(search.free ?? 0, kinds?.items ?? []),
      owner: search.owner,
    }),
    [layers, search.free, search.owner, kinds],
  );
  const asset = search.sel ? selected.data : undefined;
  const own = useMemo<Own>(
    () => ({ selected: asset?.geometry, marker, measured: measured ?? undefined }),
    [asset, marker, measured],
  );
  const onView = useCallback(
    (view: View, now: Bounds): void => {
      setBounds(now);
      set({ at: writtenView(view) }, true);
    },
    [set],
  );
  const onPick = (at: Position, found: readonly Picked[]): void => {
    if (measured) {
      setMeasured([...measured, at]);
      return;
    }
    const assets = found.filter(({ layer, id }) => layer === 'asset' && id);
    const [only] = assets;
    setPicked(found.length > 1 || !only ? found.filter(({ layer }) => layer !== 'count') : []);
    if (found.length === 1 && only?.id) set({ sel: only.id });
    if (found.some(({ layer }) => layer === 'count'))
      handle?.goTo(at, Math.min(16, handle.map.getZoom() + 2));
  };
  const goTo = (at: Position, zoom?: number): void => {
    setMarker(at);
    if (handle) handle.goTo(at, zoom);
    else set({ at: writtenView({ centre: at, zoom: zoom ?? 16 }) });
  };
  const fit = (around: Bounds): void => {
    if (handle) handle.fit(around);
    else set({ at: writtenView(viewOf(around)) });
  };
  const [start] = useState(() => parseView(search.at));
  // Without a map, the address alone says what is in view.
  const view = canDraw() ? null : parseView(search.at);
  const inView = bounds ?? (view ? boundsAround(view) : areas.province);

  return (
    <>
      <title>{`${words.title} – ${common.product}`}</title>
      <div className="page-head">
        <h1>{words.title}</h1>
        <div className="button-row screen-only">
          <Button
            icon="ruler"
            aria-pressed={measured !== null}
            onClick={() => setMeasured(measured ? null : [])}
          >
            {words.measure.title}
          </Button>
          <Button icon="print" onClick={() => window.print()}>
            {common.print}
          </Button>
        </div>
      </div>
      <div className="map-page">
        <aside className="stack screen-only" aria-label={words.layersAndFilter}>
          <PlaceSearch onPlace={goTo} onBounds={fit} onAsset={(id) => set({ sel: id })} />
          <MapFilters search={search} layers={layers} set={set} />
        </aside>
        <div className="stack">
          {areas.ready ? (
            <MapView
              label={words.label}
              start={start ?? areas.province}
              shown={shown}
              own={own}
              areaNames={areas.names}
              onView={onView}
              onPick={onPick}
              onReady={setHandle}
            />
          ) : (
            <Loading />
          )}
          {measured ? (
            <Measure
              line={measured}
              onChange={setMeasured}
              length={lengthOf(measured)}
              onClose={() => setMeasured(null)}
            />
          ) : null}
        </div>
        <div className="stack">
          <AssetCard
            id={search.sel}
            picked={picked}
            onSelect={(id) => set({ sel: id })}
            onClose={() => {
              setPicked([]);
              set({ sel: undefined });
            }}
            onShow={(found) => {
              const around = boundsOf(positionsOf(found.geometry));
              if (found.geometry.type === 'Point' || !around) goTo(middleOf(found.geometry));
              else fit(around);
            }}
          />
          <InView
            bbox={bboxText(inView)}
            bounds={inView}
            search={search}
            layers={layers}
            ready={bounds !== null || (areas.ready && !canDraw())}
            onSelect={(id) => set({ sel: id })}
            onPlace={goTo}
          />
        </div>
      </div>
    </>
  );
}
