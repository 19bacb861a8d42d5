// E-mail and password, on the login page and over a page whose session has ended.
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { logIn } from '../api/session';
import { isStatus } from '../api/transport';
import { Button } from '../components/Button';
import { TextField } from '../components/Field';
import { Notice } from '../components/Notice';
import { Refusal } from '../components/Problem';
import { useWords } from '../words/context';

interface LoginFormProps {
  email: string;
  onEmail: (email: string) => void;
  /** Where the cursor begins; it moves when the value changes. */
  begin: 'email' | 'password' | 'nowhere';
  submit: string;
  onDone: (email: string) => void;
}

export function LoginForm({ email, onEmail, begin, submit, onDone }: LoginFormProps) {
  const { session } = useWords();
  const [password, setPassword] = useState('');
  const [shown, setShown] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const [wait, setWait] = useState(0);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (begin === 'nowhere') return;
    form.current?.querySelector<HTMLInputElement>(`input[name="${begin}"]`)?.focus();
  }, [begin]);

  useEffect(() => {
    if (wait <= 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);

  const send = async (): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      await logIn(email.trim(), password);
      onDone(email.trim());
    } catch (refused) {
      if (isStatus(refused, 429)) setWait(refused.retryAfter ?? 30);
      setError(refused);
    } finally {
      setPending(false);
    }
  };

  return (
    <form
      ref={form}
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!pending && wait <= 0) void send();
      }}
    >
      <LoginFault error={error} wait={wait} />
      <TextField
        at="/email"
        label={session.email}
        name="email"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={onEmail}
      />
      <TextField
        at="/password"
        label={session.password}
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
        after={
          <Button onClick={() => setShown(!shown)}>
            {shown ? session.hidePassword : session.showPassword}
          </Button>
        }
      />
      <div>
        <Button type="submit" look="primary" pending={pending || wait > 0}>
          {pending ? session.loggingIn : submit}
        </Button>
      </div>
    </form>
  );
}

function LoginFault({ error, wait }: { error: unknown; wait: number }): ReactNode {
  const { session } = useWords();
  if (!error) return null;
  if (wait > 0) return <Notice tone="soon" announce="alert" title={session.tooMany(wait)} />;
  if (isStatus(error, 429)) return null;
  if (isStatus(error, 401, 422))
    return <Notice tone="late" announce="alert" title={session.wrong} />;
  return <Refusal error={error} />;
}
