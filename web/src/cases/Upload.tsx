import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { CaseFull } from '../api/cases';
import { isAccepted } from '../api/documents';
import { metaQuery } from '../api/session';
import type { Titled } from '../api/shapes';
import { SelectField } from '../components/Field';
import { FileDrop } from '../components/FileDrop';
import { Notice } from '../components/Notice';
import { Panel } from '../components/Panel';
import { useLanguage, useWords } from '../words/context';
import { formatBytes } from '../words/numbers';
import { useDocumentKinds } from './documentTitles';
import { FileLine } from './FileLine';
import { Reuse } from './Reuse';
import { useUploads } from './uploads';

interface UploadProps {
  of: CaseFull;
  /** Kind of document, where it is given by what asks for the file. */
  kind?: string | undefined;
  /** Kinds to choose from, where not all of the case fit. */
  among?: readonly Titled[];
  /** Without a frame, inside another form. */
  bare?: 'bare';
  onSent?: (documentId: string) => void;
}

/** Files to a case, each of a kind. */
export function Upload({ of, kind: given, among, bare, onSent }: UploadProps) {
  const { parts } = useWords();
  const language = useLanguage();
  const all = useDocumentKinds(of);
  const kinds = among ?? all;
  const id = useId();
  const { data: meta } = useQuery(metaQuery);
  const uploads = useUploads(of.id, onSent);
  const [kind, setKind] = useState('');
  const [faults, setFaults] = useState<readonly string[]>([]);
  const chosen = given ?? kind;
  const limit = meta?.document_limit_bytes;

  const add = (files: readonly File[]): void => {
    const told: string[] = [];
    const good = files.filter((file) => {
      if (!isAccepted(file)) told.push(`${file.name}: ${parts.documents.wrongType}`);
      else if (limit !== undefined && file.size > limit && file.type !== 'image/jpeg')
        told.push(`${file.name}: ${parts.documents.tooBig(formatBytes(limit, language))}`);
      else return true;
      return false;
    });
    setFaults(told);
    void uploads.add(good, chosen);
  };

  const body = (
    <div className="stack">
      {given ? null : (
        <SelectField
          at={`/upload/${id}/kind`}
          label={parts.documents.kind}
          hint={parts.documents.kindHint}
          none={parts.documents.chooseKind}
          value={kind}
          onChange={setKind}
          choices={kinds}
        />
      )}
      {faults.length > 0 ? (
        <Notice tone="late" announce="alert" title={parts.documents.failed}>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <FileDrop
        onFiles={add}
        disabled={!chosen}
        hint={chosen ? parts.documents.accepted : parts.documents.chooseKindFirst}
      />
      {uploads.files.length > 0 ? (
        <ul className="stack tight">
          {uploads.files.map((file) => (
            <li key={file.key}>
              <FileLine of={file} uploads={uploads} />
            </li>
          ))}
        </ul>
      ) : null}
      <Reuse of={of} kind={chosen} onSent={onSent} />
    </div>
  );
  return given || bare ? body : <Panel title={parts.documents.upload}>{body}</Panel>;
}
