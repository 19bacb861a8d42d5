// The map itself. This file and what it imports are loaded on pages with a map only.
import {
  type GeoJSONSource,
  Map as GlMap,
  type MapGeoJSONFeature,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import { useEffect, useRef, useState } from 'react';
import { Notice } from '../components/Notice';
import { useWords } from '../words/context';
import { archipelagoFeatures } from './archipelagos';
import type { Background } from './background';
import { caseFilters, layerIdsOf, layersOf } from './caseLayers';
import { type CountedPlace, mergedCounts } from './counts';
import { drawBackground, setOpacity } from './drawBackground';
import type { Bounds, Position } from './geo';
import { CASE_LAYERS, type CaseLayer, kindsOf, type LayerName } from './layers';
import { featuresOf, type Own } from './own';
import { PointerCoordinates } from './PointerCoordinates';
import { type Palette, paletteNow } from './palette';
import {
  assetFilters,
  type MapContent,
  REACH,
  type Shown,
  SINGLE_FROM,
  styleOf,
  tileSource,
} from './style';
import { drawnHatch, drawnMark, HATCH, MARK_BANDS, markName, OUTLINES } from './symbols';
import type { View } from './view';

// The policy of the page allows workers from its own origin only.
setWorkerUrl(new URL(workerUrl, location.href).href);

/** Something on the map under the pointer. */
export interface Picked {
  layer: 'asset' | 'count' | CaseLayer;
  /** Id of an asset or of a case. */
  id?: string;
  code?: string;
  kind?: string;
  title?: string;
}

/** Ways for the page to move the map. */
export interface MapHandle {
  goTo: (centre: Position, zoom?: number) => void;
  fit: (bounds: Bounds) => void;
  map: GlMap;
}

export interface Mark {
  code: string;
  at: Position;
}

export interface NamedPlace {
  name: string;
  at: Position;
}

export interface MapProps {
  label: string;
  /** Whether the coordinates under the pointer are shown. */
  coordinates?: boolean;
  /** What is shown first; later moves come from the person or from the handle. */
  start: View | Bounds;
  shown: Shown;
  /** What a map shows for its whole life; the register unless told otherwise. */
  content?: MapContent;
  own?: Own;
  areaNames?: readonly NamedPlace[];
  /** Places of published works, which are too small to see from afar. */
  marks?: readonly Mark[];
  /** Null while it is not known. */
  background: Background | null;
  onView?: (view: View, bounds: Bounds) => void;
  onPick?: (at: Position, picked: readonly Picked[]) => void;
  onReady?: (handle: MapHandle | null) => void;
}

const REACH_PX = 7;
const EDGE_PX = 60;
const START_EDGE_PX = 36;
const CLOSEST_FIT = 17;
const CLICKED = [
  'asset-points',
  'asset-line-marks',
  'asset-lines',
  'asset-areas',
  'asset-counts',
  'works-marks',
  ...CASE_LAYERS.flatMap(layerIdsOf),
];

function pickedOf({ layer, properties }: MapGeoJSONFeature): Picked {
  const text = (name: string): string | undefined =>
    typeof properties[name] === 'string' ? properties[name] : undefined;
  const ofCase = CASE_LAYERS.find((one) => layer.id.startsWith(one));
  const name = ofCase ?? (layer.id === 'asset-counts' ? 'count' : 'asset');
  const given = {
    id: text('id'),
    code: text('code') ?? text('number'),
    kind: text('kind'),
    title: text('title'),
  };
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return { layer: name, ...Object.fromEntries(known) };
}

/** Things near a pixel, each once. */
function pickedAt(map: GlMap, { x, y }: { x: number; y: number }): Picked[] {
  const around: [[number, number], [number, number]] = [
    [x - REACH_PX, y - REACH_PX],
    [x + REACH_PX, y + REACH_PX],
  ];
  const layers = CLICKED.filter((id) => map.getLayer(id));
  const found = map.queryRenderedFeatures(around, { layers }).map(pickedOf);
  const unique = new Map(found.map((one) => [`${one.layer} ${one.id ?? one.code}`, one]));
  return [...unique.values()];
}

const boundsNow = (map: GlMap): Bounds => {
  const around = map.getBounds();
  return [around.getWest(), around.getSouth(), around.getEast(), around.getNorth()];
};

const points = (places: readonly (NamedPlace | Mark)[]) => ({
  type: 'FeatureCollection' as const,
  features: places.map(({ at, ...properties }) => ({
    type: 'Feature' as const,
    properties,
    geometry: { type: 'Point' as const, coordinates: [...at] },
  })),
});

function addMarks(map: GlMap, palette: Palette): void {
  for (const outline of OUTLINES)
    for (const band of MARK_BANDS) {
      const mark = drawnMark(outline, band, palette.bands, palette.ground);
      if (mark) map.addImage(markName(outline, band), mark, { pixelRatio: 2 });
    }
  const hatch = drawnHatch(palette.gap);
  if (hatch) map.addImage(HATCH, hatch, { pixelRatio: 2 });
}

/** The layers of cases, drawn when they are switched on for the first time. */
function addCases(map: GlMap, shown: Shown): void {
  if (map.getSource('cases')) return;
  map.addSource('cases', tileSource('cases', location.origin));
  for (const layer of layersOf('cases', paletteNow(), shown)) map.addLayer(layer, 'own-route');
}

type Data = Parameters<GeoJSONSource['setData']>[0];

function setData(map: GlMap, source: string, data: Data): void {
  map.getSource<GeoJSONSource>(source)?.setData(data);
}

/** Draws the counts of the tiles that are in view, summed where they would overlap. */
function setCounts(map: GlMap, layers: readonly LayerName[]): void {
  const kinds = new Set(kindsOf(layers));
  const zoom = map.getZoom();
  const found =
    zoom < SINGLE_FROM && map.getSource('assets')
      ? map.querySourceFeatures('assets', { sourceLayer: 'assets', filter: ['has', 'count'] })
      : [];
  const places = found.flatMap(({ geometry, properties }): CountedPlace[] => {
    const { kind, count } = properties as { kind?: unknown; count?: unknown };
    if (geometry.type !== 'Point' || typeof kind !== 'string' || !kinds.has(kind)) return [];
    const [lon = 0, lat = 0] = geometry.coordinates;
    return [{ at: [lon, lat], kind, count: Number(count) }];
  });
  const features = mergedCounts(places, zoom).map(({ at, count }) => ({
    type: 'Feature' as const,
    properties: { count },
    geometry: { type: 'Point' as const, coordinates: [...at] },
  }));
  setData(map, 'counts', { type: 'FeatureCollection', features });
}

export default function MapCanvas(props: MapProps) {
  const { shown, own, areaNames, marks, label, background, coordinates } = props;
  const words = useWords().map;
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const lastView = useRef<View | null>(null);
  // The map that is in the box: an effect may still hold one that was removed in its commit.
  const current = useRef<GlMap | null>(null);
  const [map, setMap] = useState<GlMap | null>(null);
  const [broken, setBroken] = useState(false);

  useEffect(() => {
    const container = box.current;
    if (!container) return;
    // A map that replaces another, as when the language changes, shows what the last one showed.
    const start = lastView.current ?? latest.current.start;
    const palette = paletteNow();
    delete container.dataset.idle;
    const made = new GlMap({
      container,
      style: styleOf(palette, latest.current.shown, location.origin, latest.current.content),
      ...('zoom' in start
        ? { center: [...start.centre] as [number, number], zoom: start.zoom }
        : {
            bounds: [...start] as [number, number, number, number],
            fitBoundsOptions: { padding: START_EDGE_PX, maxZoom: CLOSEST_FIT },
          }),
      maxBounds: [...REACH] as [number, number, number, number],
      maxZoom: 20,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      refreshExpiredTiles: false,
      // A print takes what is drawn.
      canvasContextAttributes: { preserveDrawingBuffer: true },
      fadeDuration: 0,
      locale: {
        'Map.Title': label,
        'NavigationControl.ZoomIn': words.zoomIn,
        'NavigationControl.ZoomOut': words.zoomOut,
      },
    });
    current.current = made;
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    made.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-left');
    const tell = (): void => {
      const { lng, lat } = made.getCenter();
      lastView.current = { centre: [lng, lat], zoom: made.getZoom() };
      latest.current.onView?.(lastView.current, boundsNow(made));
    };
    // Before the first tile asks for one.
    made.once('style.load', () => addMarks(made, palette));
    made.on('load', () => {
      setMap(made);
      tell();
      latest.current.onReady?.({
        map: made,
        goTo: (centre, zoom) =>
          made.jumpTo({ center: [...centre], zoom: zoom ?? Math.max(made.getZoom(), 16) }),
        fit: ([west, south, east, north]) =>
          made.fitBounds(
            [
              [west, south],
              [east, north],
            ],
            { padding: EDGE_PX, maxZoom: CLOSEST_FIT, animate: false },
          ),
      });
    });
    made.on('moveend', tell);
    // Another view asks for other tiles.
    made.on('moveend', () => setBroken(false));
    made.on('click', ({ lngLat, point }) =>
      latest.current.onPick?.([lngLat.lng, lngLat.lat], pickedAt(made, point)),
    );
    // Without a listener MapLibre writes to the console.
    made.on('error', () => setBroken(true));
    // Tiles are complete when the map is idle; the sums make it idle once more.
    let counted = '';
    made.on('idle', () => {
      const { layers } = latest.current.shown;
      const now = `${boundsNow(made).join()} ${layers.join()} ${tiles}`;
      if (counted !== now) {
        counted = now;
        setCounts(made, layers);
      }
      container.dataset.idle = 'true';
    });
    let tiles = 0;
    made.on('sourcedata', ({ sourceId, tile }) => {
      if (sourceId === 'assets' && tile) tiles += 1;
    });
    return () => {
      latest.current.onReady?.(null);
      current.current = null;
      setMap(null);
      made.remove();
    };
  }, [label, words.zoomIn, words.zoomOut]);

  const option = background?.option;
  useEffect(() => {
    const wanted = latest.current.background;
    if (!map || !option || !wanted) return;
    let isWanted = true;
    const isStill = (): boolean => isWanted && map === current.current;
    drawBackground(map, wanted, paletteNow(), isStill).catch(() => isStill() && setBroken(true));
    return () => {
      isWanted = false;
    };
  }, [map, option]);

  const opacity = background?.opacity ?? 1;
  useEffect(() => {
    if (map && map === current.current) setOpacity(map, opacity);
  }, [map, opacity]);

  useEffect(() => {
    if (!map || map !== current.current) return;
    const filters = { ...assetFilters(shown), ...caseFilters(shown) };
    for (const [id, filter] of Object.entries(filters))
      if (map.getLayer(id)) map.setFilter(id, filter);
    setCounts(map, shown.layers);
    if (shown.layers.includes('cases')) addCases(map, shown);
    for (const name of CASE_LAYERS)
      for (const id of layerIdsOf(name))
        if (map.getLayer(id))
          map.setLayoutProperty(id, 'visibility', shown.layers.includes(name) ? 'visible' : 'none');
  }, [map, shown]);

  useEffect(() => {
    if (map && map === current.current)
      setData(map, 'own', { type: 'FeatureCollection', features: featuresOf(own ?? {}) } as Data);
  }, [map, own]);

  useEffect(() => {
    if (map && map === current.current) setData(map, 'marks', points(marks ?? []));
  }, [map, marks]);

  useEffect(() => {
    if (!map || map !== current.current) return;
    setData(map, 'area-names', points(areaNames ?? []));
    setData(map, 'archipelagos', {
      type: 'FeatureCollection',
      features: archipelagoFeatures(words),
    });
  }, [map, areaNames, words]);

  return (
    <>
      <div ref={box} className="map-canvas" />
      {map && coordinates ? <PointerCoordinates map={map} /> : null}
      {broken ? (
        <div className="map-note">
          <Notice tone="soon" announce="status" title={words.tilesFailed} />
        </div>
      ) : null}
    </>
  );
}
