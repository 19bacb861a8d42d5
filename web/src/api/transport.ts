// The one place that calls `fetch`: language, session end, and failures as exceptions.
import { Refused, refusedOf, Unreachable } from './refused';

let language = 'vi';
/** Language of the texts that the server writes. */
export function speak(wanted: string): void {
  language = wanted;
}

type Reader = (event: 'ended') => Promise<'again' | 'gone'>;
let onSessionEnd: Reader | null = null;
/** Called when a session has ended; resolves when somebody has logged in again. */
export function whenSessionEnds(reader: Reader | null): void {
  onSessionEnd = reader;
}

const listeners = new Set<(reachable: boolean) => void>();
let reachable = true;

/** Tells whether the latest request reached the server. */
export function watchNetwork(listener: (reachable: boolean) => void): () => void {
  listeners.add(listener);
  listener(reachable);
  return () => listeners.delete(listener);
}

function setReachable(now: boolean): void {
  if (now === reachable) return;
  reachable = now;
  for (const listener of listeners) listener(now);
}

/** A request that does not go through `fetch` did not reach the server. */
export const noticeUnreachable = (): void => setReachable(false);

// The browser knows of a lost network before a request fails.
if (typeof window !== 'undefined') window.addEventListener('offline', noticeUnreachable);

/** `fetch` with the language of the reader and failures of the network as `Unreachable`. */
export async function fetchOnce(request: Request): Promise<Response> {
  const spoken = new Request(request, { credentials: 'same-origin' });
  spoken.headers.set('accept-language', language);
  try {
    const response = await fetch(spoken);
    setReachable(true);
    return response;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    setReachable(false);
    throw new Unreachable(cause);
  }
}

/** Sends a request; after the end of a session sends it again once somebody has logged in. */
export async function fetchInSession(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetchOnce(request);
  if (response.status !== 401 || !onSessionEnd) return response;
  return (await onSessionEnd('ended')) === 'again' ? fetchOnce(again) : response;
}

export interface Sent {
  method: string;
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

function requestOf({ method, path, query, body, headers, signal }: Sent): Request {
  const address = new URL(path, location.origin);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  return new Request(address, {
    method,
    headers:
      body === undefined ? { ...headers } : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
}

export async function answerOf<T>(response: Response): Promise<T> {
  const json = response.headers.get('content-type')?.includes('json');
  const body: unknown = json ? await response.json() : undefined;
  if (!response.ok) throw refusedOf(response, body);
  return body as T;
}

/** A request outside a session, such as the login itself. */
export async function sendOnce<T>(sent: Sent): Promise<T> {
  return answerOf<T>(await fetchOnce(requestOf(sent)));
}

/** An operation that the contract does not type. */
export async function send<T>(sent: Sent): Promise<T> {
  return answerOf<T>(await fetchInSession(requestOf(sent)));
}

export function isStatus(error: unknown, ...wanted: number[]): error is Refused {
  return error instanceof Refused && wanted.includes(error.status);
}
