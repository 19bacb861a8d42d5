// Somebody else changed the case while a form was open: what changed beside what was typed, which
// does not move.
import { useQuery } from '@tanstack/react-query';
import { type CaseFull, historyQuery } from '../../api/cases';
import type { Action } from '../../api/shapes';
import { useTitles } from '../../api/titles';
import { Button } from '../../components/Button';
import { type Fact, Facts } from '../../components/Facts';
import { Notice } from '../../components/Notice';
import { turnText } from '../../summary/turn';
import { useLanguage, useWords } from '../../words/context';
import { longDay, moment } from '../../words/days';
import { useSentences } from '../historySentences';
import type { Values } from './values';
import { useWritten } from './written';

interface ChangedProps {
  /** The case as the person saw it. */
  seen: CaseFull;
  latest: CaseFull;
  action: Action;
  /** Whether the changed case still offers the action. */
  offered: boolean;
  data: Values;
  comment: string;
  /** The server refused the form because of the change. */
  refused: boolean;
  onContinue: () => void;
}

export function CaseChanged({
  seen,
  latest,
  onContinue,
  offered,
  refused,
  ...typed
}: ChangedProps) {
  const { cases, common, forms } = useWords();
  const written = useWritten(typed);
  if (latest.version === seen.version) return null;
  return (
    <Notice
      tone="soon"
      announce={refused ? 'alert' : 'status'}
      {...(refused ? { focus: 'take' as const } : {})}
      title={cases.changed}
    >
      <div className="conflict">
        <section className="stack tight">
          <h2>{common.newVersion}</h2>
          <Changes seen={seen} latest={latest} />
        </section>
        <section className="stack tight">
          <h2>{common.yourVersion}</h2>
          {written.length > 0 ? (
            <Facts narrow="narrow" of={written} />
          ) : (
            <p className="muted">{forms.nothingTyped}</p>
          )}
        </section>
      </div>
      <p>{offered ? common.changedText : forms.noLongerOffered}</p>
      {offered ? (
        <div>
          <Button look="primary" onClick={onContinue}>
            {common.continueWithNew}
          </Button>
        </div>
      ) : null}
    </Notice>
  );
}

/** A value of the case before and after, left out where nothing changed. */
function moved(label: string, before: string, after: string): Fact | null {
  if (before === after) return null;
  return [
    label,
    <span key={label}>
      {before ? <s className="muted">{before}</s> : null} {after}
    </span>,
  ];
}

function Changes({ seen, latest }: { seen: CaseFull; latest: CaseFull }) {
  const { cases, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const sentences = useSentences(latest.pack, latest.kind);
  const { data } = useQuery(historyQuery(latest.id, latest.version));
  const since = (data?.items ?? []).filter(({ at }) => at > seen.updated_at);
  const dueOf = ({ due_on }: CaseFull): string => (due_on ? longDay(due_on, language) : '');
  const contentChanged = JSON.stringify(seen.content) !== JSON.stringify(latest.content);
  return (
    <>
      {since.map((event) => (
        <div key={event.seq} className="small">
          <strong>{sentences.action(event.action)}</strong>
          <span className="cell-sub">
            {common.changedBy(sentences.actor(event.actor_name), moment(event.at))}
          </span>
          <ul>
            {[...new Set(event.events.map(sentences.event))].filter(Boolean).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      ))}
      <Facts
        narrow="narrow"
        of={[
          moved(cases.state, seen.state_title, latest.state_title),
          moved(cases.turn, turnText(seen, cases, title), turnText(latest, cases, title)),
          moved(cases.clock.title, dueOf(seen), dueOf(latest)),
          moved(
            cases.decision,
            title('CaseDecision', seen.decision),
            title('CaseDecision', latest.decision),
          ),
          contentChanged
            ? [
                cases.overview,
                <a key="content" href={`/cases/${latest.id}`} target="_blank" rel="noreferrer">
                  {cases.openBeside}
                </a>,
              ]
            : null,
        ]}
      />
    </>
  );
}
