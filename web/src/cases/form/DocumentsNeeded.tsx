// Documents that an action wants on file first, as a list of what is there and what is missing.
import { useState } from 'react';
import type { CaseFull } from '../../api/cases';
import type { ActionDocument } from '../../api/shapes';
import { Button } from '../../components/Button';
import { Panel } from '../../components/Panel';
import { Mark } from '../../components/Tag';
import { useWords } from '../../words/context';
import { Upload } from '../Upload';

interface NeededProps {
  of: CaseFull;
  documents: readonly ActionDocument[];
}

export function DocumentsNeeded({ of, documents }: NeededProps) {
  const { forms } = useWords();
  const required = documents.filter((document) => document.required);
  if (required.length === 0) return null;
  return (
    <Panel title={forms.documentsNeeded} flush="flush">
      <ul className="document-list">
        {required.map((document) => (
          <li key={document.id}>
            <Needed of={of} document={document} />
          </li>
        ))}
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
