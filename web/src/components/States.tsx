// What a part shows when it has nothing, waits, or failed.
import { type ReactNode, useEffect, useState } from 'react';
import { useWords } from '../words/context';
import { Button } from './Button';
import { Icon, type IconName } from './Icon';
import { Notice } from './Notice';

interface EmptyProps {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function Empty({ icon = 'empty', title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <strong>{title}</strong>
      {children ? <p>{children}</p> : null}
      {action}
    </div>
  );
}

const GREY_LINES = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Grey lines after a short while; nothing flickers when the answer is quick. */
export function Loading({ lines = 6 }: { lines?: number }) {
  const { common } = useWords();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 250);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="skeleton" role="status" aria-busy="true">
      <p className="visually-hidden">{common.loading}</p>
      {slow ? GREY_LINES.slice(0, lines).map((line) => <span key={line} />) : null}
    </div>
  );
}

/** Counts down the seconds that the server asked to wait. */
export function Waiting({ seconds, again }: { seconds: number; again: () => void }) {
  const { common } = useWords();
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <Notice
      tone="soon"
      announce="status"
      title={left > 0 ? common.busyFor(left) : common.busy}
      actions={
        <Button onClick={again} icon="refresh">
          {common.tryNow}
        </Button>
      }
    />
  );
}
