// My work: queues of tasks, what can be done with each, and with a selection of them.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { TaskCounts, TaskRow } from '../api/shapes';
import { type TaskQueue, taskCountsQuery, tasksQuery } from '../api/tasks';
import { Button, buttonClass } from '../components/Button';
import { DataTable, toggled } from '../components/DataTable';
import { toneOfDue } from '../components/due';
import { useShortcuts } from '../components/keys';
import { Pager } from '../components/Pager';
import { PageTitle } from '../components/PageTitle';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { Count, Tabs } from '../components/Tabs';
import { useMe } from '../session/context';
import { useWords } from '../words/context';
import { useTaskActions } from './actions';
import { dueOf, nameOf, useTaskColumns } from './columns';
import { Filters } from './Filters';
import { Results } from './Results';
import { SelectionBar } from './SelectionBar';

const QUEUES: readonly (readonly [TaskQueue, (counts: TaskCounts) => number])[] = [
  ['mine', (counts) => counts.mine],
  ['open', (counts) => counts.unclaimed],
  ['overdue', (counts) => counts.overdue],
  ['week', (counts) => counts.due_this_week],
];

export function WorkPage() {
  const { common, work } = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/work' });
  const queue = search.queue ?? 'mine';
  const { data: counts } = useQuery({ ...taskCountsQuery, refetchInterval: 60_000 });
  const tasks = useQuery(
    tasksQuery({
      ...search,
      queue,
      // Other queues must not be asked again when the counts arrive.
      weekEnds: queue === 'week' ? counts?.week_ends_before : undefined,
    }),
  );
  const rows = tasks.data?.items ?? [];
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState(-1);
  const actions = useTaskActions();
  const columns = useTaskColumns((task) => void actions.claim([task]));

  const move = (step: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, current + step));
    setCurrent(next);
    document.querySelector(`[data-row="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const at = rows[current];
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => at && setPicked(toggled(picked, at.id)),
    c: () => at && at.status === 'open' && void actions.claim([at]),
    Enter: () =>
      at?.case && void navigate({ to: '/cases/$caseId', params: { caseId: at.case.id } }),
  });

  const chosen = rows.filter(({ id }) => picked.has(id));
  const filtered = Boolean(search.kind || search.q);
  return (
    <>
      <PageTitle of={work.title} />
      <div className="page-head">
        <h1>{work.title}</h1>
      </div>
      <Tabs label={work.queues}>
        {QUEUES.map(([one, countOf]) => (
          <Link
            key={one}
            to="/work"
            search={{ ...search, queue: one, cursor: undefined }}
            {...(one === queue ? { 'aria-current': 'page' as const } : {})}
            onClick={() => {
              setPicked(new Set());
              setCurrent(-1);
            }}
          >
            {work.queue[one]}
            <Count
              of={counts ? countOf(counts) : undefined}
              {...(one === 'overdue' ? { tone: 'late' as const } : {})}
            />
          </Link>
        ))}
        <Link to="/cases" search={{ turn: 'others', phase: 'open' }}>
          {work.queue.waiting}
          <Count of={counts?.waiting_for_others} />
        </Link>
      </Tabs>
      <Filters />
      <Results of={actions.results} onClose={actions.clearResults} />
      {tasks.isPending ? <Loading /> : null}
      {tasks.isError ? <Failed error={tasks.error} again={() => void tasks.refetch()} /> : null}
      {tasks.data && rows.length === 0 ? <NoTasks queue={queue} filtered={filtered} /> : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={`${work.title}: ${work.queue[queue]}`}
            columns={columns}
            rows={rows}
            keyOf={(task: TaskRow) => task.id}
            nameOf={nameOf}
            selection={{ keys: picked, set: setPicked }}
            current={current}
            toneOf={(task) => toneOfDue(dueOf(task))}
          />
          <Pager
            shown={rows.length}
            total={tasks.data?.total ?? undefined}
            atLeast={tasks.data?.total_at_least ?? undefined}
            first={
              search.cursor ? (
                <Link
                  to="/work"
                  search={{ ...search, cursor: undefined }}
                  className={buttonClass()}
                >
                  {common.previous}
                </Link>
              ) : null
            }
            next={
              tasks.data?.next_cursor ? (
                <Link
                  to="/work"
                  search={{ ...search, cursor: tasks.data.next_cursor }}
                  className={buttonClass()}
                >
                  {common.next}
                </Link>
              ) : null
            }
          />
        </>
      ) : null}
      {chosen.length > 0 ? (
        <SelectionBar
          tasks={chosen}
          me={me.id}
          actions={actions}
          onClear={() => setPicked(new Set())}
        />
      ) : null}
    </>
  );
}

function NoTasks({ queue, filtered }: { queue: TaskQueue; filtered: boolean }) {
  const { work } = useWords();
  const navigate = useNavigate();
  if (filtered)
    return (
      <Empty
        icon="filter"
        title={work.empty.filtered}
        action={
          <Button onClick={() => void navigate({ to: '/work', search: { queue } })}>
            {work.clearFilter}
          </Button>
        }
      >
        {work.emptyFilter}
      </Empty>
    );
  return (
    <Empty
      icon="check"
      title={work.empty[queue]}
      action={
        queue === 'mine' ? (
          <Link to="/work" search={{ queue: 'open' }} className={buttonClass('primary')}>
            {work.toOpen}
          </Link>
        ) : undefined
      }
    >
      {work.emptyText}
    </Empty>
  );
}
