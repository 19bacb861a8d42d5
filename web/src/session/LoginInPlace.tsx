// A login over the page when the session has ended: what was typed stays, and the request that
// found out is sent again.
import { useEffect, useRef, useState } from 'react';
import { queries } from '../api/queries';
import type { Me } from '../api/session';
import { meQuery } from '../api/session';
import { whenSessionEnds } from '../api/transport';
import { Button } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { useWords } from '../words/context';
import { LoginForm } from './LoginForm';

type Answer = (outcome: 'again' | 'gone') => void;

interface LoginInPlaceProps {
  me: Me;
  /** Whether the server no longer knows who is there. */
  ended: boolean;
}

export function LoginInPlace({ me, ended }: LoginInPlaceProps) {
  const { session } = useWords();
  const [open, setOpen] = useState(false);
  const [email, setEmail] = useState(me.email ?? '');
  const waiting = useRef<Answer[]>([]);

  useEffect(() => {
    whenSessionEnds(
      () =>
        new Promise((resolve) => {
          waiting.current.push(resolve);
          setOpen(true);
        }),
    );
    return () => whenSessionEnds(null);
  }, []);

  useEffect(() => {
    if (ended) setOpen(true);
  }, [ended]);

  const answer = (outcome: 'again' | 'gone'): void => {
    setOpen(false);
    for (const resolve of waiting.current.splice(0)) resolve(outcome);
  };

  const loggedIn = async (): Promise<void> => {
    const now = await queries.fetchQuery({ ...meQuery, staleTime: 0 });
    // Another person must not see what this one had on the screen.
    if (now?.id === me.id) answer('again');
    else location.assign('/work');
  };

  return (
    <Dialog title={session.ended} open={open} onClose={() => answer('gone')} demands="answer">
      <p>{session.endedText}</p>
      <LoginForm
        email={email}
        onEmail={setEmail}
        begin={open ? 'email' : 'nowhere'}
        submit={session.continue}
        onDone={loggedIn}
      />
      <div>
        <Button look="quiet" onClick={() => location.assign('/login')}>
          {session.logout}
        </Button>
      </div>
    </Dialog>
  );
}
