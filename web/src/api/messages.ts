import { change, type Schemas } from './client';

export const sendMessage = (
  caseId: string,
  body: Schemas['NewMessage'],
  key: string,
): Promise<Schemas['Message']> =>
  change('post', '/api/v1/cases/{case_id}/messages', { path: { case_id: caseId }, body, key });
