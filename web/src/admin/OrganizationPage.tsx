import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { updateOrganization } from '../api/people';
import { organizationQuery } from '../api/references';
import { useTitles } from '../api/titles';
import { Conflict, type ConflictRow } from '../components/Conflict';
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

const LANGUAGES = { vi: 'Tiếng Việt', en: 'English' } as const;

export function OrganizationPage() {
  const { organizationId } = useParams({ from: '/inside/admin/organizations/$organizationId' });
  const found = useQuery(organizationQuery(organizationId));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  return <Edit key={found.data.id} latest={found.data} />;
}

function Edit({ latest }: { latest: Schemas['Organization'] }) {
  const { account, admin, common } = useWords();
  const title = useTitles(useLanguage());
  const queries = useQueryClient();
  const submit = useSubmit();
  // What the form was filled from: a later version must not take away what was typed.
  const [of, setOf] = useState(latest);
  const [nameVi, setNameVi] = useState(of.name_vi);
  const [nameEn, setNameEn] = useState(of.name_en ?? '');
  const [email, setEmail] = useState(of.email ?? '');
  const [locale, setLocale] = useState<Schemas['Locale']>(of.locale);
  const [saved, setSaved] = useState(false);
  const fill = (from: Schemas['Organization']): void => {
    setOf(from);
    setNameVi(from.name_vi);
    setNameEn(from.name_en ?? '');
    setEmail(from.email ?? '');
    setLocale(from.locale);
    submit.clear();
  };
  const conflicts: readonly ConflictRow[] = [
    { id: 'name_vi', label: admin.nameVi, stored: latest.name_vi, mine: nameVi },
    { id: 'name_en', label: admin.nameEn, stored: latest.name_en ?? '', mine: nameEn },
    { id: 'email', label: admin.columns.email, stored: latest.email ?? '', mine: email },
    {
      id: 'locale',
      label: account.language,
      stored: LANGUAGES[latest.locale],
      mine: LANGUAGES[locale],
    },
  ].filter(({ stored, mine }) => stored !== mine);
  const outdated = latest.version > of.version;
  const send = (): void =>
    void submit.run(async () => {
      try {
        const saved = await updateOrganization(
          of.id,
          {
            name_vi: nameVi.trim(),
            locale,
            ...(nameEn.trim() ? { name_en: nameEn.trim() } : {}),
            ...(email.trim() ? { email: email.trim() } : {}),
          },
          of.version,
        );
        queries.setQueryData(organizationQuery(of.id).queryKey, saved);
        fill(saved);
        setSaved(true);
      } finally {
        await queries.invalidateQueries({ queryKey: ['organization'] });
      }
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
      {outdated ? (
        <Conflict
          rows={conflicts}
          onKeep={() => {
            setOf(latest);
            submit.clear();
          }}
          onTake={() => fill(latest)}
        />
      ) : null}
      {saved ? <Notice tone="good" announce="status" title={admin.saved} /> : null}
      <div className="columns with-aside">
        <FormBody
          submit={outdated ? { ...submit, error: null } : submit}
          onSubmit={send}
          label={common.save}
        >
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
            choices={Object.entries(LANGUAGES).map(([id, title]) => ({ id, title }))}
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
