// Typed reads and changes of the contract.
import createClient, { type FetchResponse } from 'openapi-fetch';
import { refusedOf } from './refused';
import type { components, paths } from './schema';
import { fetchInSession } from './transport';

export type Schemas = components['schemas'];

// The address is asked for when a request is made: tests load this file without a page.
export const client = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? '' : location.origin,
  fetch: fetchInSession,
  querySerializer: { array: { style: 'form', explode: false } },
});

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Content of an answer, or `Refused`. */
export async function read<T>(asked: Promise<Answered<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await asked;
  if (!response.ok) throw refusedOf(response, error);
  return data as NonNullable<T>;
}

type Method = 'post' | 'patch' | 'put' | 'delete';
type Operation<P extends keyof paths, M extends Method> = NonNullable<paths[P][M]>;
type Parameters<O> = O extends { parameters: infer X } ? X : never;
type Header<O> = Parameters<O> extends { header?: infer H } ? NonNullable<H> : never;

type PathPart<O> = Parameters<O> extends { path: infer X } ? { path: X } : { path?: never };
type QueryPart<O> = Parameters<O> extends { query: infer X } ? { query: X } : { query?: never };
type VersionPart<O> = 'If-Match' extends keyof Header<O>
  ? { version: Version }
  : { version?: never };
type KeyPart<O> = 'Idempotency-Key' extends keyof Header<O> ? { key: string } : { key?: never };
type BodyPart<O> = O extends { requestBody: { content: infer C } }
  ? { body: C[keyof C] }
  : O extends { requestBody?: { content: infer C } }
    ? { body?: C[keyof C] }
    : { body?: never };

/** Version that a person saw: the number in the body, or an entity tag as it came. */
export type Version = number | string;

type Change<O> = PathPart<O> & QueryPart<O> & VersionPart<O> & KeyPart<O> & BodyPart<O>;
type Media = `${string}/${string}`;
type Content<O> =
  O extends Record<string | number, unknown>
    ? NonNullable<FetchResponse<O, object, Media>['data']>
    : never;

const entityTag = (version: Version): string =>
  typeof version === 'number' ? `"${version}"` : version;

interface Loose {
  path?: unknown;
  query?: unknown;
  version?: Version;
  key?: string;
  body?: unknown;
}

/**
 * A change. Where the contract takes `If-Match`, the version that was seen is an argument; where it
 * takes `Idempotency-Key`, the key is one that was made when the form opened.
 */
export async function change<P extends keyof paths, M extends Method>(
  method: M,
  path: P,
  options: Change<Operation<P, M>>,
): Promise<Content<Operation<P, M>>> {
  const { version, key, ...rest } = options as Loose;
  const header: Record<string, string> = {};
  if (version !== undefined) header['If-Match'] = entityTag(version);
  if (key !== undefined) header['Idempotency-Key'] = key;
  const ask = client.request as unknown as (
    method: string,
    path: string,
    init: unknown,
  ) => Promise<Answered<Content<Operation<P, M>>>>;
  return read(
    ask(method, path, {
      params: { path: rest.path, query: rest.query, header },
      ...(rest.body === undefined ? {} : { body: rest.body }),
    }),
  );
}

/** Key of a change; `crypto.randomUUID` does not exist on plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
