// What a page or a form shows for each kind of failure.
import type { ReactNode } from 'react';
import { Refused, Unreachable } from '../api/refused';
import { useWords } from '../words/context';
import { Button } from './Button';
import { Notice } from './Notice';
import { Empty, Waiting } from './States';

interface FailedProps {
  error: unknown;
  again: () => void;
  back?: ReactNode;
}

/** A page or part that could not be read. */
export function Failed({ error, again, back }: FailedProps) {
  const { common } = useWords();
  if (error instanceof Refused) {
    if (error.status === 404)
      return (
        <Empty icon="search" title={common.notFound} action={back}>
          {common.notFoundText}
        </Empty>
      );
    if (error.status === 403)
      return (
        <Empty icon="lock" title={common.forbidden} action={back}>
          {common.forbiddenText}
        </Empty>
      );
    if (error.status === 429 || error.status === 503)
      return <Waiting seconds={error.retryAfter ?? 5} again={again} />;
  }
  const offline = error instanceof Unreachable;
  return (
    <Notice
      tone="late"
      announce="alert"
      title={offline ? common.offline : common.failed}
      actions={
        <Button icon="refresh" onClick={again}>
          {common.retry}
        </Button>
      }
    >
      {error instanceof Refused && error.requestId ? (
        <p className="small">{common.requestId(error.requestId)}</p>
      ) : null}
    </Notice>
  );
}

interface RefusalProps {
  error: unknown;
  again?: () => void;
  blocker?: (blocker: string) => ReactNode;
}

/** A change that was not made: above the form, with the rule and its clause. */
export function Refusal({ error, again, blocker }: RefusalProps) {
  const { common } = useWords();
  if (!error) return null;
  if (!(error instanceof Refused)) {
    const offline = error instanceof Unreachable;
    return (
      <Notice
        tone="late"
        announce="alert"
        focus="take"
        title={offline ? common.offline : common.failed}
        actions={again ? <Button onClick={again}>{common.sendAgain}</Button> : null}
      >
        <p>{common.failedText}</p>
      </Notice>
    );
  }
  if (error.status === 412)
    return (
      <Notice tone="soon" announce="alert" focus="take" title={common.changedMeanwhile}>
        <p>{common.changedText}</p>
      </Notice>
    );
  if (error.status === 429 || error.status === 503)
    return <Waiting seconds={error.retryAfter ?? 5} again={again ?? (() => undefined)} />;
  return (
    <Notice
      tone="late"
      announce="alert"
      focus="take"
      title={error.title || common.notPossible}
      actions={
        again && error.status >= 500 ? <Button onClick={again}>{common.sendAgain}</Button> : null
      }
    >
      {error.detail ? <p>{error.detail}</p> : null}
      {error.clause ? <p className="small">{common.clause(error.clause)}</p> : null}
      {error.blockers.length > 0 ? (
        <>
          <p className="small">{common.blockedBy}</p>
          <ul>
            {error.blockers.map((one) => (
              <li key={one}>{blocker ? blocker(one) : one}</li>
            ))}
          </ul>
        </>
      ) : null}
      {error.requestId && error.status >= 500 ? (
        <p className="small">{common.requestId(error.requestId)}</p>
      ) : null}
    </Notice>
  );
}
