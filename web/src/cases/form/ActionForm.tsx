// The form of an action: fields in the order of the rule pack, documents, comment, preview, send.
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { performAction, previewAction } from '../../api/actions';
import type { CaseFull } from '../../api/cases';
import { newKey } from '../../api/client';
import type { Action, Preview } from '../../api/shapes';
import { isStatus } from '../../api/transport';
import { Button, buttonClass } from '../../components/Button';
import { TextAreaField } from '../../components/Field';
import { ErrorSummary, FormFaults } from '../../components/form';
import { Notice } from '../../components/Notice';
import { Refusal } from '../../components/Problem';
import { useWords } from '../../words/context';
import { timeOf } from '../../words/days';
import { useDraft } from '../draft';
import { CaseChanged } from './CaseChanged';
import { DocumentsNeeded } from './DocumentsNeeded';
import type { Outcome } from './Done';
import { FieldEditor } from './FieldEditor';
import { LeaveGuard } from './LeaveGuard';
import { PreviewPanel } from './PreviewPanel';
import { compact, objectOf, type Values } from './values';

interface Written {
  data: Values;
  comment: string;
  /** Made when the form opens and kept with the draft: sent twice, it is done once. */
  key: string;
}

const emptyForm = (): Written => ({ data: {}, comment: '', key: newKey() });

const LONGEST_COMMENT = 10_000;

interface FormProps {
  of: CaseFull;
  latest: CaseFull;
  action: Action;
  /** Whether the latest version of the case still offers the action. */
  offered: boolean;
  onDone: (outcome: Outcome) => void;
}

export function ActionForm({ of, latest, action, offered, onDone }: FormProps) {
  const { common, forms } = useWords();
  const queries = useQueryClient();
  const draft = useDraft<Written>(`action/${of.id}/${action.action}`, emptyForm);
  const [error, setError] = useState<unknown>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const [pending, setPending] = useState<'preview' | 'send' | null>(null);
  const [seen, setSeen] = useState(of);
  const [sent, setSent] = useState(false);
  const { value } = draft;
  const faults = isStatus(error, 422) ? error.errors : [];

  const set = (next: Partial<Written>): void => {
    draft.set({ ...value, ...next });
    setPreview(null);
  };

  const body = () => {
    const data = objectOf(compact(value.data));
    const comment = value.comment.trim();
    return {
      ...(Object.keys(data).length > 0 ? { data } : {}),
      ...(comment ? { comment } : {}),
    };
  };

  const attempt = async (what: 'preview' | 'send', act: () => Promise<void>): Promise<void> => {
    if (pending) return;
    setPending(what);
    setError(null);
    try {
      await act();
    } catch (refused) {
      setPreview(null);
      setError(refused);
      // What changed meanwhile is shown beside what was typed.
      if (isStatus(refused, 409, 412)) void queries.invalidateQueries({ queryKey: ['case'] });
    } finally {
      setPending(null);
    }
  };

  const target = { caseId: of.id, action: action.action };
  const look = () =>
    attempt('preview', async () => setPreview(await previewAction(target, body())));
  const send = () =>
    attempt('send', async () => {
      const after = await performAction(target, body(), seen.version, value.key);
      setSent(true);
      draft.clear();
      onDone({ action, after, preview });
      await queries.invalidateQueries({ queryKey: ['case'] });
      await queries.invalidateQueries({ queryKey: ['task'] });
    });

  const titleOf = (pointer: string): string | undefined =>
    pointer === '/comment'
      ? forms.comment
      : action.fields.find(({ id }) => pointer.split('/')[2] === id)?.title;

  return (
    <FormFaults of={faults}>
      <LeaveGuard when={draft.dirty && !sent} />
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void (preview ? send() : look());
        }}
      >
        {draft.elsewhere ? <Notice tone="soon" announce="status" title={forms.otherTab} /> : null}
        <CaseChanged
          seen={seen}
          latest={latest}
          action={action}
          offered={offered}
          data={value.data}
          comment={value.comment}
          refused={isStatus(error, 412)}
          onContinue={() => {
            setSeen(latest);
            setPreview(null);
            setError(null);
          }}
        />
        {faults.length > 0 ? (
          <ErrorSummary of={faults} label={titleOf} />
        ) : isStatus(error, 412) && latest.version !== seen.version ? null : (
          <Refusal error={error} again={() => void send()} />
        )}
        <DocumentsNeeded of={of} action={action} />
        {action.fields.map((field) => (
          <FieldEditor
            // Only a kept value replaces the editors: new editors would take the focus away.
            key={`${field.id} ${draft.restored}`}
            of={of}
            action={action}
            field={field}
            at={`/data/${field.id}`}
            value={value.data[field.id]}
            onChange={(changed) => {
              const { [field.id]: _old, ...rest } = value.data;
              set({ data: changed === undefined ? rest : { ...rest, [field.id]: changed } });
            }}
          />
        ))}
        {action.comment === 'none' ? null : (
          <TextAreaField
            at="/comment"
            label={forms.comment}
            hint={forms.commentHint}
            optional={action.comment !== 'required'}
            max={LONGEST_COMMENT}
            value={value.comment}
            onChange={(comment) => set({ comment })}
          />
        )}
        <div aria-live="polite">{preview ? <PreviewPanel of={preview} /> : null}</div>
        <div className="button-row">
          {preview ? (
            <Button type="submit" look="primary" icon="send" pending={pending === 'send'}>
              {pending === 'send' ? forms.sending : forms.send(action.title)}
            </Button>
          ) : (
            <Button type="submit" look="primary" pending={pending === 'preview'}>
              {forms.look}
            </Button>
          )}
          {preview ? <Button onClick={() => setPreview(null)}>{forms.editAgain}</Button> : null}
          <Link to="/cases/$caseId" params={{ caseId: of.id }} className={buttonClass('quiet')}>
            {common.cancel}
          </Link>
          {draft.dirty ? (
            <Button look="quiet" onClick={draft.clear}>
              {forms.discard}
            </Button>
          ) : null}
        </div>
        <p className="small muted" role="status">
          {draft.savedAt ? forms.savedHere(timeOf(draft.savedAt)) : null}
        </p>
      </form>
    </FormFaults>
  );
}
