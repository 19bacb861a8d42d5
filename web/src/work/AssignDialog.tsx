import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TaskRow } from '../api/shapes';
import { type Assignee, assigneesQuery } from '../api/tasks';
import { Button } from '../components/Button';
import { Radios } from '../components/choices';
import { Dialog } from '../components/Dialog';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { useWords } from '../words/context';

interface AssignProps {
  tasks: readonly TaskRow[];
  open: boolean;
  onClose: () => void;
  onAssign: (to: Assignee) => void;
}

/** Chooses a colleague; the people are those of the first task. */
export function AssignDialog({ tasks, open, onClose, onAssign }: AssignProps) {
  const { common, work } = useWords();
  const first = tasks[0]?.id ?? '';
  const people = useQuery({ ...assigneesQuery(first), enabled: open && first !== '' });
  const [chosen, setChosen] = useState('');
  const items = people.data?.items ?? [];
  const to = items.find(({ id }) => id === chosen);
  return (
    <Dialog title={work.assignTitle} open={open} onClose={onClose}>
      {people.isPending ? <Loading lines={3} /> : null}
      {people.isError ? <Failed error={people.error} again={() => void people.refetch()} /> : null}
      {people.data && items.length === 0 ? <p>{work.nobodyElse}</p> : null}
      {items.length > 0 ? (
        <Radios
          at="/user_id"
          legend={work.assignTo}
          hint={work.assignHint}
          value={chosen}
          onChange={setChosen}
          choices={items.map(({ id, name }) => ({ id, title: name }))}
        />
      ) : null}
      <div className="button-row">
        <Button look="primary" disabled={!to} onClick={() => to && onAssign(to)}>
          {work.assignTitle}
        </Button>
        <Button onClick={onClose}>{common.cancel}</Button>
      </div>
    </Dialog>
  );
}
