// Transfers from and to the reader's organisations: what waits for an answer first.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { type Transfer, transferListQuery } from '../../api/transfers';
import { buttonClass } from '../../components/Button';
import { Pager } from '../../components/Pager';
import { PageTitle } from '../../components/PageTitle';
import { Failed } from '../../components/Problem';
import { Empty, Loading } from '../../components/States';
import { hasRole, useMe } from '../../session/context';
import { useWords } from '../../words/context';
import { RegisterTabs } from '../RegisterTabs';
import { TransferPanel } from './TransferPanel';
import '../register.css';

export function TransfersPage() {
  const { transfers: words } = useWords();
  const { cursor } = useSearch({ from: '/inside/transfers' });
  const me = useMe();
  const found = useQuery(transferListQuery(cursor));
  const rows = found.data?.items ?? [];
  return (
    <>
      <PageTitle of={words.title} />
      <div className="page-head">
        <h1>{words.title}</h1>
        {hasRole(me, 'owner_manager', 'operator_manager') ? (
          <Link to="/transfers/new" className={buttonClass()}>
            {words.new}
          </Link>
        ) : null}
      </div>
      <p className="muted">{words.text}</p>
      <RegisterTabs />
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? (
        <Empty title={words.empty}>{words.emptyText}</Empty>
      ) : null}
      <Part title={words.waiting} rows={rows.filter(({ status }) => status === 'offered')} />
      <Part title={words.settled} rows={rows.filter(({ status }) => status !== 'offered')} />
      {rows.length > 0 ? (
        <Pager shown={rows.length} cursor={cursor} next={found.data?.next_cursor} />
      ) : null}
    </>
  );
}

function Part({ title, rows }: { title: string; rows: readonly Transfer[] }) {
  if (rows.length === 0) return null;
  return (
    <div className="stack">
      <h2>{title}</h2>
      {rows.map((row) => (
        <TransferPanel key={row.id} of={row} />
      ))}
    </div>
  );
}
