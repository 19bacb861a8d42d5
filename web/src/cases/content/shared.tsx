// Parts that the content of several kinds of case has in common.
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { documentsQuery } from '../../api/cases';
import type { Schemas } from '../../api/client';
import { type AssetRow, assetsQuery, useOrganizationName } from '../../api/references';
import { Panel } from '../../components/Panel';
import { useLanguage, useWords } from '../../words/context';

export function Organization({ id }: { id: string | null | undefined }) {
  const { content } = useWords();
  const name = useOrganizationName(id, useLanguage());
  if (!id) return null;
  if (name === null) return <span className="muted">…</span>;
  return name ?? <span className="muted">{content.organizationHidden}</span>;
}

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
  const { content, common } = useWords();
  const { caseId } = useParams({ strict: false });
  const { data: documents } = useQuery({
    ...documentsQuery(caseId ?? ''),
    enabled: caseId !== undefined && of.length > 0,
  });
  if (of.length === 0) return null;
  const said = (value: string | number | boolean): string => {
    if (typeof value === 'boolean') return value ? common.yes : common.no;
    return documents?.items.find(({ id }) => id === value)?.name ?? String(value);
  };
  return (
    <Panel title={content.reasons}>
      <ul className="stack">
        {of.map(({ code, explanation, evidence }) => (
          <li key={`${code} ${explanation}`} className="stack tight">
            <p className="pre-line">{explanation}</p>
            {Object.keys(evidence).length > 0 ? (
              <p className="small">
                {content.evidence}: {Object.values(evidence).map(said).join('; ')}
              </p>
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
