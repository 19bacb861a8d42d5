// The action that files a draft, as the workflow of the case says: it leads from the draft into an
// open state.
import type { QueryClient } from '@tanstack/react-query';
import { actionsQuery, caseQuery, workflowQuery } from '../api/cases';
import type { Action } from '../api/shapes';

export function filingAction(
  actions: readonly Pick<Action, 'action' | 'leads_to'>[],
  states: readonly { id: string; phase: string }[],
): string | undefined {
  const opens = new Set(states.filter(({ phase }) => phase === 'open').map(({ id }) => id));
  return actions.find(({ leads_to }) => opens.has(leads_to))?.action;
}

/** Nothing for a case that needs no filing, such as one that is open from its first day. */
export async function filingActionOf(
  queries: QueryClient,
  caseId: string,
): Promise<string | undefined> {
  const [of, actions] = await Promise.all([
    queries.fetchQuery(caseQuery(caseId)),
    queries.fetchQuery({ ...actionsQuery(caseId), staleTime: 0 }),
  ]);
  if (of.phase !== 'draft') return undefined;
  const { states } = await queries.ensureQueryData(workflowQuery(of.pack, of.kind));
  return filingAction(actions.items, states);
}
