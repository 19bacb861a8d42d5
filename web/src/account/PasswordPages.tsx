// Pages for people who are not logged in: a forgotten password, and the link of a message.
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { requestPasswordReset, setPassword } from '../api/account';
import { buttonClass } from '../components/Button';
import { TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Notice } from '../components/Notice';
import { useSubmit } from '../components/useSubmit';
import { LanguageSwitch } from '../session/LanguageSwitch';
import { useWords } from '../words/context';
import '../session/login.css';
import { PageTitle } from '../components/PageTitle';

function Outside({ title, children }: { title: string; children: ReactNode }) {
  const { common, session } = useWords();
  return (
    <div className="login-page">
      <PageTitle of={title} />
      <header className="login-head">
        <Link to="/login" className="brand">
          {common.product}
        </Link>
        <LanguageSwitch />
      </header>
      <main className="login-main" id="main">
        <div className="stack">
          <h1>{title}</h1>
          {children}
          <p>
            <Link to="/login">{session.login}</Link>
          </p>
        </div>
      </main>
    </div>
  );
}

export function ForgottenPasswordPage() {
  const { account } = useWords();
  const submit = useSubmit();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  return (
    <Outside title={account.forgotten}>
      {sent ? (
        <Notice tone="good" focus="take" title={account.linkSent} />
      ) : (
        <>
          <p className="muted">{account.forgottenText}</p>
          <FormBody
            submit={submit}
            label={account.sendLink}
            onSubmit={() =>
              void submit.run(async () => {
                await requestPasswordReset(email.trim());
                setSent(true);
              })
            }
          >
            <TextField
              at="/email"
              label={account.email}
              type="email"
              autoComplete="username"
              value={email}
              onChange={setEmail}
            />
          </FormBody>
        </>
      )}
    </Outside>
  );
}

export function SetPasswordPage() {
  const { account, session } = useWords();
  const submit = useSubmit();
  const [next, setNext] = useState('');
  const [done, setDone] = useState(false);
  // The token stands behind `#`, so that it is in no log of a server.
  const [token] = useState(() => location.hash.slice(1));
  return (
    <Outside title={account.setPassword}>
      {done ? (
        <>
          <Notice tone="good" focus="take" title={account.passwordSet} />
          <div>
            <Link to="/login" className={buttonClass('primary')}>
              {session.login}
            </Link>
          </div>
        </>
      ) : token === '' ? (
        <Notice tone="late" title={account.noToken} />
      ) : (
        <>
          <p className="muted">{account.setPasswordText}</p>
          <FormBody
            submit={submit}
            label={account.setPassword}
            onSubmit={() =>
              void submit.run(async () => {
                await setPassword(token, next);
                history.replaceState(null, '', location.pathname);
                setDone(true);
              })
            }
          >
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
        </>
      )}
    </Outside>
  );
}
