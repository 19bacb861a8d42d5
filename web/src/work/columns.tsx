// Columns of the task list.
import { Link } from '@tanstack/react-router';
import type { TaskRow } from '../api/shapes';
import { useTitles } from '../api/titles';
import { Button } from '../components/Button';
import type { Column } from '../components/DataTable';
import { type Due, DueMark } from '../components/due';
import { Mark } from '../components/Tag';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';
import { Gone } from './Gone';

export const dueOf = (task: TaskRow): Due => ({
  overdue: task.overdue,
  paused: task.case?.paused ?? false,
  daysLeft: task.days_left,
  dueOn: task.due_on,
});

/** How a task is named in a sentence. */
export const nameOf = (task: TaskRow): string => task.case?.code ?? task.title;

export function useTaskColumns(
  claim: (task: TaskRow) => void,
  isGone: (task: TaskRow) => boolean,
): readonly Column<TaskRow>[] {
  const { common, work } = useWords();
  const me = useMe();
  const titleOf = useTitles(useLanguage());
  return [
    {
      id: 'due',
      title: work.columns.due,
      cell: (task) => <DueMark due={dueOf(task)} />,
    },
    {
      id: 'case',
      title: work.columns.case,
      kind: 'main',
      cell: ({ title, case: of }) =>
        of ? (
          <>
            <Link to="/cases/$caseId" params={{ caseId: of.id }} className="cell-title">
              {of.title || of.code}
            </Link>
            <span className="cell-sub">
              {of.code} · {of.kind_title} · {of.applicant.name}
            </span>
          </>
        ) : (
          <strong>{title}</strong>
        ),
    },
    {
      id: 'task',
      title: work.columns.task,
      cell: (task) =>
        task.kind === 'undelivered_letter' ? (
          <Mark tone="soon" icon="mail">
            {work.undelivered}
          </Mark>
        ) : (
          (task.case?.state_title ?? titleOf('TaskKind', task.kind))
        ),
    },
    {
      id: 'who',
      title: work.columns.who,
      cell: (task) =>
        isGone(task) ? (
          <Gone of={task} />
        ) : task.claimed_by ? (
          <>
            {task.claimed_by.name}
            {task.claimed_by.id === me.id ? <span className="muted"> ({common.you})</span> : null}
          </>
        ) : (
          <span className="row">
            <span className="muted">{work.nobody}</span>
            {task.status === 'open' ? (
              <Button
                className="screen-only"
                aria-label={`${work.claim} ${nameOf(task)}`}
                onClick={() => claim(task)}
              >
                {work.claim}
              </Button>
            ) : null}
          </span>
        ),
    },
  ];
}
