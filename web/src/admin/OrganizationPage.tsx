import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { updateOrganization } from '../api/people';
import { organizationQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { Facts } from '../components/Facts';
import { SelectField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import { useSubmit } from '../components/useSubmit';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';

export function OrganizationPage() {
  const { organizationId } = useParams({ from: '/inside/admin/organizations/$organizationId' });
  const found = useQuery(organizationQuery(organizationId));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  return <Edit key={found.data.version} of={found.data} />;
}

function Edit({ of }: { of: Schemas['Organization'] }) {
  const { account, admin, common } = useWords();
  const title = useTitles(useLanguage());
  const queries = useQueryClient();
  const submit = useSubmit();
  const [nameVi, setNameVi] = useState(of.name_vi);
  const [nameEn, setNameEn] = useState(of.name_en ?? '');
  const [email, setEmail] = useState(of.email ?? '');
  const [locale, setLocale] = useState<Schemas['Locale']>(of.locale);
  const [saved, setSaved] = useState(false);
  const send = (): void =>
    void submit.run(async () => {
      await updateOrganization(
        of.id,
        {
          name_vi: nameVi.trim(),
          locale,
          ...(nameEn.trim() ? { name_en: nameEn.trim() } : {}),
          ...(email.trim() ? { email: email.trim() } : {}),
        },
        of.version,
      );
      setSaved(true);
      await queries.invalidateQueries({ queryKey: ['organization'] });
    });
  return (
    <>
      <PageTitle of={of.name_vi} />
      <div className="case-head">
        <p className="trail">
          <Link to="/admin/organizations">{admin.organizations}</Link>
          <span>{title('OrganizationKind', of.kind)}</span>
        </p>
        <h1>{of.name_vi}</h1>
      </div>
      {saved ? <Notice tone="good" announce="status" title={admin.saved} /> : null}
      <div className="columns with-aside">
        <FormBody submit={submit} onSubmit={send} label={common.save}>
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
          <SelectField
            at="/locale"
            label={account.language}
            value={locale}
            choices={[
              { id: 'vi', title: 'Tiếng Việt' },
              { id: 'en', title: 'English' },
            ]}
            onChange={(chosen) => setLocale(chosen === 'en' ? 'en' : 'vi')}
          />
        </FormBody>
        <Panel title={admin.columns.valid}>
          <Facts
            narrow="narrow"
            of={[
              [admin.validFrom, shortDay(of.valid_from)],
              [admin.validTo, of.valid_to ? shortDay(of.valid_to) : null],
              [admin.successor, of.successor?.name],
            ]}
          />
        </Panel>
      </div>
    </>
  );
}
