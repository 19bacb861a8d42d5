// A document that stands in another case of the same applicant, attached to this one as well.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { type CaseFull, casesOfApplicantQuery, documentsQuery } from '../api/cases';
import { newKey } from '../api/client';
import { documentHref, reuseDocument } from '../api/documents';
import { Button } from '../components/Button';
import { Picker, type PickerItem } from '../components/Picker';
import { Failed, Refusal } from '../components/Problem';
import { Loading } from '../components/States';
import { Mark } from '../components/Tag';
import { useSubmit } from '../components/useSubmit';
import { useCodeOf } from '../words/codeOf';
import { useWords } from '../words/context';
import { dayOf, shortDay } from '../words/days';
import { useDocumentTitle } from './documentTitles';

interface ReuseProps {
  of: CaseFull;
  /** Kind of document in this case; without one it keeps the kind that it has. */
  kind: string;
  onSent?: ((documentId: string) => void) | undefined;
}

export function Reuse({ of, kind, onSent }: ReuseProps) {
  const { parts } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="small">{parts.reuse.title}</summary>
      {open ? (
        <div className="stack pad">
          <Choose of={of} kind={kind} onSent={onSent} />
        </div>
      ) : null}
    </details>
  );
}

function Choose({ of, kind, onSent }: ReuseProps) {
  const { parts } = useWords();
  const codeOf = useCodeOf();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<PickerItem | null>(null);
  const { data } = useQuery(casesOfApplicantQuery(of.applicant.id, useDeferredValue(text)));
  const others = (data?.items ?? [])
    .filter(({ id }) => id !== of.id)
    .map((one) => ({
      id: one.id,
      title: one.title ? `${codeOf(one)} – ${one.title}` : codeOf(one),
      hint: one.kind_title,
    }));
  return (
    <>
      <Picker
        at={`/reuse/${kind}`}
        label={parts.reuse.from}
        hint={parts.reuse.fromHint(of.applicant.name)}
        items={others}
        value={chosen}
        onChange={setChosen}
        onSearch={setText}
        nothing={parts.reuse.noCase}
      />
      {chosen ? <Documents of={of} from={chosen.id} kind={kind} onSent={onSent} /> : null}
    </>
  );
}

function Documents({ of, from, kind, onSent }: ReuseProps & { from: string }) {
  const { parts } = useWords();
  const queries = useQueryClient();
  const found = useQuery(documentsQuery(from));
  const titleOf = useDocumentTitle();
  const submit = useSubmit();
  const [taken, setTaken] = useState<readonly string[]>([]);
  // One key a document: pressed twice, it is attached once.
  const keys = useRef(new Map<string, string>());
  if (found.isPending) return <Loading lines={2} />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const newest = found.data.items.filter((document) => document.newest);
  if (newest.length === 0) return <p className="muted">{parts.documents.empty}</p>;

  const take = (id: string): void =>
    void submit.run(async () => {
      const key = keys.current.get(id) ?? newKey();
      keys.current.set(id, key);
      const stored = await reuseDocument(
        of.id,
        { case_id: from, document_id: id, ...(kind ? { kind } : {}) },
        key,
      );
      setTaken([...taken, id]);
      onSent?.(stored.id);
      await queries.invalidateQueries({ queryKey: ['case', 'documents', of.id] });
      await queries.invalidateQueries({ queryKey: ['case', 'actions', of.id] });
    });

  return (
    <>
      <Refusal error={submit.error} />
      <ul className="document-list">
        {newest.map((document) => (
          <li key={document.id} className="row between">
            <span className="grow">
              <a href={documentHref(from, document.id)} target="_blank" rel="noreferrer">
                {document.name}
              </a>
              <span className="cell-sub">
                {titleOf(document.kind)} · {shortDay(dayOf(document.uploaded_at))}
              </span>
            </span>
            {taken.includes(document.id) ? (
              <Mark tone="good" icon="check">
                {parts.reuse.taken}
              </Mark>
            ) : (
              <Button
                pending={submit.pending}
                aria-label={`${parts.reuse.take}: ${document.name}`}
                onClick={() => take(document.id)}
              >
                {parts.reuse.take}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
