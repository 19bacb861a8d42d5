// People who use the system, their roles, and new ones by invitation.
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { peopleQuery } from '../api/people';
import { useTitles } from '../api/titles';
import { Button } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { Pager } from '../components/Pager';
import { PageTitle } from '../components/PageTitle';
import { Failed } from '../components/Problem';
import { SearchField } from '../components/SearchField';
import { Empty, Loading } from '../components/States';
import { Mark } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { AdminTabs } from './AdminTabs';
import { NewPersonDialog } from './NewPersonDialog';

type User = Schemas['User'];

export function PeoplePage() {
  const { admin, common } = useWords();
  const title = useTitles(useLanguage());
  const search = useSearch({ from: '/inside/admin/people' });
  const navigate = useNavigate();
  const found = useQuery(peopleQuery({ q: search.q, cursor: search.cursor }));
  const [adding, setAdding] = useState(false);
  const rows = found.data?.items ?? [];
  return (
    <>
      <PageTitle of={admin.people} />
      <div className="page-head">
        <h1>{admin.people}</h1>
        <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
          {admin.newPerson}
        </Button>
      </div>
      <AdminTabs />
      <search className="filters">
        <SearchField
          at="/filter/q"
          label={admin.search}
          value={search.q}
          onSearch={(q) => void navigate({ to: '/admin/people', search: { q }, replace: true })}
        />
      </search>
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? <Empty icon="person" title={admin.noPeople} /> : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={admin.people}
            rows={rows}
            keyOf={(user: User) => user.id}
            nameOf={({ name }) => name}
            columns={[
              {
                id: 'name',
                title: admin.columns.name,
                kind: 'main',
                cell: ({ id, name }) => (
                  <Link to="/admin/people/$userId" params={{ userId: id }} className="cell-title">
                    {name}
                  </Link>
                ),
              },
              { id: 'email', title: admin.columns.email, cell: ({ email }) => email },
              {
                id: 'roles',
                title: admin.columns.roles,
                cell: ({ memberships }) =>
                  [...new Set(memberships.map(({ role }) => title('Role', role)))].join(', ') ||
                  common.none,
              },
              {
                id: 'state',
                title: admin.columns.state,
                cell: ({ active }) =>
                  active ? (
                    <Mark tone="good" icon="check">
                      {admin.active}
                    </Mark>
                  ) : (
                    <Mark tone="halted" icon="lock">
                      {admin.inactive}
                    </Mark>
                  ),
              },
            ]}
          />
          <Pager shown={rows.length} next={found.data?.next_cursor} />
        </>
      ) : null}
      <NewPersonDialog open={adding} onClose={() => setAdding(false)} />
    </>
  );
}
