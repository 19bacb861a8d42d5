// Names of the administrative units for the map, and the box of the province.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { areasQuery } from '../api/assets';
import type { Bounds, Position } from './geo';
import type { NamedPlace } from './MapView';
import { PROVINCE } from './view';

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
