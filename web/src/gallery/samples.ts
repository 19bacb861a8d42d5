// Refusals as the server gives them.
import { type Problem, Refused } from '../api/refused';

export const refusalOf = (status: number, problem: Partial<Problem> = {}): Refused =>
  new Refused(status, { status, ...problem }, status === 429 ? 38 : undefined);
