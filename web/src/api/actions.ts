// Performing an action on a case, and what it would do.
import { change, type Schemas } from './client';
import type { Preview } from './shapes';
import { send } from './transport';

export interface ActionBody {
  data?: Schemas['CaseActionData'];
  comment?: string;
}

interface Target {
  caseId: string;
  action: string;
}

export const previewAction = (
  { caseId, action }: Target,
  body: ActionBody,
  signal?: AbortSignal,
): Promise<Preview> =>
  send({
    method: 'POST',
    path: `/api/v1/cases/${caseId}/actions/${encodeURIComponent(action)}/preview`,
    body,
    ...(signal ? { signal } : {}),
  });

export const performAction = (
  { caseId, action }: Target,
  body: ActionBody,
  version: number,
  key: string,
): Promise<Schemas['Case']> =>
  change('post', '/api/v1/cases/{case_id}/actions/{action}', {
    path: { case_id: caseId, action },
    version,
    key,
    body,
  });
