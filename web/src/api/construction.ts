// Construction works: the procedure that the law prescribes, approved places, and both kinds of case.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CaseFull, CaseSummary } from './cases';
import { change, client, read, type Schemas, type Version } from './client';
import type { Counted } from './shapes';
import { send } from './transport';

export type PrescribedProcedure = Schemas['PrescribedProcedure'];
export type PermitWay = Schemas['PermitWay'];
export type RouteQuestion = Schemas['ConstructionRouteQuery'];

export const findRoute = (
  question: RouteQuestion,
  signal: AbortSignal | null = null,
): Promise<PrescribedProcedure> =>
  read(client.POST('/api/v1/planning/construction-route', { body: question, signal }));

/** Nothing is asked before the kind of works is known. */
export const routeQuery = (question: RouteQuestion | undefined) =>
  queryOptions({
    queryKey: ['planning', 'construction-route', question],
    queryFn: ({ signal }) => findRoute(question ?? { work: 'building', in_plan: false }, signal),
    enabled: question !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export type ApprovedSite = CaseSummary & Pick<CaseFull, 'content'>;

const FEW = 20;

/** Siting approvals in force of the person's organisations. */
export const approvedSitesQuery = (q: string) =>
  queryOptions({
    queryKey: ['case', 'list', 'approved-sites', q],
    queryFn: async ({ signal }): Promise<readonly ApprovedSite[]> => {
      const { items } = await send<Counted<CaseFull>>({
        method: 'GET',
        path: '/api/v1/cases',
        query: {
          kind: 'siting_application',
          phase: 'in_force',
          stance: 'applicant',
          q: q.trim() || undefined,
          include: 'content',
          sort: '-updated_at',
          limit: FEW,
        },
        signal,
      });
      return items;
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export const createWorks = (
  kind: PermitWay,
  body: Schemas['ConstructionWorksDraft'],
  key: string,
): Promise<Schemas['Case']> =>
  kind === 'construction_permit'
    ? change('post', '/api/v1/construction-permits', { key, body })
    : change('post', '/api/v1/commencement-notices', { key, body });

export function updateWorks(
  kind: PermitWay,
  id: string,
  body: Schemas['ConstructionWorksDraft'],
  version: Version,
): Promise<Schemas['Case']> {
  const options = { path: { case_id: id }, version, body };
  return kind === 'construction_permit'
    ? change('patch', '/api/v1/construction-permits/{case_id}', options)
    : change('patch', '/api/v1/commencement-notices/{case_id}', options);
}
