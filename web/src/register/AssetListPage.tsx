// The register as a list: every filter stands in the address.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type Asset, assetListQuery } from '../api/assets';
import { useTitles } from '../api/titles';
import { Button, buttonClass } from '../components/Button';
import { type Column, DataTable } from '../components/DataTable';
import { Notice } from '../components/Notice';
import { Pager } from '../components/Pager';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { FreeBandMark } from '../map/BandMark';
import { viewOf, writtenView } from '../map/view';
import type { AssetListSearch } from '../search';
import { useMe } from '../session/context';
import { mayCreate } from '../session/creatable';
import { useLanguage, useWords } from '../words/context';
import { AssetFilters } from './AssetFilters';
import { RegisterTabs } from './RegisterTabs';
import { mayExport } from './rights';
import './register.css';

const asked = ({ free, sort, ...search }: AssetListSearch) => ({
  ...search,
  free_min: free,
  sort: sort ?? 'code',
});

/** The view of the map for the box of the list. */
function viewText(bbox: string | undefined): string | undefined {
  const [west, south, east, north] = (bbox ?? '').split(',').map(Number);
  return north === undefined || west === undefined || south === undefined || east === undefined
    ? undefined
    : writtenView(viewOf([west, south, east, north]));
}

function useAssetColumns(): readonly Column<Asset>[] {
  const { register } = useWords();
  const title = useTitles(useLanguage());
  return [
    {
      id: 'code',
      title: register.code,
      kind: 'main',
      cell: (row) => (
        <>
          <Link to="/assets/$assetId" params={{ assetId: row.id }} className="cell-title code">
            {row.code}
          </Link>
          <span className="cell-sub">{title('AssetKind', row.kind)}</span>
        </>
      ),
    },
    {
      id: 'free',
      title: register.free,
      cell: (row) => <FreeBandMark kind={row.kind} band={row.free_band} />,
    },
    { id: 'owner', title: register.owner, cell: (row) => row.owner.name },
    {
      id: 'place',
      title: register.address,
      cell: (row) => (
        <>
          {row.address ?? row.area?.name}
          {row.address && row.area ? <span className="cell-sub">{row.area.name}</span> : null}
        </>
      ),
    },
    {
      id: 'lifecycle',
      title: register.lifecycle,
      cell: (row) => title('AssetLifecycle', row.lifecycle),
    },
  ];
}

export function AssetListPage() {
  const { register: words, assetExports, filings, common } = useWords();
  const me = useMe();
  const search = useSearch({ from: '/inside/assets' });
  const navigate = useNavigate();
  const assets = useQuery(assetListQuery(asked(search)));
  const columns = useAssetColumns();
  const rows = assets.data?.items ?? [];
  const { cursor, sort: _sort, ...filters } = search;
  const filtered = Object.values(filters).some(Boolean);
  const clear = (): void => void navigate({ to: '/assets', search: {} });
  return (
    <>
      <title>{`${words.title} – ${common.product}`}</title>
      <div className="page-head">
        <h1>{words.title}</h1>
        <div className="button-row screen-only">
          <Link
            to="/map"
            search={{ at: viewText(search.bbox), owner: search.owner, free: search.free }}
            className={buttonClass()}
          >
            {words.onMap}
          </Link>
          {mayCreate(me, 'information_request') && (search.owner || search.bbox) ? (
            <Link
              to="/cases/new/information-request"
              search={{ owner: search.owner, bbox: search.bbox }}
              className={buttonClass()}
            >
              {filings.information.fromList}
            </Link>
          ) : null}
          {mayExport(me) ? (
            <Link
              to="/exports/new"
              search={{ ...search, cursor: undefined, sort: undefined }}
              className={buttonClass()}
            >
              {assetExports.new}
            </Link>
          ) : null}
        </div>
      </div>
      <RegisterTabs />
      <AssetFilters search={search} />
      {search.bbox ? (
        <Notice
          title={words.boxed}
          actions={
            <Button
              onClick={() =>
                void navigate({
                  to: '/assets',
                  search: { ...search, bbox: undefined, cursor: undefined },
                })
              }
            >
              {words.everywhere}
            </Button>
          }
        />
      ) : null}
      {assets.isPending ? <Loading /> : null}
      {assets.isError ? <Failed error={assets.error} again={() => void assets.refetch()} /> : null}
      {assets.data && rows.length === 0 ? (
        <Empty
          icon={filtered ? 'filter' : 'empty'}
          title={filtered ? words.emptyFiltered : words.empty}
          action={filtered ? <Button onClick={clear}>{words.filters.clear}</Button> : null}
        />
      ) : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={words.title}
            columns={columns}
            rows={rows}
            keyOf={(row: Asset) => row.id}
            nameOf={(row) => row.code}
          />
          <Pager shown={rows.length} cursor={cursor} next={assets.data?.next_cursor} />
        </>
      ) : null}
    </>
  );
}
