// The map of planned works. The list under it has the same content.
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PublicArea, PublicWorks } from '../api/public';
import {
  type Bounds,
  boundsOf,
  type Geometry,
  middleOf,
  type Position,
  positionsOf,
} from '../map/geo';
import { BANDS } from '../map/layers';
import { type MapHandle, MapView, type Picked } from '../map/MapView';
import { circleAround } from '../map/near';
import { PROVINCE } from '../map/view';
import type { PublicWorksSearch } from '../search';
import { usePublicWords } from './words';
import { type FoundWorks, writtenPlace } from './works';

interface WorksMapProps {
  all: readonly PublicWorks[];
  /** Works that a filter leaves; all without it. */
  found: readonly FoundWorks[] | undefined;
  areas: readonly PublicArea[];
  area: Geometry | undefined;
  near: Position | undefined;
  within: number;
  selected: PublicWorks | undefined;
  set: (change: PublicWorksSearch) => void;
}

const boxOf = (shapes: readonly (Geometry | null | undefined)[]): Bounds | null =>
  boundsOf(shapes.flatMap((shape) => (shape ? positionsOf(shape) : [])));

const middle = ([west, south, east, north]: Bounds): Position => [
  (west + east) / 2,
  (south + north) / 2,
];

const COMMUNES = ['phuong', 'xa', 'dac_khu'];

export function WorksMap(props: WorksMapProps) {
  const { all, found, areas, area, near, within, selected, set } = props;
  const words = usePublicWords();
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const names = useMemo(
    () =>
      areas
        .filter(({ level }) => COMMUNES.includes(level))
        .flatMap(({ name, geometry }) => {
          const box = boxOf([geometry]);
          return box ? [{ name, at: middle(box) }] : [];
        }),
    [areas],
  );
  const shown = useMemo(
    () => ({
      layers: ['works'] as const,
      bands: BANDS,
      owner: undefined,
      only: found?.map(({ works }) => works.code),
    }),
    [found],
  );
  const marks = useMemo(
    () =>
      (found?.map(({ works }) => works) ?? all).flatMap(({ code, place }) =>
        place ? [{ code, at: middleOf(place) }] : [],
      ),
    [all, found],
  );
  const circle = useMemo(() => (near ? circleAround(near, within) : undefined), [near, within]);
  const own = useMemo(
    () => ({ selected: selected?.place ?? undefined, marker: near, outline: circle ?? area }),
    [selected, near, circle, area],
  );
  const focus = boxOf([selected?.place]) ?? boxOf([circle]) ?? boxOf([area]);
  const [start] = useState<Bounds>(() => focus ?? boxOf(all.map(({ place }) => place)) ?? PROVINCE);
  // The map follows the filter; it stays where a person moved it while the filter stays.
  const followed = useRef(focus?.join());
  useEffect(() => {
    const wanted = focus?.join();
    if (!handle || !focus || followed.current === wanted) return;
    followed.current = wanted;
    handle.fit(focus);
  }, [handle, focus]);

  const onPick = (at: Position, picked: readonly Picked[]): void => {
    const works = picked.find(({ layer, code }) => layer === 'works' && code);
    if (works?.code) set({ sel: works.code });
    else set({ near: writtenPlace(at), sel: undefined });
  };
  return (
    <MapView
      content="published"
      label={words.work.mapLabel}
      start={start}
      shown={shown}
      own={own}
      areaNames={names}
      marks={marks}
      onPick={onPick}
      onReady={setHandle}
    />
  );
}
