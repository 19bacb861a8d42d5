// The tasks of a queue: table, selection, keys, and the case of the current row beside it.
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Counted, TaskRow } from '../api/shapes';
import type { TaskQueue } from '../api/tasks';
import { Button } from '../components/Button';
import { DataTable, toggled } from '../components/DataTable';
import { toneOfDue } from '../components/due';
import { useShortcuts } from '../components/keys';
import { Pager } from '../components/Pager';
import { useLater } from '../components/useLater';
import { useWide } from '../components/useWide';
import type { WorkSearch } from '../search';
import { useMe } from '../session/context';
import { useWords } from '../words/context';
import { useTaskActions } from './actions';
import { dueOf, nameOf, useTaskColumns } from './columns';
import { Results } from './Results';
import { SelectionBar } from './SelectionBar';
import type { Steady } from './steady';

const Preview = lazy(async () => ({ default: (await import('./Preview')).Preview }));

interface TaskListProps {
  queue: TaskQueue;
  search: WorkSearch;
  page: Counted<TaskRow>;
  steady: Steady<TaskRow>;
}

export function TaskList({ queue, search, page, steady }: TaskListProps) {
  const { work } = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const wide = useWide();
  // The rows come first; the pane asks for more.
  const later = useLater();
  const { rows, isGone } = steady;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState(-1);
  const actions = useTaskActions();
  // The button of a claimed task goes away: the focus moves to the link of its row, or the row.
  const pressed = useRef<string | null>(null);
  useEffect(() => {
    if (pressed.current === null || document.activeElement !== document.body) return;
    const row = rows.findIndex(({ id }) => id === pressed.current);
    pressed.current = null;
    const found = document.querySelector<HTMLElement>(`[data-row="${row}"]`);
    (found?.querySelector('a') ?? found)?.focus();
  });
  const columns = useTaskColumns((task) => {
    pressed.current = task.id;
    void actions.claim([task]);
  }, isGone);

  const focusOn = (index: number): void => {
    setCurrent(index);
    // The ring of a row that was claimed must not stay behind.
    if (document.activeElement instanceof HTMLTableRowElement) document.activeElement.blur();
    const row = document.querySelector(`[data-row="${index}"]`);
    row?.scrollIntoView({ block: 'nearest' });
  };
  const move = (step: number): void =>
    focusOn(Math.max(0, Math.min(rows.length - 1, current + step)));
  const at = rows[current];
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => at && !isGone(at) && setPicked(toggled(picked, at.id)),
    c: () => at?.status === 'open' && !isGone(at) && void actions.claim([at]),
    Enter: () =>
      at?.case && void navigate({ to: '/cases/$caseId', params: { caseId: at.case.id } }),
  });

  const chosen = rows.filter((task) => picked.has(task.id) && !isGone(task));
  const shown = at ?? rows[0];
  const clear = (): void => setPicked(new Set());
  return (
    <>
      <div className="list-and-preview">
        <div className="stack">
          <DataTable
            caption={`${work.title}: ${work.queue[queue]}`}
            columns={columns}
            rows={rows}
            keyOf={(task: TaskRow) => task.id}
            nameOf={nameOf}
            selection={{ keys: picked, set: setPicked }}
            current={current}
            onCurrent={setCurrent}
            isGone={isGone}
            toneOf={(task) => (isGone(task) ? undefined : toneOfDue(dueOf(task)))}
          />
          <Left count={steady.gone} refresh={steady.refresh} />
          <Pager
            shown={rows.length}
            total={page.total}
            atLeast={page.total_at_least}
            cursor={search.cursor}
            next={page.next_cursor}
          />
        </div>
        {wide && later && shown ? (
          <Suspense>
            <Preview of={shown} />
          </Suspense>
        ) : null}
      </div>
      <div className="table-foot screen-only">
        <Results of={actions.results} onClose={actions.clearResults} />
        {chosen.length > 0 ? (
          <SelectionBar tasks={chosen} me={me.id} actions={actions} onClear={clear} />
        ) : null}
      </div>
    </>
  );
}

/** Says how many rows are only kept in place, below the table so that nothing moves. */
function Left({ count, refresh }: { count: number; refresh: () => void }) {
  const { work } = useWords();
  return (
    <div role="status">
      {count > 0 ? (
        <p className="row small">
          <span>
            <strong>{work.left(count)}.</strong> <span className="muted">{work.leftText}</span>
          </span>
          <Button icon="refresh" onClick={refresh}>
            {work.refresh}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
