// What every page that opens a case has around its fields: the draft that is edited, its title, on
// whose behalf, what was refused, and the ending.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { type CaseFull, caseQuery } from '../api/cases';
import { isStatus } from '../api/transport';
import { Button, buttonClass } from '../components/Button';
import { SelectField } from '../components/Field';
import { ErrorSummary, FormFaults } from '../components/form';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Failed, Refusal } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import type { FilingSearch } from '../search';
import { useCodeOf } from '../words/codeOf';
import { useWords } from '../words/context';
import { timeOf } from '../words/days';
import { CopiedFrom } from './CopiedFrom';
import { type Filing, type FilingSpec, type Opened, useFiling } from './useFiling';
import './filing.css';

interface FrameProps<T> {
  spec: FilingSpec<T>;
  title: string;
  /** What the page is for, under its title. */
  intro?: ReactNode;
  children: (filing: Filing<T>) => ReactNode;
}

/** Opens a new case, one with the content of another, or the draft that the address names. */
export function FilingFrame<T>(props: FrameProps<T>) {
  const search: FilingSearch = useSearch({ strict: false });
  const caseId = search.case ?? search.from;
  const found = useQuery({ ...caseQuery(caseId ?? ''), enabled: caseId !== undefined });
  // What the page was opened with: a later answer must not take the form away.
  const address = search.case ? `draft ${search.case}` : `from ${search.from}`;
  const [kept, setKept] = useState<{ address: string; of: CaseFull } | null>(null);
  const [round, setRound] = useState(0);
  const opened = kept?.address === address ? kept.of : null;
  if (!caseId)
    return <FilingForm key="new" {...props} editing={null} source={null} onReset={null} />;
  if (!opened && found.data && !found.isFetching) setKept({ address, of: found.data });
  if (!opened && found.isError)
    return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!opened) return <Loading lines={8} />;
  const { kinds, sources = kinds } = props.spec;
  if (!search.case && sources.includes(opened.kind))
    return <FilingForm key={address} {...props} editing={null} source={opened} onReset={null} />;
  if (opened.phase !== 'draft' || !kinds.includes(opened.kind)) return <NoDraft of={opened} />;
  return (
    <FilingForm
      key={`${address} ${round}`}
      {...props}
      editing={opened}
      source={null}
      onReset={() =>
        void found.refetch().then(({ data }) => {
          if (data) setKept({ address, of: data });
          setRound(round + 1);
        })
      }
    />
  );
}

function NoDraft({ of }: { of: CaseFull }) {
  const { filing, forms } = useWords();
  return (
    <Empty
      icon="lock"
      title={filing.notDraft}
      action={
        <Link to="/cases/$caseId" params={{ caseId: of.id }} className={buttonClass()}>
          {forms.toCase}
        </Link>
      }
    >
      {filing.notDraftText}
    </Empty>
  );
}

interface FormProps<T> extends FrameProps<T>, Opened {
  /** Takes the draft of the server again. */
  onReset: (() => void) | null;
}

function FilingForm<T>(props: FormProps<T>) {
  const { spec, title, intro, children, editing, source, onReset } = props;
  const { filing: words, forms } = useWords();
  const codeOf = useCodeOf();
  const filing = useFiling(spec, { editing, source });
  const { error } = filing.submit;
  const faults = isStatus(error, 422) ? error.errors : [];
  const { draft } = filing;
  return (
    <FormFaults of={faults}>
      <PageTitle of={title} />
      <div className="page-head">
        <div className="stack tight">
          <h1>{title}</h1>
          {intro ? <p>{intro}</p> : null}
        </div>
        <p className="small" role="status" data-saved={draft.savedAt ?? undefined}>
          {draft.savedAt ? forms.savedHere(timeOf(draft.savedAt)) : words.kept}
        </p>
      </div>
      {editing ? (
        <p className="trail">
          <Link to="/cases/$caseId" params={{ caseId: editing.id }}>
            {words.editing(codeOf(editing))}
          </Link>
        </p>
      ) : null}
      {source ? <CopiedFrom of={filing} source={source} /> : null}
      {draft.elsewhere ? <Notice tone="soon" announce="status" title={forms.otherTab} /> : null}
      {faults.length > 0 ? (
        <ErrorSummary of={faults} />
      ) : (
        <Refusal error={error} again={() => void filing.finish('action')} />
      )}
      {isStatus(error, 412) && onReset ? (
        <div>
          <Button
            onClick={() => {
              draft.clear();
              onReset();
            }}
          >
            {words.takeServer}
          </Button>
        </div>
      ) : null}
      <div className="stack" key={`${draft.restored}`}>
        {children(filing)}
      </div>
    </FormFaults>
  );
}

/** On whose behalf, where a person may file for several organisations. */
export function Applicant<T>({ of }: { of: Filing<T> }) {
  const { filing } = useWords();
  if (of.applicants.length === 0) return null;
  return (
    <SelectField
      at="/applicant_id"
      label={filing.applicant}
      none={filing.choose}
      choices={of.applicants}
      value={of.applicant}
      onChange={of.setApplicant}
    />
  );
}

/** The ending: a draft on the server, then the page of the action that files it. */
export function Ending<T>({ of, missing = [] }: { of: Filing<T>; missing?: readonly ReactNode[] }) {
  const { filing, forms } = useWords();
  const { draft, submit } = of;
  return (
    <div className="stack tight">
      {missing.length > 0 ? (
        <Notice tone="soon" title={filing.missing}>
          <ul>
            {missing.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the entries have no other name
              <li key={index}>{one}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <div className="button-row">
        <Button
          look="primary"
          icon="send"
          pending={submit.pending}
          onClick={() => void of.finish('action')}
        >
          {filing.next}
        </Button>
        <Button pending={submit.pending} onClick={() => void of.finish('case')}>
          {filing.draftOnly}
        </Button>
        {draft.dirty ? (
          <Button look="quiet" onClick={draft.clear}>
            {forms.discard}
          </Button>
        ) : null}
      </div>
      <p className="small muted">{filing.nextText}</p>
    </div>
  );
}
