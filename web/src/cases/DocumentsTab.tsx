// Documents of a case: the newest version of each on top, older ones folded.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { documentsQuery } from '../api/cases';
import type { Schemas } from '../api/client';
import { documentHref } from '../api/documents';
import { Button, buttonClass } from '../components/Button';
import { Icon } from '../components/Icon';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';
import { formatBytes } from '../words/numbers';
import { Comparison } from './Comparison';
import { useDocumentTitle } from './documentTitles';
import { Upload } from './Upload';
import { useCase } from './useCase';

type Document = Schemas['Document'];

/** Versions of one document: same kind and name, the newest first. */
function versionsOf(items: readonly Document[]): Document[][] {
  const groups = new Map<string, Document[]>();
  for (const item of items) {
    const key = `${item.kind}/${item.name}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()]
    .map((versions) => versions.sort((a, b) => b.version - a.version))
    .sort((a, b) => (b[0]?.uploaded_at ?? '').localeCompare(a[0]?.uploaded_at ?? ''));
}

export function DocumentsTab() {
  const { parts } = useWords();
  const of = useCase();
  const found = useQuery({ ...documentsQuery(of?.id ?? ''), enabled: Boolean(of) });
  const titleOf = useDocumentTitle();
  if (!of || found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const groups = versionsOf(found.data.items);
  const kinds = [...new Set(groups.map((versions) => versions[0]?.kind ?? ''))];
  return (
    <div className="stack">
      {groups.length === 0 ? <Empty icon="document" title={parts.documents.empty} /> : null}
      {kinds.map((kind) => (
        <Panel key={kind} title={titleOf(kind)} flush="flush">
          <ul className="document-list">
            {groups
              .filter((versions) => versions[0]?.kind === kind)
              .map((versions) => (
                <li key={`${kind}/${versions[0]?.name}`}>
                  <Versions caseId={of.id} of={versions} />
                </li>
              ))}
          </ul>
        </Panel>
      ))}
      <Upload of={of} />
      {found.data.set_sha256 ? (
        <p className="small muted">
          {parts.documents.set}: <span className="code hash">{found.data.set_sha256}</span>
        </p>
      ) : null}
    </div>
  );
}

function Versions({ caseId, of }: { caseId: string; of: readonly Document[] }) {
  const { parts } = useWords();
  const [compared, setCompared] = useState(false);
  const [newest, previous] = of;
  if (!newest) return null;
  return (
    <div className="stack tight">
      <Line caseId={caseId} of={newest} />
      {previous ? (
        <details>
          <summary className="small">{parts.documents.olderVersions(of.length - 1)}</summary>
          <ul className="stack tight">
            {of.slice(1).map((version) => (
              <li key={version.id}>
                <Line caseId={caseId} of={version} />
              </li>
            ))}
          </ul>
          <Button look="quiet" aria-expanded={compared} onClick={() => setCompared(!compared)}>
            {parts.documents.compare}
          </Button>
          {compared ? <Comparison caseId={caseId} newer={newest} older={previous} /> : null}
        </details>
      ) : null}
    </div>
  );
}

function Line({ caseId, of }: { caseId: string; of: Document }) {
  const { parts } = useWords();
  const language = useLanguage();
  const href = documentHref(caseId, of.id);
  return (
    <div className="row between">
      <div className="grow">
        <a href={href} target="_blank" rel="noreferrer" className="cell-title">
          {of.name}
        </a>{' '}
        <span className="small muted nowrap">
          {parts.documents.version(of.version)} · {formatBytes(of.size_bytes, language)}
        </span>
        <span className="cell-sub">
          {parts.documents.uploadedBy(of.uploaded_by?.name ?? '—', moment(of.uploaded_at))}
        </span>
        <details className="small muted screen-only">
          <summary>{parts.documents.hash}</summary>
          <span className="code hash">{of.sha256}</span>
        </details>
      </div>
      <a href={href} download={of.name} className={buttonClass('quiet', 'screen-only')}>
        <Icon name="download" />
        {parts.documents.download}
      </a>
    </div>
  );
}
