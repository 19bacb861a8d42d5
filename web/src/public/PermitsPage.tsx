// Permits, approvals and notices that were published.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type PublicPermit, publicPermitsQuery } from '../api/public';
import { useTitles } from '../api/titles';
import { type Column, DataTable } from '../components/DataTable';
import { SelectField } from '../components/Field';
import { Failed } from '../components/Problem';
import { SearchField } from '../components/SearchField';
import { Loading } from '../components/States';
import type { PublicPermitsSearch } from '../search';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';
import { contains } from '../words/fold';
import { AreaChoice } from './AreaChoice';
import { Head } from './Head';
import { Nothing } from './Nothing';
import { Pages, rowsOf } from './Pages';
import { usePublicWords } from './words';

const textOf = ({ number, title, holder, issuer, address }: PublicPermit): string =>
  [number, title, holder, issuer, address].join(' ');

export function PermitsPage() {
  const words = usePublicWords();
  const search = useSearch({ from: '/public/permits' });
  const { q, kind, area, page } = search;
  const permits = useQuery(publicPermitsQuery(area));
  const columns = useColumns();
  const all = permits.data?.items ?? [];
  const found = all.filter(
    (one) => (!kind || one.kind === kind) && (!q || contains(textOf(one), q)),
  );
  return (
    <>
      <Head title={words.permit.title} lead={words.permit.lead} />
      <Filters search={search} kinds={[...new Set(all.map((one) => one.kind))]} />
      {permits.isPending ? <Loading /> : null}
      {permits.isError ? (
        <Failed error={permits.error} again={() => void permits.refetch()} />
      ) : null}
      {permits.data ? (
        <>
          {found.length === 0 ? (
            <Nothing filtered={Boolean(q || kind || area)} />
          ) : (
            <DataTable
              caption={words.permit.title}
              columns={columns}
              rows={rowsOf(found, page)}
              keyOf={(row: PublicPermit) => row.slug}
              nameOf={(row) => row.number}
            />
          )}
          <Pages found={found.length} all={all.length} more={permits.data.more} page={page} />
        </>
      ) : null}
    </>
  );
}

interface FiltersProps {
  search: PublicPermitsSearch;
  kinds: readonly PublicPermit['kind'][];
}

function Filters({ search, kinds }: FiltersProps) {
  const words = usePublicWords();
  const { common } = useWords();
  const title = useTitles(useLanguage());
  const navigate = useNavigate();
  const set = (change: PublicPermitsSearch, replace = false): void =>
    void navigate({
      to: '/permits',
      search: { ...search, ...change, page: undefined },
      replace,
    });
  const known = search.kind ? [...new Set([...kinds, search.kind])] : kinds;
  return (
    <search className="filters screen-only">
      <SearchField
        at="/filter/q"
        label={words.permit.search}
        value={search.q}
        onSearch={(q) => set({ q }, true)}
      />
      <SelectField
        at="/filter/kind"
        label={words.permit.kind}
        value={search.kind ?? ''}
        none={common.all}
        choices={known.map((id) => ({ id, title: title('CaseKind', id) }))}
        onChange={(kind) => set({ kind: kind || undefined })}
      />
      <AreaChoice value={search.area} onChange={(area) => set({ area })} />
    </search>
  );
}

function useColumns(): readonly Column<PublicPermit>[] {
  const { permit: words } = usePublicWords();
  const { common } = useWords();
  const title = useTitles(useLanguage());
  return [
    {
      id: 'number',
      title: words.number,
      kind: 'main',
      cell: ({ number, slug, kind }) => (
        <>
          <Link to="/permits/$slug" params={{ slug }} className="cell-title code">
            {number}
          </Link>
          <span className="cell-sub">{title('CaseKind', kind)}</span>
        </>
      ),
    },
    {
      id: 'title',
      title: words.name,
      cell: ({ title: name, address }) => (
        <>
          {name}
          {address ? <span className="cell-sub">{address}</span> : null}
        </>
      ),
    },
    { id: 'holder', title: words.holder, cell: ({ holder }) => holder },
    { id: 'issuer', title: words.issuer, cell: ({ issuer }) => issuer },
    { id: 'issued', title: words.issued, cell: ({ issued_on }) => shortDay(issued_on) },
    {
      id: 'until',
      title: words.validUntil,
      cell: ({ valid_until }) => (valid_until ? shortDay(valid_until) : common.none),
    },
    { id: 'state', title: words.state, cell: ({ state_title }) => state_title },
  ];
}
