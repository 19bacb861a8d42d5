// Versions of an asset with what each changed.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Asset, type AssetVersion, versionsQuery } from '../api/assets';
import { assetKindsQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { isStatus } from '../api/transport';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { positionsOf } from '../map/geo';
import { useLanguage, useWords } from '../words/context';
import { dayOf, moment } from '../words/days';
import { type Difference, differencesOf, valueText } from './attributes';

export function Versions({ asset }: { asset: Asset }) {
  const { register: words } = useWords();
  const title = useTitles(useLanguage());
  const found = useQuery(versionsQuery(asset.id));
  if (isStatus(found.error, 403, 404)) return null;
  const versions = found.data?.items ?? [];
  return (
    <Panel title={words.versions.title} flush="flush">
      {found.isPending ? <Loading lines={3} /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      <ol className="version-list">
        {versions.map((version, index) => (
          <li key={version.version} className="stack tight">
            <p className="row between">
              <strong>
                {words.versions.entry(String(version.version), title('AssetChange', version.verb))}
              </strong>
              <Link
                to="/assets/$assetId"
                params={{ assetId: asset.id }}
                search={{ on: dayOf(version.at) }}
                className="small"
              >
                {words.versions.show}
              </Link>
            </p>
            <p className="small muted">
              {[moment(version.at), version.by_name, version.reason].filter(Boolean).join(' · ')}
            </p>
            <Changes kind={asset.kind} version={version} before={versions[index + 1]} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface ChangesProps {
  kind: string;
  version: AssetVersion;
  before: AssetVersion | undefined;
}

// Members that say nothing to a person, or that stand elsewhere on the page.
const SILENT = new Set(['id', 'version', 'area_is_nearest', 'owners', 'area']);

function Changes({ kind, version, before }: ChangesProps) {
  const { register: words, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const { data: kinds } = useQuery(assetKindsQuery);
  if (!before) return null;
  const known = kinds?.items.find(({ id }) => id === kind);
  const { attributes: attributesNow, capacity: capacityNow, ...now } = version.asset;
  const { attributes: attributesThen, capacity: capacityThen, ...then } = before.asset;
  const texts = { language, yes: common.yes, no: common.no };
  const attributeOf = (name: string) => known?.attributes.find(({ id }) => id === name);
  const members: Record<string, string> = words.members;
  const said = (name: string, value: unknown): string => {
    if (value === null || value === undefined) return common.none;
    if (name === 'lifecycle') return title('AssetLifecycle', String(value));
    if (name === 'visibility') return title('AssetVisibility', String(value));
    if (name === 'confidence') return title('AssetConfidence', String(value));
    if (name === 'shape')
      return words.versions.vertices(positionsOf(value as Asset['geometry']).length);
    return valueText(attributeOf(name), value, texts);
  };
  const row = (label: string, { name, before: old, after }: Difference) => (
    <li key={`${label} ${name}`} className="small">
      {words.versions.changed(label, said(name, old), said(name, after))}
    </li>
  );
  const units = capacityChanges(capacityThen, capacityNow);
  const changes = [
    ...differencesOf(then, now)
      .filter(({ name }) => !SILENT.has(name))
      .map((one) => row(members[one.name] ?? one.name, one)),
    ...differencesOf(attributesThen, attributesNow).map((one) =>
      row(attributeOf(one.name)?.title ?? one.name, one),
    ),
    ...units.map(({ unit, ...one }) =>
      row(
        `${known?.units.find(({ id }) => id === unit)?.title ?? unit}, ${members[one.name] ?? one.name}`,
        one,
      ),
    ),
  ];
  return changes.length > 0 ? <ul>{changes}</ul> : null;
}

type Units = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function capacityChanges(before: object, after: object): (Difference & { unit: string })[] {
  const [then, now] = [before as Units, after as Units];
  const units = [...new Set([...Object.keys(then), ...Object.keys(now)])];
  return units.flatMap((unit) =>
    differencesOf(then[unit] ?? {}, now[unit] ?? {}).map((one) => ({ ...one, unit })),
  );
}
