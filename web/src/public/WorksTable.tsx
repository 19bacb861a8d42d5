import { Link } from '@tanstack/react-router';
import { type Column, DataTable } from '../components/DataTable';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { writtenDistance } from './distance';
import { usePublicWords } from './words';
import { endOf, type FoundWorks } from './works';

interface WorksTableProps {
  rows: readonly FoundWorks[];
  selected: string | undefined;
}

export function WorksTable({ rows, selected }: WorksTableProps) {
  const { work: words } = usePublicWords();
  const columns = useColumns();
  const current = rows.findIndex(({ works }) => works.code === selected);
  return (
    <DataTable
      caption={words.title}
      columns={columns}
      rows={rows}
      keyOf={({ works }: FoundWorks) => works.code}
      nameOf={({ works }) => works.title}
      {...(current < 0 ? {} : { current })}
    />
  );
}

function useColumns(): readonly Column<FoundWorks>[] {
  const words = usePublicWords();
  const { common } = useWords();
  const language = useLanguage();
  const { work } = words;
  const distance = (metres: number): string =>
    metres === 0 ? work.atPoint : work.away(writtenDistance(metres, words, language));
  return [
    {
      id: 'name',
      title: work.name,
      kind: 'main',
      cell: ({ works: { code, title } }) => (
        <>
          <Link
            to="/works"
            search={(now) => ({ ...now, sel: code })}
            resetScroll={false}
            className="cell-title"
          >
            {title}
          </Link>
          <span className="cell-sub code">{code}</span>
        </>
      ),
    },
    {
      id: 'place',
      title: work.place,
      cell: ({ works: { address }, metres }) => (
        <>
          {address ?? common.none}
          {metres === undefined ? null : <span className="cell-sub">{distance(metres)}</span>}
        </>
      ),
    },
    { id: 'initiator', title: work.initiator, cell: ({ works }) => works.initiator },
    {
      id: 'time',
      title: work.time,
      cell: ({ works }) => {
        const end = endOf(works);
        if (!works.starts_on) return common.none;
        return (
          <>
            {end
              ? work.span(shortDay(works.starts_on), shortDay(end))
              : work.starting(shortDay(works.starts_on))}
            {works.duration_days ? (
              <span className="cell-sub">
                {work.days(formatNumber(works.duration_days, language))}
              </span>
            ) : null}
          </>
        );
      },
    },
    {
      id: 'state',
      title: work.state,
      cell: ({ works: { state_title, join_until } }) => (
        <>
          {state_title}
          {join_until ? (
            <span className="cell-sub">
              {work.join}: {shortDay(join_until)}
            </span>
          ) : null}
        </>
      ),
    },
  ];
}
