// Documents that an action wants on file first, as a list of what is there and what is missing.
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { actionsQuery, type CaseFull, workflowQuery } from '../../api/cases';
import type { Action, ActionDocument } from '../../api/shapes';
import { Button } from '../../components/Button';
import { Panel } from '../../components/Panel';
import { Mark } from '../../components/Tag';
import { useWords } from '../../words/context';
import { Upload } from '../Upload';

interface NeededProps {
  of: CaseFull;
  action: Action;
}

export function DocumentsNeeded({ of, action }: NeededProps) {
  const { forms } = useWords();
  const { data } = useQuery(actionsQuery(of.id));
  // What a rule has named once stays in the list when it is there.
  const named = useRef(new Set<string>());
  const refused = data?.not_now.find((one) => one.action === action.action);
  for (const { params } of refused?.errors ?? [])
    if (typeof params.kind === 'string') named.current.add(params.kind);
  const { documents } = data?.items.find((one) => one.action === action.action) ?? action;
  const isNeeded = ({ id, required }: ActionDocument): boolean => required || named.current.has(id);
  const { data: workflow } = useQuery(workflowQuery(of.pack, of.kind));
  const leadsTo = workflow?.states.find(({ id }) => id === action.leads_to);
  const takesMore = leadsTo?.phase === 'open' && awaitsDocuments(of);
  const needed = documents.filter(isNeeded);
  const others = documents.filter((document) => !isNeeded(document));
  if (needed.length === 0)
    return takesMore && others.length > 0 ? <WithFiling of={of} documents={others} /> : null;
  return (
    <Panel title={forms.documentsNeeded} flush="flush">
      <ul className="document-list">
        {needed.map((document) => (
          <li key={document.id}>
            <Needed of={of} document={document} />
          </li>
        ))}
        {others.length > 0 ? (
          <li>
            <details>
              <summary>{forms.otherDocuments}</summary>
              <Upload of={of} among={others} bare="bare" />
            </details>
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}

/** A draft, or a case in which the applicant was told of gaps: no document is required by itself. */
function awaitsDocuments({ phase, my_stances, content }: CaseFull): boolean {
  if (!my_stances.includes('applicant')) return false;
  const told = 'gaps' in content ? content.gaps : 'dossier' in content ? content.dossier.gaps : [];
  return phase === 'draft' || told.length > 0;
}

function WithFiling({ of, documents }: { of: CaseFull; documents: readonly ActionDocument[] }) {
  const { forms } = useWords();
  const there = documents.filter(({ on_file }) => on_file > 0);
  return (
    <Panel title={forms.documents}>
      <div className="stack">
        <p className="small muted">{forms.documentsText}</p>
        {there.map(({ id, title, on_file }) => (
          <Mark key={id} tone="good" icon="check">
            {title}
            <span className="cell-sub">{forms.onFile(on_file)}</span>
          </Mark>
        ))}
        <Upload of={of} among={documents} bare="bare" />
      </div>
    </Panel>
  );
}

function Needed({ of, document }: { of: CaseFull; document: ActionDocument }) {
  const { forms } = useWords();
  const [open, setOpen] = useState(false);
  const there = document.on_file > 0;
  return (
    <div className="stack tight">
      <div className="row between">
        <Mark tone={there ? 'good' : 'soon'} icon={there ? 'check' : 'circle'}>
          {document.title}
          <span className="cell-sub">
            {there ? forms.onFile(document.on_file) : forms.notOnFile}
          </span>
        </Mark>
        <Button aria-expanded={open} icon="upload" onClick={() => setOpen(!open)}>
          {forms.addDocument}
        </Button>
      </div>
      {open ? <Upload of={of} kind={document.id} /> : null}
    </div>
  );
}
