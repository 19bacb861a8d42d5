// The cases and tasks that the pages show: the stream tells of their changes.
import { useEffect } from 'react';

type Kind = 'cases' | 'tasks';

/** Most of each kind that one stream takes. */
const MOST = 100;

const shown: Record<Kind, Map<object, readonly string[]>> = { cases: new Map(), tasks: new Map() };
const listeners = new Set<() => void>();

const tell = (): void => {
  for (const listener of listeners) listener();
};

function watch(kind: Kind, ids: readonly string[]): () => void {
  const page = {};
  shown[kind].set(page, ids);
  tell();
  return () => {
    shown[kind].delete(page);
    tell();
  };
}

/** What is shown now, in an order that only the ids decide. */
export function watched(kind: Kind): string {
  const ids = new Set([...shown[kind].values()].flat());
  return [...ids].slice(0, MOST).sort().join(',');
}

export function onWatched(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Keeps what a page shows up to date while it shows it. The ids are those of an answer that the
 * page has: the stream then tells whether the answer is the latest.
 */
export function useWatched(kind: Kind, ids: readonly string[]): void {
  const list = ids.join(',');
  useEffect(() => (list ? watch(kind, list.split(',')) : undefined), [kind, list]);
}
