// Siting applications: the unit of a place, what could be shared near it, and the draft.
import { queryOptions } from '@tanstack/react-query';
import type { CaseFull, CaseSummary } from './cases';
import { change, client, read, type Schemas, type Version } from './client';
import type { Counted } from './shapes';
import { send } from './transport';

type Geometry = Schemas['Geometry'];

export const locatedQuery = (place: Geometry | undefined) =>
  queryOptions({
    queryKey: ['area', 'located', place],
    queryFn: ({ signal }) =>
      read(
        client.POST('/api/v1/areas/locate', {
          body: { geometry: place ?? { type: 'Point', coordinates: [0, 0] } },
          signal,
        }),
      ),
    enabled: place !== undefined,
    staleTime: 10 * 60_000,
  });

const MOST_OFFICES = 20;

/** People's Committees whose name has the name of a unit in it. */
export const committeesQuery = (area: string) =>
  queryOptions({
    queryKey: ['organization', 'committee', area],
    queryFn: async ({ signal }) => {
      const { items } = await read(
        client.GET('/api/v1/organizations', {
          params: { query: { kind: 'committee', q: area, limit: MOST_OFFICES } },
          signal,
        }),
      );
      return items.filter(({ valid_to }) => valid_to === null);
    },
    enabled: area !== '',
    staleTime: 10 * 60_000,
  });

export type SharingFirst = Schemas['SharingFirst'];

export interface SharingQuestion {
  place: Geometry | undefined;
  settlement: string;
  asset_kind: string;
  applicant: string;
}

export const isComplete = ({ place, settlement, asset_kind }: SharingQuestion): boolean =>
  place !== undefined && settlement !== '' && asset_kind !== '';

export const sharingFirstQuery = (question: SharingQuestion) =>
  queryOptions({
    queryKey: ['planning', 'sharing-first', question],
    queryFn: ({ signal }) => {
      const { place, settlement, asset_kind, applicant } = question;
      return read(
        client.POST('/api/v1/planning/sharing-first', {
          body: {
            place: place ?? { type: 'Point', coordinates: [0, 0] },
            settlement: settlement as Schemas['SettlementType'],
            asset_kind,
            ...(applicant ? { applicant_id: applicant } : {}),
          },
          signal,
        }),
      );
    },
    enabled: isComplete(question),
    staleTime: 60_000,
  });

const MOST_REQUESTS = 100;

/** Sharing requests that the person's organisations have sent to an owner, with their elements. */
export const ownRequestsQuery = (owner: string) =>
  queryOptions({
    queryKey: ['case', 'list', 'own-requests', owner],
    queryFn: async ({ signal }): Promise<readonly (CaseSummary & Pick<CaseFull, 'content'>)[]> => {
      const { items } = await send<Counted<CaseFull>>({
        method: 'GET',
        path: '/api/v1/cases',
        query: {
          kind: 'sharing_request',
          stance: 'applicant',
          owner,
          include: 'content',
          sort: '-updated_at',
          limit: MOST_REQUESTS,
        },
        signal,
      });
      return items;
    },
    // The page is opened again right after a request was filed.
    refetchOnMount: 'always',
  });

export const createSiting = (
  body: Schemas['SitingApplicationDraft'],
  key: string,
): Promise<Schemas['Case']> => change('post', '/api/v1/siting-applications', { key, body });

export const updateSiting = (
  id: string,
  body: Schemas['SitingApplicationDraft'],
  version: Version,
): Promise<Schemas['Case']> =>
  change('patch', '/api/v1/siting-applications/{case_id}', {
    path: { case_id: id },
    version,
    body,
  });
