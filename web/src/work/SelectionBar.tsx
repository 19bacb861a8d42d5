import { useState } from 'react';
import type { TaskRow } from '../api/shapes';
import { Button } from '../components/Button';
import { useWords } from '../words/context';
import { AssignDialog } from './AssignDialog';
import type { TaskActions } from './actions';

interface BarProps {
  tasks: readonly TaskRow[];
  me: string;
  actions: TaskActions;
  onClear: () => void;
}

/** What can be done with the selected tasks. */
export function SelectionBar({ tasks, me, actions, onClear }: BarProps) {
  const { common, work } = useWords();
  const [assigning, setAssigning] = useState(false);
  const open = tasks.filter(({ status }) => status === 'open');
  const mine = tasks.filter(({ claimed_by }) => claimed_by?.id === me);
  const undelivered = mine.filter(({ kind }) => kind === 'undelivered_letter');
  return (
    <section className="selection-bar" aria-label={work.selection}>
      <strong>{common.selected(tasks.length)}</strong>
      <span className="button-row grow">
        {open.length > 0 ? (
          <Button
            look="primary"
            pending={actions.pending}
            onClick={() => void actions.claim(open).then(onClear)}
          >
            {work.claim} ({open.length})
          </Button>
        ) : null}
        {mine.length > 0 ? (
          <Button
            pending={actions.pending}
            onClick={() => void actions.release(mine).then(onClear)}
          >
            {work.release} ({mine.length})
          </Button>
        ) : null}
        {undelivered.length > 0 ? (
          <Button
            pending={actions.pending}
            onClick={() => void actions.finish(undelivered).then(onClear)}
          >
            {work.finish} ({undelivered.length})
          </Button>
        ) : null}
        <Button icon="user_switch" onClick={() => setAssigning(true)}>
          {work.reassign}
        </Button>
        <Button icon="print" onClick={() => print()}>
          {work.printList}
        </Button>
      </span>
      <Button look="quiet" onClick={onClear}>
        {common.clearSelection}
      </Button>
      <AssignDialog
        tasks={tasks}
        open={assigning}
        onClose={() => setAssigning(false)}
        onAssign={(to) => {
          setAssigning(false);
          void actions.reassign(tasks, to).then(onClear);
        }}
      />
    </section>
  );
}
