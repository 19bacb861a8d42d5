// Decisions on disputes, without names, prices and secrets.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type PublicDecision, publicDecisionsQuery } from '../api/public';
import { useTitles } from '../api/titles';
import { type Column, DataTable } from '../components/DataTable';
import { Failed } from '../components/Problem';
import { SearchField } from '../components/SearchField';
import { Loading } from '../components/States';
import { useLanguage } from '../words/context';
import { longDay } from '../words/days';
import { contains } from '../words/fold';
import { Head } from './Head';
import { Nothing } from './Nothing';
import { Pages, rowsOf } from './Pages';
import { usePublicWords } from './words';

export function DecisionsPage() {
  const words = usePublicWords();
  const { q, page } = useSearch({ from: '/public/decisions' });
  const navigate = useNavigate();
  const decisions = useQuery(publicDecisionsQuery);
  const columns = useColumns();
  const all = decisions.data?.items ?? [];
  const found = q ? all.filter(({ code, summary }) => contains(`${code} ${summary}`, q)) : all;
  return (
    <>
      <Head title={words.decision.title} lead={words.decision.lead} />
      <search className="filters screen-only">
        <SearchField
          at="/filter/q"
          label={words.decision.search}
          value={q}
          onSearch={(text) =>
            void navigate({ to: '/decisions', search: { q: text }, replace: true })
          }
        />
      </search>
      {decisions.isPending ? <Loading /> : null}
      {decisions.isError ? (
        <Failed error={decisions.error} again={() => void decisions.refetch()} />
      ) : null}
      {decisions.data ? (
        <>
          {found.length === 0 ? (
            <Nothing filtered={Boolean(q)} />
          ) : (
            <DataTable
              caption={words.decision.title}
              columns={columns}
              rows={rowsOf(found, page)}
              keyOf={(row: PublicDecision) => row.code}
              nameOf={(row) => row.code}
            />
          )}
          <Pages found={found.length} all={all.length} more={decisions.data.more} page={page} />
        </>
      ) : null}
    </>
  );
}

function useColumns(): readonly Column<PublicDecision>[] {
  const { decision: words } = usePublicWords();
  const language = useLanguage();
  const title = useTitles(language);
  return [
    {
      id: 'code',
      title: words.code,
      kind: 'main',
      cell: ({ code }) => <span className="cell-title code">{code}</span>,
    },
    { id: 'day', title: words.day, cell: ({ decided_on }) => longDay(decided_on, language) },
    {
      id: 'verdict',
      title: words.verdict,
      cell: ({ verdict }) => title('DisputeVerdict', verdict),
    },
    { id: 'summary', title: words.summary, cell: ({ summary }) => summary },
  ];
}
