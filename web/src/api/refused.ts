// What the server answers when it does not do what was asked.
import type { components } from './schema';

export type Problem = components['schemas']['Problem'];
export type ProblemError = components['schemas']['ProblemError'];

/** An answer that is no success. */
export class Refused extends Error {
  readonly status: number;
  readonly type: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly rule: string | undefined;
  readonly clause: string | undefined;
  readonly blockers: readonly string[];
  readonly errors: readonly ProblemError[];
  readonly requestId: string | undefined;
  readonly storedVersion: number | undefined;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor(status: number, problem: Partial<Problem>, retryAfter?: number) {
    super(problem.title ?? `${status}`);
    this.name = 'Refused';
    this.status = status;
    this.type = problem.type?.split('/').at(-1) ?? '';
    this.title = problem.title ?? '';
    this.detail = problem.detail;
    this.rule = problem.rule;
    this.clause = problem.clause;
    this.blockers = problem.blockers ?? [];
    this.errors = problem.errors ?? [];
    this.requestId = problem.request_id;
    this.storedVersion = problem.stored_version;
    this.retryAfter = retryAfter;
  }
}

/** The server was not reached. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}

function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

export function refusedOf(response: Response, body: unknown): Refused {
  const problem = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return new Refused(response.status, problem, retryAfterOf(response));
}
