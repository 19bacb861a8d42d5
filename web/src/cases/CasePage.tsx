// One case of any kind: what it is, where it stands, and its parts as tabs.
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import {
  type CaseFull,
  caseQuery,
  documentsQuery,
  historyQuery,
  issuedDocumentsQuery,
  messagesQuery,
  referralsQuery,
} from '../api/cases';
import { useTitles } from '../api/titles';
import { Button } from '../components/Button';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { Count, Tabs } from '../components/Tabs';
import { Tag } from '../components/Tag';
import { ClockStrip } from '../summary/ClockStrip';
import { StateTag } from '../summary/StateTag';
import { turnText } from '../summary/turn';
import { useCodeOf } from '../words/codeOf';
import { useLanguage, useWords } from '../words/context';
import { ActionBar } from './ActionBar';
import { CaseMenu } from './CaseMenu';
import { Changed } from './Changed';
import { DeleteDraft } from './DeleteDraft';
import { DisputeLink } from './DisputeLink';
import { EditDraft } from './EditDraft';
import { useFreshParts } from './useCase';
import './case.css';
import { PageTitle } from '../components/PageTitle';

export function CasePage() {
  const { caseId } = useParams({ from: '/inside/cases/$caseId' });
  const found = useQuery(caseQuery(caseId));
  if (found.isPending) return <Loading lines={8} />;
  if (found.isError && !found.data)
    return <Failed error={found.error} again={() => void found.refetch()} />;
  return <CaseView of={found.data} />;
}

function CaseView({ of }: { of: CaseFull }) {
  useFreshParts(of);
  const { cases, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const kind = of.kind_title ?? title('CaseKind', of.kind);
  const code = useCodeOf()(of);
  return (
    <>
      <PageTitle of={`${code} – ${of.title || kind}`} />
      <div className="case-head">
        <p className="trail">
          <Link to="/cases" className="screen-only">
            {cases.title}
          </Link>
          <strong className="code">{code}</strong>
          <span>{kind}</span>
          <span>{of.pack_title ?? of.pack}</span>
        </p>
        <div className="page-head">
          <h1>{of.title || kind}</h1>
          <div className="button-row screen-only">
            <EditDraft of={of} />
            <DisputeLink of={of} />
            {of.deletable ? <DeleteDraft of={of} /> : null}
            <Button icon="print" onClick={() => print()}>
              {common.print}
            </Button>
            <CaseMenu of={of} />
          </div>
        </div>
      </div>
      <section className="case-status" aria-label={cases.state}>
        <p className="case-state">
          <StateTag of={of} />
          <span>{turnText(of, cases, title)}</span>
          {of.flags.map((flag) => (
            <Tag key={flag} tone={flag === 'overdue' ? 'late' : 'soon'}>
              {title('CaseFlag', flag)}
            </Tag>
          ))}
        </p>
        <ClockStrip of={of} />
      </section>
      <ActionBar of={of} />
      <CaseTabs of={of} />
      <Outlet />
      <Changed key={of.id} of={of} />
    </>
  );
}

function CaseTabs({ of }: { of: CaseFull }) {
  const { cases } = useWords();
  const { data: documents } = useQuery(documentsQuery(of.id));
  const { data: referrals } = useQuery(referralsQuery(of.id));
  const { data: messages } = useQuery(messagesQuery(of.id));
  const { data: history } = useQuery(historyQuery(of.id));
  const { data: issued } = useQuery(issuedDocumentsQuery(of.id));
  const newest = documents?.items.filter(({ newest }) => newest).length;
  const answered = referrals?.items.filter(({ answer }) => answer !== null).length;
  return (
    <Tabs label={cases.parts}>
      <CaseTab id={of.id} to="/cases/$caseId" exact>
        {cases.overview}
      </CaseTab>
      <CaseTab id={of.id} to="/cases/$caseId/documents">
        {cases.documents} <Count of={newest} />
      </CaseTab>
      {referrals && referrals.items.length > 0 ? (
        <CaseTab id={of.id} to="/cases/$caseId/opinions">
          {cases.opinions}{' '}
          <span className="count">
            {answered}/{referrals.items.length}
          </span>
        </CaseTab>
      ) : null}
      <CaseTab id={of.id} to="/cases/$caseId/messages">
        {cases.messages} <Count of={messages?.items.length} />
      </CaseTab>
      <CaseTab id={of.id} to="/cases/$caseId/history">
        {cases.history} <Count of={history?.items.length} />
      </CaseTab>
      <CaseTab id={of.id} to="/cases/$caseId/workflow">
        {cases.workflow}
      </CaseTab>
      <CaseTab id={of.id} to="/cases/$caseId/issued-documents">
        {cases.issued} <Count of={issued?.items.length} />
      </CaseTab>
    </Tabs>
  );
}

interface CaseTabProps {
  id: string;
  to:
    | '/cases/$caseId'
    | '/cases/$caseId/documents'
    | '/cases/$caseId/opinions'
    | '/cases/$caseId/messages'
    | '/cases/$caseId/history'
    | '/cases/$caseId/workflow'
    | '/cases/$caseId/issued-documents';
  exact?: boolean;
  children: ReactNode;
}

function CaseTab({ id, to, exact, children }: CaseTabProps) {
  return (
    <Link
      to={to}
      params={{ caseId: id }}
      activeOptions={{ exact: exact ?? false }}
      activeProps={{ 'aria-current': 'page' }}
      resetScroll={false}
    >
      {children}
    </Link>
  );
}
