// Doing something with a case: a page of its own, so that long texts, the back button and printing
// work.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { actionsQuery, type CaseFull, caseQuery } from '../../api/cases';
import type { Action } from '../../api/shapes';
import { buttonClass } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/Problem';
import { Empty, Loading } from '../../components/States';
import { useCodeOf } from '../../words/codeOf';
import { useWords } from '../../words/context';
import { EditDraft } from '../EditDraft';
import { useFreshParts } from '../useCase';
import '../case.css';
import { PageTitle } from '../../components/PageTitle';
import { ActionForm } from './ActionForm';
import { CaseAside } from './CaseAside';
import { Done, type Outcome } from './Done';

export function ActionPage() {
  const { caseId, action } = useParams({ from: '/inside/cases/$caseId/do/$action' });
  const { common, forms } = useWords();
  const found = useQuery(caseQuery(caseId));
  const actions = useQuery(actionsQuery(caseId));
  useFreshParts(found.data);
  const codeOf = useCodeOf();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  // What the page was opened with: a later answer must not take the form away.
  const [opened, setOpened] = useState<{ of: CaseFull; action: Action } | null>(null);
  const offered = actions.data?.items.find((one) => one.action === action);
  if (!opened && found.data && offered) setOpened({ of: found.data, action: offered });

  // A rule may refuse the action as things stand: better known before the form is filled.
  const refused = actions.data?.not_now.find((one) => one.action === action);

  // Documents that are missing stand in the list of documents, with a place for the file.
  const lacking = refused?.errors.filter(({ pointer }) => pointer !== '/documents') ?? [];

  if (outcome) return <Done of={outcome} />;
  if (opened) {
    return (
      <>
        <PageTitle of={`${opened.action.title} – ${codeOf(opened.of)}`} />
        <div className="case-head">
          <p className="trail">
            <Link to="/cases/$caseId" params={{ caseId }}>
              {codeOf(opened.of)}
            </Link>
            <span>{opened.of.title}</span>
          </p>
          <h1>{opened.action.title}</h1>
          {opened.action.clause ? (
            <p className="muted">{common.clause(opened.action.clause)}</p>
          ) : null}
        </div>
        {refused ? (
          <Notice tone="soon" title={refused.detail}>
            {lacking.length > 0 ? (
              <ul className="small">
                {lacking.map(({ pointer, message }) => (
                  <li key={`${pointer} ${message}`}>{message}</li>
                ))}
              </ul>
            ) : null}
            {refused.clause ? <p className="small">{common.clause(refused.clause)}</p> : null}
            {opened.of.phase === 'draft' ? (
              <div>
                <EditDraft of={opened.of} />
              </div>
            ) : null}
          </Notice>
        ) : null}
        <div className="columns with-aside">
          <ActionForm
            of={opened.of}
            latest={found.data ?? opened.of}
            action={opened.action}
            offered={!actions.data || offered !== undefined}
            onDone={setOutcome}
          />
          <CaseAside of={found.data ?? opened.of} />
        </div>
      </>
    );
  }
  const failed = [found, actions].find(({ isError }) => isError);
  if (failed) return <Failed error={failed.error} again={() => void failed.refetch()} />;
  if (found.isPending || actions.isPending) return <Loading lines={8} />;
  return (
    <Empty
      icon="lock"
      title={refused ? `${refused.title}: ${common.notPossible}` : forms.notOffered}
      action={
        <Link to="/cases/$caseId" params={{ caseId }} className={buttonClass()}>
          {forms.toCase}
        </Link>
      }
    >
      {refused?.detail ?? forms.notOfferedText}
    </Empty>
  );
}
