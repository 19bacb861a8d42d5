// The history of a case in sentences, the newest first.
import { useQuery } from '@tanstack/react-query';
import { type CaseFull, historyQuery } from '../api/cases';
import type { Schemas } from '../api/client';
import { useTitles } from '../api/titles';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import type { Words } from '../words';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';
import { useSentences } from './historySentences';
import { useCase } from './useCase';

type Event = Schemas['CaseEvent'] & { title?: string; role_title?: string };

// Writing later than a second is worth telling: the law counts from the legal instant.
const APART_MS = 1000;

export function HistoryTab() {
  const of = useCase();
  return of ? <History of={of} /> : <Loading />;
}

export function History({ of }: { of: CaseFull }) {
  const { parts } = useWords();
  const found = useQuery(historyQuery(of.id));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const items = found.data.items.slice().sort((a, b) => b.seq - a.seq);
  if (items.length === 0) return <Empty icon="history" title={parts.history.empty} />;
  return (
    <ol className="timeline">
      {items.map((event) => (
        <li key={event.seq}>
          <Entry of={event} pack={of.pack} kind={of.kind} />
        </li>
      ))}
    </ol>
  );
}

// The opening of a case is no action of its rule pack.
function titleOf(
  of: Event,
  sentences: ReturnType<typeof useSentences>,
  words: Words['parts']['history'],
): string {
  return of.events.some(({ event }) => event === 'opened')
    ? words.opened
    : sentences.action(of.action);
}

interface EntryProps {
  of: Event;
  pack: string;
  kind: Schemas['CaseKind'];
}

function Entry({ of, pack, kind }: EntryProps) {
  const { parts } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const sentences = useSentences(pack, kind);
  const { history } = parts;
  const role = of.role_title ?? (of.actor_role ? title('Role', of.actor_role) : null);
  const by = sentences.actor(of.actor_name);
  const apart = Math.abs(Date.parse(of.at) - Date.parse(of.legal_at)) > APART_MS;
  const told = of.events.map((event) => sentences.event(event)).filter(Boolean);
  return (
    <>
      <p>
        <strong>{of.title ?? titleOf(of, sentences, history)}</strong>
      </p>
      <p className="small muted">
        <time dateTime={of.at}>{moment(of.at)}</time> · {role ? `${by} (${role})` : by}
        {apart ? ` · ${history.legalTime(moment(of.legal_at))}` : null}
      </p>
      {of.comment ? <blockquote className="comment pre-line">{of.comment}</blockquote> : null}
      {told.length > 0 ? (
        <ul className="small">
          {told.map((sentence, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences can repeat
            <li key={index}>{sentence}</li>
          ))}
        </ul>
      ) : null}
      {of.hash ? (
        <details className="small muted screen-only">
          <summary>{history.proof}</summary>
          <p>
            {history.hash}: <span className="code hash">{of.hash}</span>
          </p>
          {of.prev_hash ? (
            <p>
              {history.hashPrevious}: <span className="code hash">{of.prev_hash}</span>
            </p>
          ) : null}
        </details>
      ) : null}
    </>
  );
}
