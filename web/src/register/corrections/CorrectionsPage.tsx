// The queue of corrections: those of the reader's assets, and those that the reader's office sent.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type Correction, type CorrectionStatus, correctionListQuery } from '../../api/corrections';
import { type AssetRow, assetsQuery } from '../../api/references';
import { useTitleList, useTitles } from '../../api/titles';
import { type Column, DataTable } from '../../components/DataTable';
import { SelectField } from '../../components/Field';
import { OrganizationName } from '../../components/OrganizationName';
import { Pager } from '../../components/Pager';
import { PageTitle } from '../../components/PageTitle';
import { Failed } from '../../components/Problem';
import { Empty, Loading } from '../../components/States';
import { useLanguage, useWords } from '../../words/context';
import { shortDay } from '../../words/days';
import { RegisterTabs } from '../RegisterTabs';
import { StatusTag } from './StatusTag';
import '../register.css';

export function CorrectionsPage() {
  const { corrections: words, common } = useWords();
  const { status, cursor } = useSearch({ from: '/inside/corrections' });
  const navigate = useNavigate();
  const found = useQuery(correctionListQuery(status, cursor));
  const statuses = useTitleList(useLanguage(), 'AssetCorrectionStatus');
  const rows = found.data?.items ?? [];
  const ids = [...new Set(rows.map(({ asset_id }) => asset_id))].sort();
  const { data: assets } = useQuery(assetsQuery(ids));
  return (
    <>
      <PageTitle of={words.title} />
      <div>
        <h1>{words.title}</h1>
        <p className="muted">{words.text}</p>
      </div>
      <RegisterTabs />
      <search className="filters screen-only">
        <SelectField
          at="/filter/status"
          label={words.status}
          none={common.all}
          choices={statuses}
          value={status ?? ''}
          onChange={(id) =>
            void navigate({
              to: '/corrections',
              search: { status: id ? (id as CorrectionStatus) : undefined },
            })
          }
        />
      </search>
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? (
        status ? (
          <Empty icon="filter" title={words.emptyFiltered} />
        ) : (
          <Empty title={words.empty}>{words.emptyText}</Empty>
        )
      ) : null}
      {rows.length > 0 ? (
        <>
          <Rows rows={rows} assets={assets} />
          <Pager shown={rows.length} cursor={cursor} next={found.data?.next_cursor} />
        </>
      ) : null}
    </>
  );
}

interface RowsProps {
  rows: readonly Correction[];
  assets: ReadonlyMap<string, AssetRow> | undefined;
}

function Rows({ rows, assets }: RowsProps) {
  const { corrections: words, content } = useWords();
  const title = useTitles(useLanguage());
  const codeOf = ({ asset_id }: Correction): string =>
    assets ? (assets.get(asset_id)?.code ?? content.hiddenAsset) : '…';
  const columns: readonly Column<Correction>[] = [
    {
      id: 'asset',
      title: words.asset,
      kind: 'main',
      cell: (row) => (
        <>
          <Link
            to="/corrections/$correctionId"
            params={{ correctionId: row.id }}
            className="cell-title code"
            aria-label={words.open(codeOf(row))}
          >
            {codeOf(row)}
          </Link>
          <span className="cell-sub">{title('AssetKind', assets?.get(row.asset_id)?.kind)}</span>
        </>
      ),
    },
    { id: 'status', title: words.status, cell: (row) => <StatusTag of={row} /> },
    { id: 'observed', title: words.observedOn, cell: ({ observed_on }) => shortDay(observed_on) },
    {
      id: 'surveyor',
      title: words.surveyor,
      cell: ({ surveyor, surveyor_organization_id }) => (
        <>
          {surveyor}
          <span className="cell-sub">
            <OrganizationName id={surveyor_organization_id} />
          </span>
        </>
      ),
    },
    { id: 'proposed', title: words.proposed, cell: (row) => <Proposal of={row} /> },
  ];
  return (
    <DataTable
      caption={words.title}
      columns={columns}
      rows={rows}
      keyOf={({ id }) => id}
      nameOf={codeOf}
    />
  );
}

function Proposal({ of }: { of: Correction }) {
  const { corrections: words } = useWords();
  const count = Object.keys(of.attributes ?? {}).length;
  const parts = [
    of.geometry ? words.place : null,
    count > 0 ? words.attributes(count) : null,
  ].filter(Boolean);
  return (
    <>
      {parts.join(', ')}
      <span className="cell-sub">{words.photos(of.photos.length)}</span>
    </>
  );
}
