// The one stream of a page: notifications of the person, and changes of what the page shows.
import type { Schemas } from './client';
import { eventReader, type ServerEvent } from './sse';
import { fetchOnce } from './transport';
import { onWatched, watched } from './watched';

const STREAM = '/api/v1/notifications/stream';
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;
// A page that is left and the one that follows it are one change.
const SETTLE_MS = 300;
// The server says something every 15 seconds.
const SILENCE_MS = 45_000;

interface Live {
  notification: (notification: Schemas['Notification']) => void;
  /** The present version of a case, when the stream opens and after each change. */
  case: (change: Schemas['CaseChange']) => void;
  task: (change: Schemas['TaskChange']) => void;
}

function address(): string {
  const url = new URL(STREAM, location.origin);
  for (const kind of ['cases', 'tasks'] as const) {
    const ids = watched(kind);
    // Ids need no escapes, and a comma may stand in an address as it is.
    if (ids) url.search += `${url.search ? '&' : '?'}${kind}=${ids}`;
  }
  return url.href;
}

function told({ name, data }: ServerEvent, live: Live): void {
  const content: unknown = JSON.parse(data);
  if (name === 'case') live.case(content as Schemas['CaseChange']);
  else if (name === 'task') live.task(content as Schemas['TaskChange']);
  else live.notification(content as Schemas['Notification']);
}

/** Reads a stream to its end; a stream that falls silent is given up. */
async function readAll(
  body: ReadableStream<Uint8Array>,
  reading: AbortController,
  take: (piece: string) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const silent = () => reading.abort();
  let silence = setTimeout(silent, SILENCE_MS);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(silent, SILENCE_MS);
      take(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(silence);
  }
}

/**
 * Follows the stream of the person. It opens again after the last event when the pages show
 * something else, and after a cut, then later each time.
 */
export function follow(live: Live): () => void {
  let current: AbortController | null = null;
  let asked = '';
  let lastId: string | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let settle: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;

  const connect = async (): Promise<void> => {
    const reading = new AbortController();
    current = reading;
    asked = address();
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastId !== undefined) headers['last-event-id'] = lastId;
    const take = eventReader({
      event: (event) => told(event, live),
      id: (id) => {
        lastId = id;
      },
    });
    try {
      const { signal } = reading;
      const response = await fetchOnce(new Request(asked, { headers, signal, cache: 'no-store' }));
      if (response.ok && response.body) {
        wait = FIRST_WAIT_MS;
        await readAll(response.body, reading, (piece) => {
          // A piece that was on its way when another stream began is sent by that one again.
          if (current === reading) take(piece);
        });
      }
    } catch {
      // A cut is followed by another try, like a refusal.
    }
    if (current !== reading) return;
    current = null;
    retry = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  };

  const stopWatching = onWatched(() => {
    clearTimeout(settle);
    settle = setTimeout(() => {
      // After a failure the next try asks for what is shown by then.
      if (!current || address() === asked) return;
      current.abort();
      void connect();
    }, SETTLE_MS);
  });
  void connect();
  return () => {
    stopWatching();
    clearTimeout(retry);
    clearTimeout(settle);
    const last = current;
    current = null;
    last?.abort();
  };
}
