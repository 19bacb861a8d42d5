// Documents that an action wants on file first, as a list of what is there and what is missing.
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { actionsQuery, type CaseFull } from '../../api/cases';
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
  const needed = documents.filter(isNeeded);
  const others = documents.filter((document) => !isNeeded(document));
  if (needed.length === 0) return null;
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
