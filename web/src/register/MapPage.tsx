// The map of the register: layers and filter, what is in view as a list, one asset's card.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { assetQuery } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { tileLayersQuery } from '../api/tiles';
import { Button } from '../components/Button';
import { Loading } from '../components/States';
import { useAreaNames } from '../map/areaNames';
import { boundsOfCircle, type Circle, parseCircle, writtenCircle } from '../map/circle';
import {
  type Bounds,
  bboxText,
  boundsOf,
  lengthOf,
  middleOf,
  type Position,
  positionsOf,
} from '../map/geo';
import { ALL_LAYERS, bandsFor, kindsOf, parseLayers } from '../map/layers';
import { canDraw, type MapHandle, MapView, type Picked } from '../map/MapView';
import type { Own } from '../map/own';
import { boundsAround, parseView, type View, viewOf, writtenView } from '../map/view';
import type { MapSearch } from '../search';
import { useWords } from '../words/context';
import { AssetCard } from './AssetCard';
import { useDownload } from './DownloadMenu';
import { InView } from './InView';
import { MapFilters } from './MapFilters';
import { MapPrint } from './MapPrint';
import { Measure } from './Measure';
import { PlaceSearch } from './PlaceSearch';
import { Radius } from './Radius';
import './register.css';

const FIRST_RADIUS = 200;

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
  const circle = useMemo(() => parseCircle(search.circle), [search.circle]);
  const [isRadius, setIsRadius] = useState(circle !== null);
  const [radius, setRadius] = useState(circle?.radius ?? FIRST_RADIUS);

  const set = useCallback(
    (change: MapSearch, replace = false): void =>
      void navigate({ to: '/map', search: (now: MapSearch) => ({ ...now, ...change }), replace }),
    [navigate],
  );
  const { data: tiles } = useQuery(tileLayersQuery);
  // Only newer servers have tiles of cases.
  const names = useMemo(
    () => ALL_LAYERS.filter((name) => name !== 'cases' || tiles?.has(name)),
    [tiles],
  );
  const layers = useMemo(
    () => parseLayers(search.layers).filter((name) => names.includes(name)),
    [search.layers, names],
  );
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
    () => ({
      selected: asset?.geometry,
      marker,
      measured: measured ?? undefined,
      circle: circle ?? undefined,
    }),
    [asset, marker, measured, circle],
  );
  const onView = useCallback(
    (view: View, now: Bounds): void => {
      setBounds(now);
      set({ at: writtenView(view) }, true);
    },
    [set],
  );
  const drawCircle = (next: Circle | null): void => {
    set({ circle: next ? writtenCircle(next) : undefined }, true);
  };
  const onPick = (at: Position, found: readonly Picked[]): void => {
    if (measured) {
      setMeasured([...measured, at]);
      return;
    }
    if (isRadius) {
      drawCircle({ centre: at, radius });
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
  const closeRadius = (): void => {
    setIsRadius(false);
    if (circle) drawCircle(null);
  };
  const [start] = useState(() => parseView(search.at));
  // Without a map, the address alone says what is in view.
  const view = canDraw() ? null : parseView(search.at);
  const inView = bounds ?? (view ? boundsAround(view) : areas.province);
  const download = useDownload({
    bbox: bboxText(inView),
    kinds: kindsOf(layers),
    owner: search.owner,
    ...(search.free ? { bands: shown.bands } : {}),
  });

  return (
    <>
      <title>{`${words.title} – ${common.product}`}</title>
      <div className="page-head">
        <h1>{words.title}</h1>
        <div className="button-row screen-only">
          <Button
            icon="ruler"
            aria-pressed={measured !== null}
            onClick={() => {
              setMeasured(measured ? null : []);
              closeRadius();
            }}
          >
            {words.measure.title}
          </Button>
          <Button
            icon="circle"
            aria-pressed={isRadius}
            onClick={() => {
              setMeasured(null);
              if (isRadius) closeRadius();
              else setIsRadius(true);
            }}
          >
            {words.radius.title}
          </Button>
          {download.menu}
          <Button icon="print" onClick={() => window.print()}>
            {common.print}
          </Button>
        </div>
      </div>
      {download.result}
      <div className="map-page">
        <aside className="stack screen-only" aria-label={words.layersAndFilter}>
          <PlaceSearch onPlace={goTo} onBounds={fit} onAsset={(id) => set({ sel: id })} />
          <MapFilters search={search} layers={layers} names={names} set={set} />
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
          <MapPrint bounds={inView} layers={layers} />
          {isRadius ? (
            <Radius
              circle={circle}
              radius={radius}
              search={search}
              layers={layers}
              onCentre={(centre) => {
                drawCircle({ centre, radius });
                fit(boundsOfCircle({ centre, radius }));
              }}
              onRadius={(metres) => {
                setRadius(metres);
                if (circle) drawCircle({ ...circle, radius: metres });
              }}
              onSelect={(id) => set({ sel: id })}
              onClose={closeRadius}
            />
          ) : null}
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
