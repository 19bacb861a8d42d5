// How much time is left, as a mark and words. The number of days comes from the server.
import { useLanguage, useWords } from '../words/context';
import { longDay, shortDay } from '../words/days';
import { Mark } from './Tag';

export interface Due {
  overdue: boolean;
  /** Whether a time limit is paused; others may still run. */
  paused: boolean;
  /** Working days by the server's calendar; negative when the limit has run out. */
  daysLeft: number | null;
  /** Last day of the leading time limit; null while all are paused. */
  dueOn: string | null;
}

const isHalted = ({ overdue, paused, dueOn }: Due): boolean => paused && !overdue && !dueOn;

const SOON = 2;

export function toneOfDue(due: Due): 'late' | 'soon' | undefined {
  const { overdue, daysLeft } = due;
  if (isHalted(due)) return undefined;
  if (overdue || (daysLeft !== null && daysLeft < 0)) return 'late';
  return daysLeft !== null && daysLeft <= SOON ? 'soon' : undefined;
}

export function DueMark({ due }: { due: Due }) {
  const { work } = useWords();
  const language = useLanguage();
  const { daysLeft, dueOn } = due;
  const tone = toneOfDue(due);
  const day = dueOn ? (
    <span className="cell-sub nowrap" title={longDay(dueOn, language)}>
      {shortDay(dueOn)}
    </span>
  ) : null;
  if (isHalted(due))
    return (
      <Mark tone="halted" icon="pause">
        {work.paused}
        {daysLeft !== null && daysLeft > 0 ? (
          <span className="cell-sub">{work.daysLeft(daysLeft)}</span>
        ) : null}
      </Mark>
    );
  if (tone === 'late')
    return (
      <Mark tone="late" icon="alert">
        {daysLeft !== null && daysLeft < 0 ? work.overdueBy(-daysLeft) : work.overdue}
        {day}
      </Mark>
    );
  if (daysLeft === null && !dueOn) return <span className="muted">{work.noLimit}</span>;
  return (
    <Mark tone={tone ?? 'plain'} icon={tone ? 'clock' : 'circle'}>
      {daysLeft === null ? work.dueOn(dueOn ? shortDay(dueOn) : '') : null}
      {daysLeft === 0 ? work.dueToday : null}
      {daysLeft !== null && daysLeft > 0 ? work.daysLeft(daysLeft) : null}
      {daysLeft === null ? null : day}
    </Mark>
  );
}
