// Documents that the case has issued, and the code with which citizens look it up.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CaseFull, issuedDocumentsQuery, lookUpQuery } from '../api/cases';
import { issuedHref } from '../api/documents';
import { useTitles } from '../api/titles';
import { Button, buttonClass } from '../components/Button';
import { Facts } from '../components/Facts';
import { Icon } from '../components/Icon';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { useLanguage, useWords } from '../words/context';
import { useCase } from './useCase';

// The secret is for those who file and those who receive.
const mayLookUp = ({ my_stances }: CaseFull): boolean =>
  (my_stances ?? []).some((stance) => stance === 'applicant' || stance === 'reviewer');

export function IssuedTab() {
  const { cases, parts } = useWords();
  const title = useTitles(useLanguage());
  const of = useCase();
  const found = useQuery({ ...issuedDocumentsQuery(of?.id ?? ''), enabled: Boolean(of) });
  if (!of || found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items } = found.data;
  return (
    <div className="stack">
      {items.length === 0 ? (
        <Empty icon="paper" title={parts.issued.empty} />
      ) : (
        <Panel title={cases.issued} flush="flush">
          <ul className="document-list">
            {items.map(({ kind }) => (
              <li key={kind} className="row between">
                <strong className="row">
                  <Icon name="paper" />
                  {title('IssuedDocumentKind', kind)}
                </strong>
                <span className="button-row screen-only">
                  <Paper href={issuedHref(of.id, kind, 'vi')}>{parts.issued.vietnamese}</Paper>
                  <Paper href={issuedHref(of.id, kind, 'en')}>{parts.issued.english}</Paper>
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {mayLookUp(of) ? <LookUp caseId={of.id} /> : null}
    </div>
  );
}

function Paper({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={buttonClass()}>
      <Icon name="external" />
      {children}
    </a>
  );
}

function LookUp({ caseId }: { caseId: string }) {
  const { cases, parts } = useWords();
  const { data } = useQuery(lookUpQuery(caseId));
  const [shown, setShown] = useState(false);
  if (!data) return null;
  return (
    <Panel title={parts.issued.lookUp}>
      <div className="stack tight">
        <p>{parts.issued.lookUpText}</p>
        <Facts
          of={[
            [cases.code, <span className="code">{data.code}</span>],
            [
              parts.issued.secret,
              shown ? (
                <span className="code">{data.secret}</span>
              ) : (
                <Button onClick={() => setShown(true)}>{parts.issued.show}</Button>
              ),
            ],
          ]}
        />
      </div>
    </Panel>
  );
}
