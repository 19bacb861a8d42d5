// Pages for an address that leads nowhere, and for a page that could not be shown.
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Refused, Unreachable } from '../api/refused';
import { Button, buttonClass } from '../components/Button';
import { PageTitle } from '../components/PageTitle';
import { Failed } from '../components/Problem';
import { Empty } from '../components/States';
import { useWords } from '../words/context';

export function MissingPage() {
  const { common } = useWords();
  return (
    <div className="page">
      <PageTitle of={common.notFound} />
      <h1 className="visually-hidden">{common.notFound}</h1>
      <Empty icon="search" title={common.notFound} action={<ToWork />}>
        {common.notFoundText}
      </Empty>
    </div>
  );
}

/** The same outside the frame, where nothing else is the main part of the page. */
export function MissingRoot() {
  return (
    <main id="main">
      <MissingPage />
    </main>
  );
}

export function ToWork() {
  const { common } = useWords();
  return (
    <Link to="/work" className={buttonClass()}>
      {common.toWork}
    </Link>
  );
}

const RELOADED = 'hatang.reloaded';

// A server of another version has other files: the page is loaded once more, never in a loop.
function isMissingChunk(error: unknown): boolean {
  return error instanceof TypeError && /import|module/i.test(error.message);
}

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const { common } = useWords();
  const router = useRouter();
  useEffect(() => {
    if (!isMissingChunk(error)) return;
    const last = Number(sessionStorage.getItem(RELOADED));
    if (Date.now() - last < 60_000) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  }, [error]);
  if (error instanceof Refused || error instanceof Unreachable)
    return (
      <div className="page">
        <Failed
          error={error}
          back={<ToWork />}
          again={() => {
            reset();
            void router.invalidate();
          }}
        />
      </div>
    );
  return (
    <div className="page">
      <PageTitle of={common.broken} />
      <Empty
        icon="alert"
        title={common.broken}
        action={<Button onClick={() => location.reload()}>{common.reload}</Button>}
      >
        {common.brokenText}
      </Empty>
    </div>
  );
}
