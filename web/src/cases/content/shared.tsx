// Parts that the content of several kinds of case has in common.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { documentsQuery } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { documentHref } from '../../api/documents';
import { type AssetRow, assetsQuery } from '../../api/references';
import { useTitles } from '../../api/titles';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';
import { useCase } from '../useCase';

export { OrganizationName as Organization } from '../../components/OrganizationName';

/** Codes of assets by id, for tables that name many of them. */
export function useAssets(ids: readonly string[]): ReadonlyMap<string, AssetRow> {
  const { data } = useQuery(assetsQuery([...new Set(ids)].sort()));
  return data ?? new Map();
}

export function CaseLink({ id, code }: { id: string; code: string }) {
  return (
    <Link to="/cases/$caseId" params={{ caseId: id }}>
      {code}
    </Link>
  );
}

export function GapsPanel({ of }: { of: readonly Schemas['CaseGap'][] }) {
  const { content } = useWords();
  if (of.length === 0) return null;
  return (
    <Panel title={content.gaps}>
      <ul className="stack tight">
        {of.map(({ item, reason }) => (
          <li key={`${item} ${reason}`}>
            <strong>{item}</strong>
            <p className="pre-line">{reason}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function ReasonsPanel({ of }: { of: readonly Schemas['CaseReason'][] }) {
  const { content } = useWords();
  const title = useTitles(useLanguage());
  const kind = useCase()?.kind;
  if (of.length === 0) return null;
  return (
    <Panel title={content.reasons}>
      <ul className="stack">
        {of.map(({ code, explanation, evidence }) => (
          <li key={`${code} ${explanation}`} className="stack tight">
            <strong>{title('RefusalCode', kind ? `${kind}.${code}` : code)}</strong>
            <p className="pre-line">{explanation}</p>
            {Object.keys(evidence).length > 0 ? (
              <ul className="small">
                {Object.entries(evidence).map(([id, value]) => (
                  <li key={id}>
                    {content.evidence} – {title('Evidence', id)}: <EvidenceValue of={value} />
                  </li>
                ))}
              </ul>
            ) : null}
            <p className="small muted">
              {content.reasonCode}: <span className="code">{code}</span>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

// Evidence is a text, a number, a flag, or the id of a document of the case.
function EvidenceValue({ of }: { of: string | number | boolean }) {
  const { common } = useWords();
  const inCase = useCase();
  const { data } = useQuery({
    ...documentsQuery(inCase?.id ?? ''),
    enabled: inCase !== undefined && typeof of === 'string',
  });
  if (typeof of === 'boolean') return of ? common.yes : common.no;
  const document = data?.items.find(({ id }) => id === of);
  if (!document || !inCase) return String(of);
  return <a href={documentHref(inCase.id, document.id)}>{document.name}</a>;
}
