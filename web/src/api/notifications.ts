import { change, newKey, type Schemas } from './client';

export const markRead = (id: string): Promise<Schemas['Notification']> =>
  change('post', '/api/v1/notifications/{notification_id}/read', {
    path: { notification_id: id },
    key: newKey(),
  });

const STREAM = '/api/v1/notifications/stream';
const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 60_000;

interface Live {
  /** A notification arrived. */
  notification: (notification: Schemas['Notification']) => void;
  /** A case that the person sees has changed. */
  changed: (event: { kind: 'case' | 'task'; id: string }) => void;
}

/** Follows the stream of the person; after a cut it waits longer each time. */
export function follow(live: Live): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let stopped = false;

  const parsed = <T>(event: Event): T | null => {
    const { data } = event as MessageEvent<string>;
    return data ? (JSON.parse(data) as T) : null;
  };

  const connect = (): void => {
    source = new EventSource(STREAM);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
    };
    const told = (event: Event): void => {
      const notification = parsed<Schemas['Notification']>(event);
      if (notification?.id) live.notification(notification);
    };
    source.onmessage = told;
    source.addEventListener('notification', told);
    for (const kind of ['case', 'task'] as const)
      source.addEventListener(kind, (event) => {
        const changed = parsed<{ id: string }>(event);
        if (changed) live.changed({ kind, id: changed.id });
      });
    source.onerror = () => {
      // The browser retries by itself unless the server refused.
      if (source?.readyState !== EventSource.CLOSED || stopped) return;
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
}
