// My account: who I am, language, password, sessions.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePassword, endSession, sessionsQuery, setLocale } from '../api/account';
import { meQuery } from '../api/session';
import { useTitles } from '../api/titles';
import { Button } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { Facts } from '../components/Facts';
import { SelectField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { Refusal } from '../components/Problem';
import { Tag } from '../components/Tag';
import { useSubmit } from '../components/useSubmit';
import { useMe } from '../session/context';
import { useSetLanguage } from '../session/language';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';

export function AccountPage() {
  const { account } = useWords();
  const me = useMe();
  const title = useTitles(useLanguage());
  return (
    <>
      <PageTitle of={account.title} />
      <h1>{account.title}</h1>
      <div className="columns with-aside">
        <div className="stack">
          <Panel title={account.about}>
            <Facts
              of={[
                [account.name, me.name],
                [account.email, me.email],
              ]}
            />
          </Panel>
          <Panel title={account.roles} flush="flush">
            <DataTable
              caption={account.roles}
              rows={me.memberships}
              keyOf={({ organization_id, role }) => `${organization_id} ${role}`}
              nameOf={({ role }) => title('Role', role)}
              columns={[
                {
                  id: 'role',
                  title: account.role,
                  kind: 'main',
                  cell: ({ role }) => title('Role', role),
                },
                {
                  id: 'organization',
                  title: account.organization,
                  cell: ({ organization_name }) => organization_name,
                },
              ]}
            />
          </Panel>
          <Sessions />
        </div>
        <div className="stack">
          <LanguageChoice />
          <Password />
        </div>
      </div>
    </>
  );
}

function LanguageChoice() {
  const { account } = useWords();
  const me = useMe();
  const language = useLanguage();
  const setLanguage = useSetLanguage();
  const queries = useQueryClient();
  const submit = useSubmit();
  const [saved, setSaved] = useState(false);
  return (
    <Panel title={account.language}>
      <div className="stack tight">
        <Refusal error={submit.error} />
        <SelectField
          at="/locale"
          label={account.language}
          hint={account.languageHint}
          value={language}
          choices={[
            { id: 'vi', title: 'Tiếng Việt' },
            { id: 'en', title: 'English' },
          ]}
          onChange={(chosen) => {
            const locale = chosen === 'en' ? 'en' : 'vi';
            setLanguage(locale);
            void submit.run(async () => {
              await setLocale(locale, me.version ?? 0);
              setSaved(true);
              await queries.invalidateQueries({ queryKey: meQuery.queryKey });
            });
          }}
        />
        <p role="status" className="small muted">
          {saved ? account.languageSaved : null}
        </p>
      </div>
    </Panel>
  );
}

function Password() {
  const { account } = useWords();
  const me = useMe();
  const queries = useQueryClient();
  const submit = useSubmit();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [done, setDone] = useState(false);
  const send = (): void =>
    void submit.run(async () => {
      await changePassword(current, next);
      setCurrent('');
      setNext('');
      setDone(true);
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    });
  return (
    <Panel title={account.password}>
      {done ? <Notice tone="good" announce="status" title={account.passwordChanged} /> : null}
      <FormBody submit={submit} onSubmit={send} label={account.changePassword}>
        <input
          className="visually-hidden"
          autoComplete="username"
          value={me.email ?? ''}
          readOnly
          tabIndex={-1}
          aria-hidden="true"
        />
        <TextField
          at="/current_password"
          label={account.currentPassword}
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <TextField
          at="/new_password"
          label={account.newPassword}
          hint={account.newPasswordHint}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
        />
      </FormBody>
    </Panel>
  );
}

// Name of a browser in what it says of itself; the whole text stands beside it on demand.
function browserOf(agent: string): string {
  const found = /(Firefox|Edg|OPR|CriOS|Chrome|Safari)\/(\d+)/.exec(agent);
  const system = /\(([^;)]+)/.exec(agent);
  return found ? `${found[1]} ${found[2]}${system ? `, ${system[1]}` : ''}` : agent.slice(0, 60);
}

function Sessions() {
  const { account } = useWords();
  const queries = useQueryClient();
  const { data } = useQuery(sessionsQuery);
  const submit = useSubmit();
  if (!data) return null;
  return (
    <Panel title={account.sessions} flush="flush">
      <div className="pad small muted">{account.sessionsText}</div>
      <Refusal error={submit.error} />
      <DataTable
        caption={account.sessions}
        rows={data.items}
        keyOf={({ id }) => id}
        nameOf={({ created_at }) => moment(created_at)}
        columns={[
          {
            id: 'device',
            title: account.device,
            kind: 'main',
            cell: ({ user_agent, current }) => (
              <span title={user_agent ?? undefined}>
                {user_agent ? browserOf(user_agent) : account.unknownDevice}{' '}
                {current ? <Tag tone="accent">{account.thisSession}</Tag> : null}
              </span>
            ),
          },
          { id: 'begun', title: account.begun, cell: ({ created_at }) => moment(created_at) },
          { id: 'expires', title: account.expires, cell: ({ expires_at }) => moment(expires_at) },
          {
            id: 'end',
            title: account.endSession,
            kind: 'end',
            cell: ({ id, current, user_agent }) =>
              current ? null : (
                <Button
                  pending={submit.pending}
                  aria-label={`${account.endSession}: ${browserOf(user_agent ?? '')}`}
                  onClick={() =>
                    void submit.run(async () => {
                      await endSession(id);
                      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
                    })
                  }
                >
                  {account.endSession}
                </Button>
              ),
          },
        ]}
      />
    </Panel>
  );
}
