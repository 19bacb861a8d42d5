// What is done with tasks: one after another, each with its own result.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskRow } from '../api/shapes';
import { type Assignee, claimTask, finishTask, reassignTask, releaseTask } from '../api/tasks';
import { useWords } from '../words/context';
import { nameOf } from './columns';

export interface TaskResult {
  task: TaskRow;
  /** Sentence of what was done; absent when it was refused. */
  done?: string;
  error?: unknown;
}

export interface TaskActions {
  pending: boolean;
  results: readonly TaskResult[];
  clearResults: () => void;
  claim: (tasks: readonly TaskRow[]) => Promise<void>;
  release: (tasks: readonly TaskRow[]) => Promise<void>;
  finish: (tasks: readonly TaskRow[]) => Promise<void>;
  reassign: (tasks: readonly TaskRow[], to: Assignee) => Promise<void>;
}

export function useTaskActions(): TaskActions {
  const { work } = useWords();
  const queries = useQueryClient();
  const [pending, setPending] = useState(false);
  const [results, setResults] = useState<readonly TaskResult[]>([]);

  const each = async (
    tasks: readonly TaskRow[],
    act: (task: TaskRow) => Promise<unknown>,
    done: (task: TaskRow) => string,
  ): Promise<void> => {
    setPending(true);
    const found: TaskResult[] = [];
    for (const task of tasks) {
      try {
        await act(task);
        found.push({ task, done: done(task) });
      } catch (error) {
        found.push({ task, error });
      }
      setResults([...found]);
    }
    setPending(false);
    await queries.invalidateQueries({ queryKey: ['task'] });
  };

  return {
    pending,
    results,
    clearResults: () => setResults([]),
    claim: (tasks) =>
      each(
        tasks,
        (task) => claimTask(task),
        (task) => work.claimed(nameOf(task)),
      ),
    release: (tasks) =>
      each(
        tasks,
        (task) => releaseTask(task),
        (task) => work.released(nameOf(task)),
      ),
    finish: (tasks) =>
      each(
        tasks,
        (task) => finishTask(task),
        () => work.done,
      ),
    reassign: (tasks, to) =>
      each(
        tasks,
        (task) => reassignTask(task, to.id),
        (task) => work.reassigned(nameOf(task), to.name),
      ),
  };
}
