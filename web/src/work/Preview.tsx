// The case of a task, beside the list at wide widths: enough to decide whether to open it.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { actionsQuery, type CaseFull, caseQuery } from '../api/cases';
import type { TaskCase, TaskRow } from '../api/shapes';
import { useTitles } from '../api/titles';
import { buttonClass } from '../components/Button';
import { Facts } from '../components/Facts';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { useSettled } from '../components/useSettled';
import { ClockStrip } from '../summary/ClockStrip';
import { StateTag } from '../summary/StateTag';
import { turnText } from '../summary/turn';
import { useLanguage, useWords } from '../words/context';
import { dayOf, longDay, moment } from '../words/days';

// Rows that are passed on the way to another one are not asked for.
const PAUSE_MS = 150;

export function Preview({ of }: { of: TaskRow }) {
  const { work } = useWords();
  return (
    <aside className="preview screen-only" aria-label={work.preview}>
      {of.case ? <OfCase of={of.case} /> : <Alone of={of} />}
    </aside>
  );
}

/** A task that belongs to no case, or to one that the reader may not see. */
function Alone({ of }: { of: TaskRow }) {
  const { work } = useWords();
  const language = useLanguage();
  return (
    <>
      <h2>{of.title}</h2>
      <Facts
        narrow="narrow"
        of={[
          [work.columns.due, of.due_on ? longDay(of.due_on, language) : work.noLimit],
          [work.office, of.organization.name],
          [work.begun, moment(of.created_at)],
        ]}
      />
      <p className="small muted">{work.noCase}</p>
    </>
  );
}

function OfCase({ of }: { of: TaskCase }) {
  const { work } = useWords();
  const settled = useSettled(of.id, PAUSE_MS);
  const found = useQuery({ ...caseQuery(settled), enabled: settled === of.id });
  return (
    <>
      <p className="trail">
        <strong className="code">{of.code}</strong>
        <span>{of.kind_title}</span>
      </p>
      <h2>{of.title || of.kind_title}</h2>
      <div>
        <Link to="/cases/$caseId" params={{ caseId: of.id }} className={buttonClass('primary')}>
          {work.openCase}
        </Link>
      </div>
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data?.id === of.id ? <Summary of={found.data} /> : null}
      {found.isPending || settled !== of.id ? <Loading lines={5} /> : null}
    </>
  );
}

function Summary({ of }: { of: CaseFull }) {
  const { cases, work } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  return (
    <>
      <p className="case-state">
        <StateTag of={of} />
        <span className="small">{turnText(of, cases, title)}</span>
      </p>
      <ClockStrip of={of} />
      <Offered caseId={of.id} />
      <Facts
        narrow="narrow"
        of={[
          [cases.applicant, of.applicant.name],
          [cases.owner, of.owner?.name],
          [cases.authority, of.authority?.name],
          [cases.decision, of.decision ? title('CaseDecision', of.decision) : null],
          [cases.filedOn, of.filed_at ? longDay(dayOf(of.filed_at), language) : cases.notFiled],
          [work.latest, moment(of.updated_at)],
        ]}
      />
    </>
  );
}

function Offered({ caseId }: { caseId: string }) {
  const { work } = useWords();
  const { data } = useQuery(actionsQuery(caseId));
  if (!data) return null;
  if (data.items.length === 0) return <p className="small muted">{work.noActions}</p>;
  return (
    <div className="stack tight">
      <h3 className="small">{work.actions}</h3>
      <ul className="stack tight">
        {data.items.map(({ action, title }) => (
          <li key={action}>
            <Link to="/cases/$caseId/do/$action" params={{ caseId, action }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
