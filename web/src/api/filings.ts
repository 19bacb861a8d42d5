// Drafts of planned works, information requests, disputes and clean-up campaigns.
import { queryOptions } from '@tanstack/react-query';
import type { CaseSummary } from './cases';
import { change, type Schemas, type Version } from './client';
import type { Counted } from './shapes';
import { send } from './transport';

type Filed = Promise<Schemas['Case']>;

export const createPlannedWorks = (body: Schemas['PlannedWorkDraft'], key: string): Filed =>
  change('post', '/api/v1/planned-works', { key, body });

export const updatePlannedWorks = (
  id: string,
  body: Schemas['PlannedWorkDraft'],
  version: Version,
): Filed =>
  change('patch', '/api/v1/planned-works/{case_id}', { path: { case_id: id }, version, body });

export const createInformationRequest = (
  body: Schemas['InformationRequestDraft'],
  key: string,
): Filed => change('post', '/api/v1/information-requests', { key, body });

export const updateInformationRequest = (
  id: string,
  body: Schemas['InformationRequestDraft'],
  version: Version,
): Filed =>
  change('patch', '/api/v1/information-requests/{case_id}', {
    path: { case_id: id },
    version,
    body,
  });

export const createDispute = (body: Schemas['DisputeDraft'], key: string): Filed =>
  change('post', '/api/v1/disputes', { key, body });

export const updateDispute = (id: string, body: Schemas['DisputeDraft'], version: Version): Filed =>
  change('patch', '/api/v1/disputes/{case_id}', { path: { case_id: id }, version, body });

export const createCampaign = (body: Schemas['CleanUpCampaignDraft'], key: string): Filed =>
  change('post', '/api/v1/clean-up-campaigns', { key, body });

export const updateCampaign = (
  id: string,
  body: Schemas['CleanUpCampaignDraft'],
  version: Version,
): Filed =>
  change('patch', '/api/v1/clean-up-campaigns/{case_id}', {
    path: { case_id: id },
    version,
    body,
  });

const FEW = 20;

/** Filed cases of the kinds that a dispute can be about, by a part of code or title. */
export const disputableQuery = (q: string) =>
  queryOptions({
    queryKey: ['case', 'list', 'disputable', q],
    queryFn: ({ signal }) =>
      send<Pick<Counted<CaseSummary>, 'items'>>({
        method: 'GET',
        path: '/api/v1/cases',
        query: {
          kind: 'sharing_request,planned_works',
          q: q.trim() || undefined,
          sort: '-updated_at',
          limit: FEW,
        },
        signal,
      }),
    staleTime: 60_000,
  });
