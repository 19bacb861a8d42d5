// Reasons of the closed list, each with its text and the evidence that its code demands.
import { useQuery } from '@tanstack/react-query';
import { documentsQuery } from '../../api/cases';
import type { Evidence, ReasonCode } from '../../api/shapes';
import { DayField } from '../../components/DayField';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { useDocumentKinds } from '../documentTitles';
import { Upload } from '../Upload';
import type { EditorProps } from './editor';
import { Repeated } from './Repeated';
import { numberOf, objectOf, textOf, type Value, type Values, withMember } from './values';

export function CodedReasons(props: EditorProps) {
  const { common, forms } = useWords();
  const { reasons } = props.action;
  return (
    <Repeated
      {...props}
      name={forms.reason}
      add={forms.addReason}
      fresh={{ code: '', explanation: '', evidence: {} }}
    >
      {(entry, change, at) => {
        const reason = objectOf(entry);
        const code = reasons.find((one) => one.code === reason.code);
        return (
          <>
            <SelectField
              at={`${at}/code`}
              label={forms.reasonCode}
              none={forms.choose}
              choices={reasons.map((one) => ({ id: one.code, title: one.title }))}
              value={textOf(reason.code)}
              onChange={(chosen) => change({ ...reason, code: chosen, evidence: {} })}
            />
            {code?.clause ? <p className="small muted">{common.clause(code.clause)}</p> : null}
            <TextAreaField
              at={`${at}/explanation`}
              label={forms.explanation}
              value={textOf(reason.explanation)}
              onChange={(explanation) => change({ ...reason, explanation })}
            />
            {code ? (
              <EvidenceGroups
                {...props}
                at={`${at}/evidence`}
                code={code}
                given={objectOf(reason.evidence)}
                onEvidence={(evidence) => change({ ...reason, evidence })}
              />
            ) : null}
          </>
        );
      }}
    </Repeated>
  );
}

interface GroupsProps extends EditorProps {
  code: ReasonCode;
  given: Values;
  onEvidence: (evidence: Values) => void;
}

function EvidenceGroups({ code, given, onEvidence, ...props }: GroupsProps) {
  const { forms } = useWords();
  return code.evidence.map((group, index) => (
    <fieldset className="group" key={group.map(({ id }) => id).join()}>
      <legend>
        {group.length > 1 ? forms.evidenceAnyOf(index + 1) : forms.evidence(index + 1)}
      </legend>
      {group.map((evidence) => (
        <OneEvidence
          key={evidence.id}
          {...props}
          at={`${props.at}/${evidence.id}`}
          evidence={evidence}
          optional={group.length > 1}
          value={given[evidence.id]}
          onChange={(value) => onEvidence(withMember(given, evidence.id, value))}
        />
      ))}
    </fieldset>
  ));
}

interface EvidenceProps extends EditorProps {
  evidence: Evidence;
  optional: boolean;
  value: Value | undefined;
}

function OneEvidence({ evidence, optional, at, value, onChange, of }: EvidenceProps) {
  const { forms } = useWords();
  const { data } = useQuery(documentsQuery(of.id));
  const kinds = useDocumentKinds(of);
  // Evidence is often a kind of document of the case; where it is none, the person says which.
  const kind = kinds.find(({ id }) => id === evidence.id)?.id;
  const base = { at, label: evidence.title, optional };
  switch (evidence.form) {
    case 'document': {
      const onFile = (data?.items ?? []).filter(({ newest }) => newest);
      return (
        <>
          <SelectField
            {...base}
            none={forms.choose}
            choices={onFile.map(({ id, name }) => ({ id, title: name }))}
            value={textOf(value)}
            onChange={onChange}
          />
          <details>
            <summary className="small">{forms.uploadEvidence}</summary>
            <Upload of={of} kind={kind} bare="bare" onSent={onChange} />
          </details>
        </>
      );
    }
    case 'percent':
      return (
        <NumberField
          {...base}
          unit="%"
          min={0}
          max={100}
          value={numberOf(value)}
          onChange={onChange}
        />
      );
    case 'date':
      return <DayField {...base} pack={of.pack} value={textOf(value)} onChange={onChange} />;
    case 'text':
      return <TextField {...base} value={textOf(value)} onChange={onChange} />;
  }
}
