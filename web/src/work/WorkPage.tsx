// My work: queues of tasks, what can be done with each, and with a selection of them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { TaskCounts } from '../api/shapes';
import { type TaskQueue, taskCountsQuery, tasksQuery } from '../api/tasks';
import { useWatched } from '../api/watched';
import { Button, buttonClass } from '../components/Button';
import { PageTitle } from '../components/PageTitle';
import { Failed } from '../components/Problem';
import { SavedFilters } from '../components/SavedFilters';
import { Empty, Loading } from '../components/States';
import { Count, Tabs } from '../components/Tabs';
import { useLater } from '../components/useLater';
import { workSearch } from '../search';
import { hasRole, isWorker, useMe } from '../session/context';
import { NewCaseMenu } from '../session/NewCaseMenu';
import { useWords } from '../words/context';
import { Filters } from './Filters';
import { useSteadyRows } from './steady';
import { TaskList } from './TaskList';

const QUEUES: readonly (readonly [TaskQueue, (counts: TaskCounts) => number])[] = [
  ['mine', (counts) => counts.mine],
  ['open', (counts) => counts.unclaimed],
  ['overdue', (counts) => counts.overdue],
  ['week', (counts) => counts.due_this_week],
];

export function WorkPage() {
  const { work } = useWords();
  const navigate = useNavigate();
  const search = useSearch({ from: '/inside/work' });
  const queue = search.queue ?? 'mine';
  const { data: counts } = useQuery({ ...taskCountsQuery, refetchInterval: 60_000 });
  useNewTasks(counts);
  const tasks = useQuery(
    tasksQuery({
      ...search,
      queue,
      // Other queues must not be asked again when the counts arrive.
      weekEnds: queue === 'week' ? counts?.week_ends_before : undefined,
    }),
  );
  const ready = useLater() && tasks.isSuccess;
  const list = JSON.stringify({ ...search, queue });
  const steady = useSteadyRows(list, tasks.data?.items);
  useWatched(
    'tasks',
    steady.rows.map(({ id }) => id),
  );
  // The case of the current row stands beside the list.
  useWatched(
    'cases',
    steady.rows.flatMap(({ case: of }) => of?.id ?? []),
  );
  const empty = tasks.data && steady.rows.length === 0;
  return (
    <>
      <PageTitle of={work.title} />
      <div className="page-head">
        <h1>{work.title}</h1>
        <div className="button-row">
          <SavedFilters
            list="task_filters"
            search={search}
            onChoose={(saved) => void navigate({ to: '/work', search: workSearch(saved) })}
            ready={ready}
          />
          <NewCaseMenu />
        </div>
      </div>
      <Tabs label={work.queues}>
        {QUEUES.map(([one, countOf]) => (
          <Link
            key={one}
            to="/work"
            search={{ ...search, queue: one, cursor: undefined }}
            {...(one === queue ? { 'aria-current': 'page' as const } : {})}
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
      <Filters ready={ready} />
      {tasks.isPending ? <Loading /> : null}
      {tasks.isError ? <Failed error={tasks.error} again={() => void tasks.refetch()} /> : null}
      {empty ? (
        <NoTasks queue={queue} filtered={Boolean(search.kind || search.area || search.q)} />
      ) : null}
      {tasks.data && steady.rows.length > 0 ? (
        <TaskList key={list} queue={queue} search={search} page={tasks.data} steady={steady} />
      ) : null}
    </>
  );
}

/** The stream tells of tasks that are shown; that there are others is seen from the counts. */
function useNewTasks(counts: TaskCounts | undefined): void {
  const queries = useQueryClient();
  const known = useRef(counts);
  useEffect(() => {
    if (known.current && known.current !== counts)
      void queries.invalidateQueries({ queryKey: ['task', 'list'] });
    known.current = counts;
  }, [queries, counts]);
}

function NoTasks({ queue, filtered }: { queue: TaskQueue; filtered: boolean }) {
  const { frame, work } = useWords();
  const navigate = useNavigate();
  const me = useMe();
  if (!isWorker(me))
    return (
      <Empty
        icon="person"
        title={work.noTasksForRole}
        action={
          <Link
            to={hasRole(me, 'admin') ? '/admin/people' : '/cases'}
            className={buttonClass('primary')}
          >
            {hasRole(me, 'admin') ? frame.admin : frame.cases}
          </Link>
        }
      >
        {work.noTasksForRoleText}
      </Empty>
    );
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
