// A dispute: about which case, what happened, and what is asked for.
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import { caseQuery } from '../../api/cases';
import { disputableQuery } from '../../api/filings';
import { CaseLink } from '../../cases/content/shared';
import { Button } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { TextAreaField, TextField } from '../../components/Field';
import { Panel } from '../../components/Panel';
import { Picker } from '../../components/Picker';
import { useCodeOf } from '../../words/codeOf';
import { useWords } from '../../words/context';
import { Applicant, Ending, FilingFrame } from '../FilingFrame';
import type { Filing } from '../useFiling';
import { type Dispute, disputeSpec } from './dispute';

export function DisputePage() {
  const { dispute: words } = useWords().filings;
  const { about } = useSearch({ from: '/inside/cases/new/dispute' });
  return (
    <FilingFrame spec={disputeSpec(about)} title={words.title} intro={words.intro}>
      {(filing) => <Fields of={filing} />}
    </FilingFrame>
  );
}

function Fields({ of }: { of: Filing<Dispute> }) {
  const { filings: words } = useWords();
  const { content, set } = of;
  return (
    <div className="form">
      <Applicant of={of} />
      {content.case_id ? (
        <Subject id={content.case_id} onOther={() => set({ case_id: '' })} />
      ) : (
        <SubjectPicker onChange={(case_id) => set({ case_id })} />
      )}
      <TextField
        at="/title"
        label={words.name}
        hint={words.dispute.nameHint}
        maxLength={300}
        value={content.title}
        onChange={(title) => set({ title })}
      />
      <TextAreaField
        at="/claim"
        label={words.dispute.claim}
        hint={words.dispute.claimHint}
        rows={8}
        max={20_000}
        value={content.claim}
        onChange={(claim) => set({ claim })}
      />
      <TextAreaField
        at="/remedy"
        label={words.dispute.remedy}
        hint={words.dispute.remedyHint}
        rows={4}
        max={5000}
        value={content.remedy}
        onChange={(remedy) => set({ remedy })}
      />
      <Ending of={of} />
    </div>
  );
}

function Subject({ id, onOther }: { id: string; onOther: () => void }) {
  const { filings, content, cases } = useWords();
  const codeOf = useCodeOf();
  const { data } = useQuery(caseQuery(id));
  return (
    <Panel
      title={filings.dispute.subject}
      aside={
        <Button look="quiet" onClick={onOther}>
          {filings.dispute.another}
        </Button>
      }
    >
      {data ? (
        <Facts
          of={[
            [content.dispute.about, <CaseLink id={id} code={codeOf(data)} />],
            [filings.name, data.title],
            [cases.state, data.state_title],
          ]}
        />
      ) : (
        <p className="muted">…</p>
      )}
    </Panel>
  );
}

function SubjectPicker({ onChange }: { onChange: (id: string) => void }) {
  const { dispute: words } = useWords().filings;
  const codeOf = useCodeOf();
  const [text, setText] = useState('');
  const { data } = useQuery(disputableQuery(useDeferredValue(text)));
  const items = (data?.items ?? [])
    .filter(({ phase }) => phase !== 'draft')
    .map((one) => ({ id: one.id, title: codeOf(one), hint: one.title }));
  return (
    <Picker
      at="/case_id"
      label={words.about}
      items={items}
      value={null}
      onChange={(item) => {
        if (item) onChange(item.id);
      }}
      onSearch={setText}
      nothing={words.nothing}
    />
  );
}
