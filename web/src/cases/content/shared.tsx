// Parts that the content of several kinds of case has in common.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
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
  if (of.length === 0) return null;
  const said = (value: string | number | boolean): string =>
    typeof value === 'boolean' ? (value ? common.yes : common.no) : String(value);
  return (
    <Panel title={content.reasons}>
      <ul className="stack">
        {of.map(({ code, explanation, evidence }) => (
          <li key={`${code} ${explanation}`} className="stack tight">
            <strong className="code">{code}</strong>
            <p className="pre-line">{explanation}</p>
            {Object.keys(evidence).length > 0 ? (
              <p className="small">
                {content.evidence}:{' '}
                {Object.entries(evidence)
                  .map(([id, value]) => `${id} = ${said(value)}`)
                  .join('; ')}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
