// What the server says while the page is open: notifications, and cases and tasks that changed.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { follow } from '../api/stream';
import { taskCountsQuery } from '../api/tasks';

interface Versioned {
  id: string;
  version: number;
}

/** Whether an answer, or a row of it, is the thing in an older version. */
function holdsOlder(answer: unknown, { id, version }: Versioned): boolean {
  if (typeof answer !== 'object' || answer === null) return false;
  const { items } = answer as { items?: unknown };
  if (Array.isArray(items)) return items.some((row) => holdsOlder(row, { id, version }));
  const known = answer as Partial<Versioned>;
  return known.id === id && known.version !== undefined && known.version < version;
}

/** Asks again for the answers that hold an older version; tells whether there were any. */
function refresh(queries: QueryClient, kind: 'case' | 'task', latest: Versioned): boolean {
  const old = queries
    .getQueryCache()
    .findAll({ queryKey: [kind] })
    .filter(({ state }) => holdsOlder(state.data, latest));
  for (const { queryKey } of old) void queries.invalidateQueries({ queryKey, exact: true });
  return old.length > 0;
}

export function useLive(on: boolean): void {
  const queries = useQueryClient();
  useEffect(
    () =>
      on
        ? follow({
            notification: ({ case_id }) => {
              void queries.invalidateQueries({ queryKey: ['notification'] });
              void queries.invalidateQueries({ queryKey: ['task'] });
              if (case_id) void queries.invalidateQueries({ queryKey: ['case', 'one', case_id] });
            },
            case: ({ case_id, version }) => {
              refresh(queries, 'case', { id: case_id, version });
            },
            task: ({ task_id, version }) => {
              if (refresh(queries, 'task', { id: task_id, version }))
                void queries.invalidateQueries({ queryKey: taskCountsQuery.queryKey });
            },
          })
        : undefined,
    [queries, on],
  );
}
