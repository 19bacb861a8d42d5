// Tasks: queues, counts, and what can be done with a task.
import { queryOptions } from '@tanstack/react-query';
import { change, newKey, type Schemas } from './client';
import type { Counted, TaskCounts, TaskRow } from './shapes';
import { send } from './transport';

export type TaskQueue = 'mine' | 'open' | 'overdue' | 'week';

export interface TaskFilter {
  queue: TaskQueue;
  /** Monday of the next week, as the server counts it. */
  weekEnds?: string | undefined;
  kind?: string | undefined;
  area?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
}

const PAGE = 50;

function queueFilter({ queue, weekEnds }: TaskFilter) {
  switch (queue) {
    case 'mine':
      return { mine: true };
    case 'open':
      return { status: 'open' };
    case 'overdue':
      return { overdue: true };
    case 'week':
      return { overdue: false, due_before: weekEnds };
  }
}

export const tasksQuery = (filter: TaskFilter) =>
  queryOptions({
    queryKey: ['task', 'list', filter],
    queryFn: ({ signal }) =>
      send<Counted<TaskRow>>({
        method: 'GET',
        path: '/api/v1/tasks',
        query: {
          ...queueFilter(filter),
          case_kind: filter.kind,
          area: filter.area,
          q: filter.q,
          cursor: filter.cursor,
          limit: PAGE,
          count: true,
        },
        signal,
      }),
    enabled: filter.queue !== 'week' || filter.weekEnds !== undefined,
  });

export const taskCountsQuery = queryOptions({
  queryKey: ['task', 'counts'],
  queryFn: ({ signal }) =>
    send<TaskCounts>({ method: 'GET', path: '/api/v1/tasks/counts', signal }),
});

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['task', 'one', id],
    queryFn: ({ signal }) => send<TaskRow>({ method: 'GET', path: `/api/v1/tasks/${id}`, signal }),
  });

export const caseTasksQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['task', 'case', caseId],
    queryFn: ({ signal }) =>
      send<Counted<TaskRow>>({
        method: 'GET',
        path: '/api/v1/tasks',
        query: { case: caseId, limit: PAGE },
        signal,
      }),
  });

export interface Assignee {
  id: string;
  name: string;
}

export const assigneesQuery = (taskId: string) =>
  queryOptions({
    queryKey: ['task', 'assignees', taskId],
    queryFn: ({ signal }) =>
      send<{ items: Assignee[] }>({
        method: 'GET',
        path: `/api/v1/tasks/${taskId}/assignees`,
        signal,
      }),
  });

type Task = Schemas['Task'];
interface Seen {
  id: string;
  version: number;
}

export const claimTask = ({ id, version }: Seen, key = newKey()): Promise<Task> =>
  change('post', '/api/v1/tasks/{task_id}/claim', { path: { task_id: id }, version, key });

export const releaseTask = ({ id, version }: Seen, key = newKey()): Promise<Task> =>
  change('post', '/api/v1/tasks/{task_id}/release', { path: { task_id: id }, version, key });

export const finishTask = ({ id, version }: Seen, key = newKey()): Promise<Task> =>
  change('post', '/api/v1/tasks/{task_id}/finish', { path: { task_id: id }, version, key });

export const reassignTask = (
  { id, version }: Seen,
  userId: string,
  key = newKey(),
): Promise<Task> =>
  change('post', '/api/v1/tasks/{task_id}/reassign', {
    path: { task_id: id },
    version,
    key,
    body: { user_id: userId },
  });
