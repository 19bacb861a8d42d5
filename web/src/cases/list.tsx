// Columns of the list of cases.
import { Link } from '@tanstack/react-router';
import type { CaseSummary } from '../api/cases';
import { useTitles } from '../api/titles';
import type { Column } from '../components/DataTable';
import { type Due, DueMark } from '../components/due';
import { StateTag } from '../summary/StateTag';
import { useCodeOf } from '../words/codeOf';
import { useLanguage, useWords } from '../words/context';
import { dayOf, shortDay } from '../words/days';

export function dueOf(row: CaseSummary): Due {
  return {
    overdue: row.overdue,
    paused: row.paused ?? false,
    daysLeft: row.days_left ?? null,
    dueOn: row.due_on ?? null,
  };
}

export function useCaseColumns(): readonly Column<CaseSummary>[] {
  const { cases } = useWords();
  const title = useTitles(useLanguage());
  const codeOf = useCodeOf();
  return [
    {
      id: 'case',
      title: cases.columns.case,
      kind: 'main',
      cell: (row) => (
        <>
          <Link to="/cases/$caseId" params={{ caseId: row.id }} className="cell-title">
            {row.title || codeOf(row)}
          </Link>
          <span className="cell-sub">
            {codeOf(row)} · {row.kind_title ?? title('CaseKind', row.kind)}
          </span>
        </>
      ),
    },
    {
      id: 'state',
      title: cases.columns.state,
      cell: (row) => <StateTag of={row} />,
    },
    {
      id: 'parties',
      title: cases.columns.parties,
      cell: (row) => (
        <>
          {row.applicant.name}
          {row.owner || row.authority ? (
            <span className="cell-sub">→ {(row.owner ?? row.authority)?.name}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'due',
      title: cases.columns.due,
      cell: (row) => (row.phase === 'open' ? <DueMark due={dueOf(row)} /> : null),
    },
    {
      id: 'filed',
      title: cases.columns.filed,
      cell: (row) =>
        row.filed_at ? (
          <span className="nowrap">{shortDay(dayOf(row.filed_at))}</span>
        ) : (
          <span className="muted">{cases.notFiled}</span>
        ),
    },
  ];
}
