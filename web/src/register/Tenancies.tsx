// Who uses an asset, as far as the reader may see.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Asset, occupanciesQuery } from '../api/assets';
import type { Schemas } from '../api/client';
import { useTitles } from '../api/titles';
import { isStatus } from '../api/transport';
import { type Column, DataTable } from '../components/DataTable';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { Tag } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { dayOf, shortDay } from '../words/days';
import { formatNumber } from '../words/numbers';

type Row = Schemas['Occupancy'];

export function Tenancies({ asset }: { asset: Asset }) {
  const { register: words } = useWords();
  const { tenancies } = words;
  const language = useLanguage();
  const title = useTitles(language);
  const found = useQuery(occupanciesQuery(asset.id));
  // Who has no part in the asset sees no list.
  if (isStatus(found.error, 403, 404)) return null;
  const day = (instant: string | null | undefined): string =>
    instant ? shortDay(dayOf(instant)) : '';
  const columns: readonly Column<Row>[] = [
    {
      id: 'tenant',
      title: tenancies.tenant,
      kind: 'main',
      cell: (row) => (
        <>
          <span className="cell-title">{row.tenant?.name ?? tenancies.unclaimed}</span>
          {row.note ? <span className="cell-sub">{row.note}</span> : null}
        </>
      ),
    },
    {
      id: 'quantity',
      title: tenancies.quantity,
      cell: (row) =>
        `${formatNumber(row.quantity, language)} ${title('AssetUnit', row.unit).toLowerCase()}`,
    },
    {
      id: 'status',
      title: tenancies.status,
      cell: (row) => (
        <Tag tone={row.status === 'ended' ? 'plain' : 'accent'}>
          {title('OccupancyStatus', row.status)}
        </Tag>
      ),
    },
    {
      id: 'since',
      title: tenancies.since,
      cell: (row) =>
        row.status === 'ended'
          ? tenancies.period(day(row.active_since ?? row.created_at), day(row.ended_at))
          : row.status === 'reserved'
            ? tenancies.until(day(row.reserved_until))
            : day(row.active_since),
    },
    {
      id: 'case',
      title: tenancies.case,
      cell: (row) =>
        row.case_id ? (
          <Link to="/cases/$caseId" params={{ caseId: row.case_id }}>
            {tenancies.openCase}
          </Link>
        ) : null,
    },
  ];
  const rows = found.data?.items ?? [];
  return (
    <Panel title={tenancies.title} flush="flush">
      {found.isPending ? <Loading lines={3} /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? (
        <p className="pad muted small">{tenancies.nothing}</p>
      ) : null}
      {rows.length > 0 ? (
        <DataTable
          caption={tenancies.title}
          columns={columns}
          rows={rows}
          keyOf={(row) => row.id}
          nameOf={(row) => row.tenant?.name ?? tenancies.unclaimed}
        />
      ) : null}
    </Panel>
  );
}
