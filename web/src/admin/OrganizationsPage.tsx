import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { newKey, type Schemas } from '../api/client';
import { addOrganization, organizationListQuery } from '../api/people';
import { useTitleList, useTitles } from '../api/titles';
import { Button } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { Dialog } from '../components/Dialog';
import { SelectField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Pager } from '../components/Pager';
import { PageTitle } from '../components/PageTitle';
import { Failed } from '../components/Problem';
import { SearchField } from '../components/SearchField';
import { Empty, Loading } from '../components/States';
import { useSubmit } from '../components/useSubmit';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';
import { AdminTabs } from './AdminTabs';

type Organization = Schemas['Organization'];
type Kind = Schemas['OrganizationKind'];

export function OrganizationsPage() {
  const { admin, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const kinds = useTitleList(language, 'OrganizationKind');
  const search = useSearch({ from: '/inside/admin/organizations' });
  const navigate = useNavigate();
  const found = useQuery(
    organizationListQuery({ ...search, kind: search.kind as Kind | undefined }),
  );
  const [adding, setAdding] = useState(false);
  const rows = found.data?.items ?? [];
  return (
    <>
      <PageTitle of={admin.organizations} />
      <div className="page-head">
        <h1>{admin.organizations}</h1>
        <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
          {admin.newOrganization}
        </Button>
      </div>
      <AdminTabs />
      <search className="filters">
        <SearchField
          at="/filter/q"
          label={admin.searchOrganization}
          value={search.q}
          onSearch={(q) =>
            void navigate({
              to: '/admin/organizations',
              search: { ...search, q, cursor: undefined },
              replace: true,
            })
          }
        />
        <SelectField
          at="/filter/kind"
          label={admin.kind}
          none={common.all}
          choices={kinds}
          value={search.kind ?? ''}
          onChange={(kind) =>
            void navigate({
              to: '/admin/organizations',
              search: { ...search, kind: kind || undefined, cursor: undefined },
            })
          }
        />
      </search>
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? (
        <Empty icon="organization" title={admin.noOrganizations} />
      ) : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={admin.organizations}
            rows={rows}
            keyOf={(one: Organization) => one.id}
            nameOf={({ name_vi }) => name_vi}
            columns={[
              {
                id: 'name',
                title: admin.columns.name,
                kind: 'main',
                cell: ({ id, name_vi, name_en }) => (
                  <>
                    <Link
                      to="/admin/organizations/$organizationId"
                      params={{ organizationId: id }}
                      className="cell-title"
                    >
                      {language === 'en' && name_en ? name_en : name_vi}
                    </Link>
                    <span className="cell-sub">{language === 'en' ? name_vi : name_en}</span>
                  </>
                ),
              },
              {
                id: 'kind',
                title: admin.columns.kind,
                cell: ({ kind }) => title('OrganizationKind', kind),
              },
              {
                id: 'email',
                title: admin.columns.email,
                cell: ({ email }) => email ?? common.none,
              },
              {
                id: 'valid',
                title: admin.columns.valid,
                cell: ({ valid_from, valid_to, successor }) => (
                  <>
                    {valid_to ? admin.until(shortDay(valid_to)) : admin.since(shortDay(valid_from))}
                    {successor ? (
                      <span className="cell-sub">
                        {admin.predecessorOf} {successor.name}
                      </span>
                    ) : null}
                  </>
                ),
              },
            ]}
          />
          <Pager shown={rows.length} next={found.data?.next_cursor} />
        </>
      ) : null}
      <NewOrganization open={adding} onClose={() => setAdding(false)} />
    </>
  );
}

function NewOrganization({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { admin, common } = useWords();
  const kinds = useTitleList(useLanguage(), 'OrganizationKind');
  const queries = useQueryClient();
  const submit = useSubmit();
  const [kind, setKind] = useState<Kind>('operator');
  const [nameVi, setNameVi] = useState('');
  const [nameEn, setNameEn] = useState('');
  const [email, setEmail] = useState('');
  const [key, setKey] = useState(newKey);
  const close = (): void => {
    setNameVi('');
    setNameEn('');
    setEmail('');
    setKey(newKey());
    submit.clear();
    onClose();
  };
  const send = (): void =>
    void submit.run(async () => {
      await addOrganization(
        {
          kind,
          name_vi: nameVi.trim(),
          ...(nameEn.trim() ? { name_en: nameEn.trim() } : {}),
          ...(email.trim() ? { email: email.trim() } : {}),
        },
        key,
      );
      await queries.invalidateQueries({ queryKey: ['organization'] });
      close();
    });
  return (
    <Dialog title={admin.newOrganization} open={open} onClose={close}>
      <FormBody
        submit={submit}
        onSubmit={send}
        label={admin.newOrganization}
        extra={<Button onClick={close}>{common.cancel}</Button>}
      >
        <SelectField
          at="/kind"
          label={admin.kind}
          value={kind}
          choices={kinds}
          onChange={(chosen) => setKind(chosen as Kind)}
        />
        <TextField at="/name_vi" label={admin.nameVi} value={nameVi} onChange={setNameVi} />
        <TextField
          at="/name_en"
          label={admin.nameEn}
          optional
          value={nameEn}
          onChange={setNameEn}
        />
        <TextField
          at="/email"
          label={admin.columns.email}
          type="email"
          optional
          value={email}
          onChange={setEmail}
        />
      </FormBody>
    </Dialog>
  );
}
