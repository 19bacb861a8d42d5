import { Refused } from '../api/refused';
import { IconButton } from '../components/Button';
import { Notice } from '../components/Notice';
import { Mark } from '../components/Tag';
import { useWords } from '../words/context';
import type { TaskResult } from './actions';
import { nameOf } from './columns';

/** One line a task: what was done, or why it was not. */
export function Results({ of, onClose }: { of: readonly TaskResult[]; onClose: () => void }) {
  const { common, work } = useWords();
  if (of.length === 0) return null;
  const failed = of.some(({ error }) => error !== undefined);
  const only = of.length === 1 ? of[0]?.done : undefined;
  if (only)
    return (
      <Notice
        tone="good"
        announce="status"
        title={only}
        actions={<IconButton icon="close" label={common.close} onClick={onClose} />}
      />
    );
  return (
    <Notice
      tone={failed ? 'soon' : 'good'}
      announce="status"
      title={work.results}
      actions={<IconButton icon="close" label={common.close} onClick={onClose} />}
    >
      <ul>
        {of.map(({ task, done, error }) => (
          <li key={task.id}>
            {error === undefined ? (
              <Mark tone="good" icon="check">
                {done}
              </Mark>
            ) : (
              <Mark tone="late" icon="alert">
                {nameOf(task)}: <Reason error={error} />
              </Mark>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Reason({ error }: { error: unknown }) {
  const { common } = useWords();
  if (!(error instanceof Refused)) return common.offline;
  return error.status === 412 ? common.changedMeanwhile : error.detail || error.title;
}
