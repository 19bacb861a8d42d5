// Cases: lists, one case with its parts, and what may be done with it.
import { queryOptions } from '@tanstack/react-query';
import { change, client, read, type Schemas } from './client';
import type { Actions, Counted } from './shapes';
import { send } from './transport';

export type CaseContent = Schemas['CaseContent'];
export type CaseKind = Schemas['CaseKind'];

export type Timer = Schemas['CaseTimer'];

/** A case in a list: its content is left out. */
export type CaseSummary = Omit<Schemas['Case'], 'content'>;

export interface CaseFull extends CaseSummary {
  content: CaseContent;
}

export interface CaseFilter {
  q?: string | undefined;
  kind?: string | undefined;
  phase?: string | undefined;
  area?: string | undefined;
  stance?: string | undefined;
  turn?: 'mine' | 'others' | undefined;
  overdue?: boolean | undefined;
  due_before?: string | undefined;
  sort?: string | undefined;
  cursor?: string | undefined;
}

const PAGE = 50;

export const casesQuery = (filter: CaseFilter) =>
  queryOptions({
    queryKey: ['case', 'list', filter],
    queryFn: ({ signal }) =>
      send<Counted<CaseSummary>>({
        method: 'GET',
        path: '/api/v1/cases',
        query: { ...filter, limit: PAGE, count: true },
        signal,
      }),
  });

const FEW = 20;

/** Cases of an applicant, those changed last first. */
export const casesOfApplicantQuery = (applicant: string, q: string) =>
  queryOptions({
    queryKey: ['case', 'list', 'applicant', applicant, q],
    queryFn: ({ signal }) =>
      send<Pick<Counted<CaseSummary>, 'items'>>({
        method: 'GET',
        path: '/api/v1/cases',
        query: { applicant, q: q.trim() || undefined, sort: '-updated_at', limit: FEW },
        signal,
      }),
    staleTime: 60_000,
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'one', id],
    queryFn: async ({ signal }): Promise<CaseFull> => {
      const { content, ...summary } = await read(
        client.GET('/api/v1/cases/{case_id}', { params: { path: { case_id: id } }, signal }),
      );
      // Only lists leave the content out.
      if (!content) throw new Error(`case ${id} without content`);
      return { ...summary, content };
    },
  });

/** Deletes a draft that was never filed. */
export const deleteDraft = (id: string, version: number): Promise<unknown> =>
  change('delete', '/api/v1/cases/{case_id}', { path: { case_id: id }, version });

/** Events of a case; with a version, those of a reading that is not older than it. */
export const historyQuery = (id: string, version?: number) =>
  queryOptions({
    queryKey: ['case', 'history', id, ...(version === undefined ? [] : [version])],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/cases/{case_id}/history', {
          params: { path: { case_id: id } },
          signal,
        }),
      ),
  });

export const documentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'documents', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/cases/{case_id}/documents', {
          params: { path: { case_id: id } },
          signal,
        }),
      ),
  });

export const referralsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'referrals', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/cases/{case_id}/referrals', {
          params: { path: { case_id: id } },
          signal,
        }),
      ),
  });

export const messagesQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'messages', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/cases/{case_id}/messages', {
          params: { path: { case_id: id }, query: { limit: 100 } },
          signal,
        }),
      ),
  });

export const issuedDocumentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'issued-documents', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/cases/{case_id}/issued-documents', {
          params: { path: { case_id: id } },
          signal,
        }),
      ),
  });

export const lookUpQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'look-up', id],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/cases/{case_id}/look-up', {
          params: { path: { case_id: id } },
          signal,
        }),
      ),
    retry: false,
  });

export const workflowQuery = (pack: string, kind: CaseKind) =>
  queryOptions({
    queryKey: ['pack', pack, kind],
    queryFn: ({ signal }) =>
      read(
        client.GET('/api/v1/packs/{pack}/{kind}', {
          params: { path: { pack, kind } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

export const actionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', 'actions', id],
    queryFn: ({ signal }) =>
      send<Actions>({ method: 'GET', path: `/api/v1/cases/${id}/actions`, signal }),
  });
