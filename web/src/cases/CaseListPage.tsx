// The list of cases: every filter stands in the address.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type CaseSummary, casesQuery } from '../api/cases';
import { serverNow } from '../api/clock';
import { useWatched } from '../api/watched';
import { Button } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { toneOfDue } from '../components/due';
import { Pager } from '../components/Pager';
import { PageTitle } from '../components/PageTitle';
import { Failed } from '../components/Problem';
import { SavedFilters } from '../components/SavedFilters';
import { Empty, Loading } from '../components/States';
import { Tabs } from '../components/Tabs';
import { type CaseListSearch, caseListSearch } from '../search';
import { NewCaseMenu } from '../session/NewCaseMenu';
import { useCodeOf } from '../words/codeOf';
import { useWords } from '../words/context';
import { addDays, dayOf } from '../words/days';
import { CaseFilters } from './CaseFilters';
import { dueOf, useCaseColumns } from './list';

const STANCES = ['applicant', 'owner', 'reviewer', 'consulted'] as const;

const WEEK = 7;

function asked({ due, sort, phase, ...search }: CaseListSearch) {
  return {
    ...search,
    phase,
    sort: sort ?? '-updated_at',
    overdue: due === 'overdue' ? true : undefined,
    due_before: due === 'week' ? addDays(dayOf(serverNow()), WEEK + 1) : undefined,
  };
}

export function CaseListPage() {
  const { cases: words } = useWords();
  const codeOf = useCodeOf();
  const search = useSearch({ from: '/inside/cases' });
  const navigate = useNavigate();
  const cases = useQuery(casesQuery(asked(search)));
  const columns = useCaseColumns();
  const rows = cases.data?.items ?? [];
  useWatched(
    'cases',
    rows.map(({ id }) => id),
  );
  const { cursor: _cursor, stance: _stance, turn: _turn, sort: _sort, ...filters } = search;
  const filtered = Object.values(filters).some(Boolean);
  return (
    <>
      <PageTitle of={words.title} />
      <div className="page-head">
        <h1>{words.title}</h1>
        <div className="button-row">
          <SavedFilters
            list="case_filters"
            search={search}
            onChoose={(saved) => void navigate({ to: '/cases', search: caseListSearch(saved) })}
            ready={cases.isSuccess}
          />
          <NewCaseMenu />
        </div>
      </div>
      <Tabs label={words.stances}>
        <TabLink search={search} current={!search.stance && !search.turn} stance={undefined}>
          {words.tabs.all}
        </TabLink>
        {STANCES.map((stance) => (
          <TabLink key={stance} search={search} stance={stance} current={search.stance === stance}>
            {words.tabs[stance]}
          </TabLink>
        ))}
        <Link
          to="/cases"
          search={{ turn: 'others', phase: 'open' }}
          {...(search.turn === 'others' ? { 'aria-current': 'page' as const } : {})}
        >
          {words.tabs.others}
        </Link>
      </Tabs>
      <CaseFilters search={search} ready={cases.isSuccess} />
      {cases.isPending ? <Loading /> : null}
      {cases.isError ? <Failed error={cases.error} again={() => void cases.refetch()} /> : null}
      {cases.data && rows.length === 0 ? (
        filtered ? (
          <Empty
            icon="filter"
            title={words.emptyFiltered}
            action={
              <Button
                onClick={() =>
                  void navigate({
                    to: '/cases',
                    search: { stance: search.stance, turn: search.turn },
                  })
                }
              >
                {words.filters.clear}
              </Button>
            }
          />
        ) : (
          <Empty title={words.empty}>{words.emptyText}</Empty>
        )
      ) : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={words.title}
            columns={columns}
            rows={rows}
            keyOf={(row: CaseSummary) => row.id}
            nameOf={(row) => row.code ?? (row.title || codeOf(row))}
            toneOf={(row) => toneOfDue(dueOf(row))}
          />
          <Pager
            shown={rows.length}
            total={cases.data?.total}
            atLeast={cases.data?.total_at_least}
            cursor={search.cursor}
            next={cases.data?.next_cursor}
          />
        </>
      ) : null}
    </>
  );
}

interface TabProps {
  search: CaseListSearch;
  stance: string | undefined;
  current: boolean;
  children: string;
}

function TabLink({ search, stance, current, children }: TabProps) {
  return (
    <Link
      to="/cases"
      search={{ ...search, stance, turn: undefined, cursor: undefined }}
      {...(current ? { 'aria-current': 'page' as const } : {})}
    >
      {children}
    </Link>
  );
}
