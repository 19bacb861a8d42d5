// What the server says to a person, asked over the contract: finds cases for a story and checks
// what a story did. It changes nothing.
import type { components } from '../../src/api/schema';
import { PASSWORD } from './password';

export type Schemas = components['schemas'];
/** A case; a draft has an empty code. */
export type Case = Omit<Schemas['Case'], 'code'> & { code: string };
export type Action = Schemas['AvailableAction'];

interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

type Query = Readonly<Record<string, string>>;

export interface Body {
  data?: Readonly<Record<string, unknown>>;
  comment?: string;
}

export class Oracle {
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(readonly url: string) {}

  /** Content of an address below `/api/v1`, as a person sees it. */
  async read<T>(email: string, path: string): Promise<T> {
    const response = await this.#ask(email, path);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Everything of a list, over all its pages. */
  async list<T>(email: string, path: string, query: Query = {}): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const asked = new URLSearchParams({ ...query, limit: '100', ...(cursor ? { cursor } : {}) });
      const page: Page<T> = await this.read(email, `${path}?${asked}`);
      items.push(...page.items);
      cursor = page.next_cursor;
    } while (cursor);
    return items;
  }

  async cases(email: string, query: Query = {}): Promise<Case[]> {
    const found = await this.list<Schemas['Case']>(email, '/cases', query);
    return found.map(({ code, ...rest }) => ({ ...rest, code: code ?? '' }));
  }

  async actions(email: string, id: string): Promise<Action[]> {
    const { items } = await this.read<Schemas['AvailableActionList']>(
      email,
      `/cases/${id}/actions`,
    );
    return items;
  }

  /** Cases in which the server would now accept an action of a person. */
  async casesFor(email: string, query: Query, action: string, body: Body = {}): Promise<Case[]> {
    const found: Case[] = [];
    for (const one of await this.cases(email, query)) {
      const path = `/cases/${one.id}/actions/${action}/preview`;
      const response = await this.#ask(email, path, body);
      if (response.ok) found.push(one);
    }
    return found;
  }

  /** How often an action stands in the history of a case. */
  async times(email: string, id: string, action: string): Promise<number> {
    const { items } = await this.read<Schemas['CaseEventList']>(email, `/cases/${id}/history`);
    return items.filter((entry) => entry.action === action).length;
  }

  /** A day so many days after the server's today, as people write it. */
  async day(email: string, ahead: number): Promise<string> {
    const { now } = await this.read<Schemas['Installation']>(email, '/meta');
    const at = new Date(Date.parse(now) + ahead * 86_400_000);
    return at.toLocaleDateString('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh' });
  }

  /** Status of the answer for an address below `/api/v1`. */
  async status(email: string, path: string): Promise<number> {
    return (await this.#ask(email, path)).status;
  }

  async #ask(email: string, path: string, body?: unknown): Promise<Response> {
    const response = await this.#send(email, path, body);
    if (response.status !== 401) return response;
    // The clock of the demo was put forward, and the session has ended.
    this.#tokens.delete(email);
    return this.#send(email, path, body);
  }

  async #send(email: string, path: string, body?: unknown): Promise<Response> {
    const token = await this.#token(email);
    return fetch(`${this.url}/api/v1${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': 'vi',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  #token(email: string): Promise<string> {
    const known = this.#tokens.get(email);
    if (known) return known;
    const asked = this.#logIn(email);
    this.#tokens.set(email, asked);
    return asked;
  }

  async #logIn(email: string): Promise<string> {
    const response = await fetch(`${this.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    if (!response.ok) throw new Error(`${email}: ${response.status}`);
    return ((await response.json()) as Schemas['Session']).access_token;
  }
}

/** The first of what the demo must have for a story. */
export function first<T>(found: readonly T[], what: string): T {
  const [one] = found;
  if (one === undefined) throw new Error(`the demo has no ${what}`);
  return one;
}
