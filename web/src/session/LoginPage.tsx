import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { metaQuery } from '../api/session';
import type { DemoAccount } from '../api/shapes';
import { useTitles } from '../api/titles';
import { useLanguage, useWords } from '../words/context';
import { LanguageSwitch } from './LanguageSwitch';
import { LoginForm } from './LoginForm';
import './login.css';
import { PageTitle } from '../components/PageTitle';

/** Only paths of this app: an address from elsewhere is not followed. */
export const ownPath = (wanted: string | undefined): string =>
  wanted && /^\/(?![/\\])/.test(wanted) && !wanted.startsWith('/login') ? wanted : '/work';

export function LoginPage() {
  const { common, session } = useWords();
  const language = useLanguage();
  const { data: meta } = useQuery(metaQuery);
  const { next } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [begin, setBegin] = useState<'email' | 'password' | 'nowhere'>('email');
  const name = meta ? (language === 'vi' ? meta.name_vi : meta.name_en) : '';

  return (
    <div className="login-page">
      <PageTitle of={session.login} />
      <header className="login-head">
        <span className="brand">{common.product}</span>
        <LanguageSwitch />
      </header>
      <main className="login-main" id="main">
        <section className="stack">
          <div>
            <h1>{session.login}</h1>
            <p className="muted">{name || common.installation}</p>
          </div>
          <LoginForm
            email={email}
            onEmail={setEmail}
            begin={begin}
            submit={session.login}
            onDone={async () => {
              await queries.resetQueries();
              await navigate({ href: ownPath(next) });
            }}
          />
          <p className="small">
            <Link to="/forgotten-password">{session.forgotten}</Link>
          </p>
          {meta?.help_contact ? <p className="small muted">{meta.help_contact}</p> : null}
        </section>
        <div className="stack loose">
          {meta && meta.demo_accounts.length > 0 ? (
            <DemoAccounts
              accounts={meta.demo_accounts}
              onChoose={(account) => {
                setEmail(account.email);
                setBegin('nowhere');
                setTimeout(() => setBegin('password'));
              }}
            />
          ) : null}
          <section className="stack tight">
            <h2>{session.forCitizens}</h2>
            <p className="muted">{session.forCitizensText}</p>
            <p className="row">
              <a href="/look-up">{session.lookUp}</a>
              <a href="/verify">{session.verify}</a>
            </p>
          </section>
        </div>
      </main>
      <footer className="login-foot small muted">
        {meta ? common.version(meta.version) : null}
      </footer>
    </div>
  );
}

interface DemoProps {
  accounts: readonly DemoAccount[];
  onChoose: (account: DemoAccount) => void;
}

function DemoAccounts({ accounts, onChoose }: DemoProps) {
  const { session } = useWords();
  const title = useTitles(useLanguage());
  return (
    <section className="stack tight">
      <h2>{session.demo}</h2>
      <p className="small muted">{session.demoText}</p>
      <ul className="demo-accounts">
        {accounts.map((account) => {
          const seat = account.memberships[0];
          return (
            <li key={account.email}>
              <button type="button" className="demo-account" onClick={() => onChoose(account)}>
                <strong>{account.name}</strong>
                <span className="small muted">
                  {seat ? `${title('Role', seat.role)} · ${seat.organization_name}` : account.email}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
