// Somebody else changed the case while its page was open. The bar lies at the foot of the page, so
// that nothing that is read or typed moves.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type CaseFull, historyQuery } from '../api/cases';
import type { Schemas } from '../api/client';
import { Button, buttonClass } from '../components/Button';
import { Notice } from '../components/Notice';
import { useMe } from '../session/context';
import { useWords } from '../words/context';
import { moment } from '../words/days';
import { useSentences } from './historySentences';

export function Changed({ of }: { of: CaseFull }) {
  const me = useMe();
  const [seen, setSeen] = useState(of);
  const { data } = useQuery({
    ...historyQuery(of.id, of.version),
    enabled: of.version > seen.version,
    placeholderData: (before) => before,
  });
  const latest = (of.version > seen.version ? (data?.items ?? []) : [])
    .filter(({ at, actor_name }) => at > seen.updated_at && actor_name !== me.name)
    .reduce<Schemas['CaseEvent'] | null>(
      (last, event) => (last && last.seq > event.seq ? last : event),
      null,
    );
  return (
    <div role="status" className="table-foot screen-only">
      {latest ? <Bar of={of} event={latest} onSeen={() => setSeen(of)} /> : null}
    </div>
  );
}

interface BarProps {
  of: CaseFull;
  event: Schemas['CaseEvent'];
  onSeen: () => void;
}

function Bar({ of, event, onSeen }: BarProps) {
  const { cases, common } = useWords();
  const sentences = useSentences(of.pack, of.kind);
  return (
    <Notice
      tone="soon"
      title={cases.changed}
      actions={
        <>
          <Link
            to="/cases/$caseId/history"
            params={{ caseId: of.id }}
            resetScroll={false}
            className={buttonClass()}
            onClick={onSeen}
          >
            {cases.changedShow}
          </Link>
          <Button look="quiet" onClick={onSeen}>
            {common.close}
          </Button>
        </>
      }
    >
      <p className="small">
        <strong>{sentences.action(event.action)}</strong> ·{' '}
        {common.changedBy(sentences.actor(event.actor_name), moment(event.at))}
      </p>
    </Notice>
  );
}
