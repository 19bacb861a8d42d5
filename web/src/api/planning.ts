// Questions of a planner about a route, and the requests that follow from the answer.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas, type Version } from './client';

export type RouteAssets = Schemas['RouteAssets'];
export type RouteAsset = Schemas['RouteAsset'];

type Line = readonly (readonly [number, number])[];

const lineString = (route: Line): Schemas['RouteQuery']['route'] => ({
  type: 'LineString',
  coordinates: route.map((at) => [...at]),
});

export interface RouteQuestion {
  route: Line;
  buffer_m: number;
  units: readonly Schemas['RouteNeed'][];
}

export const routeAssetsQuery = ({ route, buffer_m, units }: RouteQuestion) =>
  queryOptions({
    queryKey: ['planning', 'route', route, buffer_m, units],
    queryFn: ({ signal }) =>
      read(
        client.POST('/api/v1/assets/along-route', {
          body: { route: lineString(route), buffer_m, units: [...units] },
          signal,
        }),
      ),
    staleTime: 60_000,
    enabled: route.length > 1,
  });

export const worksOnRouteQuery = (route: Line) =>
  queryOptions({
    queryKey: ['planning', 'works', route],
    queryFn: ({ signal }) =>
      read(
        client.POST('/api/v1/planning/planned-works', {
          body: { route: lineString(route) },
          signal,
        }),
      ),
    staleTime: 60_000,
    enabled: route.length > 1,
  });

export type WorkOnRoute = Schemas['PlannedWorkOnRoute'];

/** The case that has a code; null when the reader may not see it. */
export const caseByCodeQuery = (code: string) =>
  queryOptions({
    queryKey: ['case', 'code', code],
    queryFn: async ({ signal }) => {
      const { items } = await read(
        client.GET('/api/v1/search', { params: { query: { q: code, types: ['case'] } }, signal }),
      );
      return items.find((one) => one.code === code) ?? null;
    },
    staleTime: 60_000,
  });

export const createSharingRequest = (
  body: Schemas['NewSharingRequest'],
  key: string,
): Promise<Schemas['Case']> => change('post', '/api/v1/sharing-requests', { key, body });

export const updateSharingRequest = (
  id: string,
  body: Schemas['SharingRequestPatch'],
  version: Version,
): Promise<Schemas['Case']> =>
  change('patch', '/api/v1/sharing-requests/{case_id}', { path: { case_id: id }, version, body });

const pointOf = ([lon, lat]: readonly [number, number]) => ({
  type: 'Point' as const,
  coordinates: [lon, lat],
});

/** Ways through ducts between the ends of a route. */
export const ductPathQuery = (route: Line) =>
  queryOptions({
    queryKey: ['planning', 'duct-path', route.at(0), route.at(-1)],
    queryFn: ({ signal }) => {
      const body = {
        from: pointOf(route.at(0) ?? NOWHERE),
        to: pointOf(route.at(-1) ?? NOWHERE),
        reach_m: REACH_M,
        ways: WAYS,
      };
      return read(client.POST('/api/v1/planning/duct-path', { body, signal }));
    },
    staleTime: 60_000,
  });

const NOWHERE = [0, 0] as const;
const REACH_M = 200;
const WAYS = 2;

/** Supports of an aerial line along a route, with the fewest new ones. */
export const supportsQuery = (route: Line, buffer_m: number) =>
  queryOptions({
    queryKey: ['planning', 'supports', route, buffer_m],
    queryFn: ({ signal }) =>
      read(
        client.POST('/api/v1/planning/supports', {
          body: { route: lineString(route), buffer_m },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
