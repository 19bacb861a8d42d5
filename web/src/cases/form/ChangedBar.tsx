// A bar when somebody else has changed the case meanwhile; what is typed does not move.
import { useQuery } from '@tanstack/react-query';
import { type CaseFull, historyQuery } from '../../api/cases';
import { Button } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { useWords } from '../../words/context';
import { moment } from '../../words/days';

interface ChangedProps {
  of: CaseFull;
  seen: number;
  onSeen: () => void;
}

export function ChangedBar({ of, seen, onSeen }: ChangedProps) {
  const { cases, common } = useWords();
  const changed = of.version !== seen;
  const { data } = useQuery({ ...historyQuery(of.id, of.version), enabled: changed });
  if (!changed) return null;
  const last = data?.items.reduce((newest, one) => (one.seq > newest.seq ? one : newest));
  return (
    <Notice
      tone="soon"
      announce="status"
      title={cases.changed}
      actions={<Button onClick={onSeen}>{common.continueWithNew}</Button>}
    >
      <p>
        {last ? common.changedBy(last.actor_name ?? cases.system, moment(last.at)) : null}{' '}
        {cases.state}: <strong>{of.state_title}</strong>
      </p>
    </Notice>
  );
}
