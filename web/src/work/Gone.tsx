import { useQuery } from '@tanstack/react-query';
import type { TaskRow } from '../api/shapes';
import { taskQuery } from '../api/tasks';
import { Mark } from '../components/Tag';
import { useMe } from '../session/context';
import { useWords } from '../words/context';

/** Why a task is no longer in the queue that is shown. */
export function Gone({ of }: { of: TaskRow }) {
  const { work } = useWords();
  const me = useMe();
  const { data } = useQuery({ ...taskQuery(of.id), retry: false });
  const claimed = data?.claimed_by;
  if (claimed?.id === me.id)
    return (
      <Mark tone="good" icon="check">
        {work.takenByYou}
      </Mark>
    );
  if (claimed)
    return (
      <Mark tone="halted" icon="person">
        {work.taken(claimed.name)}
      </Mark>
    );
  return (
    <Mark tone="halted" icon={data?.status === 'open' ? 'turn' : 'check'}>
      {data?.status === 'open' ? work.backInQueue : work.over}
    </Mark>
  );
}
