// The time limits of a case: what runs, what stands still, and what was met.
import type { CaseFull, Timer } from '../api/cases';
import { serverNow } from '../api/clock';
import type { IconName } from '../components/Icon';
import { Mark, type MarkTone } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { dayOf, daysBetween, longDay, shortDay } from '../words/days';
import './summary.css';

export function ClockStrip({ of }: { of: CaseFull }) {
  const { cases } = useWords();
  const now = of.timers.filter(({ status }) => status !== 'met');
  const met = of.timers.filter(({ status }) => status === 'met');
  if (of.timers.length === 0) return null;
  return (
    <div className="clocks">
      {now.map((timer) => (
        <Clock key={timer.limit} of={timer} left={leftOf(of, timer)} />
      ))}
      {met.length > 0 ? (
        <details className="small">
          <summary>{cases.clock.earlier(met.length)}</summary>
          <ul className="clocks">
            {met.map((timer) => (
              <li key={timer.limit}>
                <Clock of={timer} left={null} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

const LOOKS: Record<Timer['status'], readonly [MarkTone, IconName]> = {
  running: ['plain', 'clock'],
  paused: ['halted', 'pause'],
  met: ['good', 'check'],
  expired: ['late', 'alert'],
};

// Part of the time that is used up, for the bar; the number of days comes from the server.
function usedOf({ started_at, due_on, status }: Timer): number {
  if (status === 'expired') return 1;
  const start = dayOf(started_at);
  const whole = daysBetween(start, due_on);
  if (whole <= 0) return 1;
  return Math.max(0, Math.min(1, daysBetween(start, dayOf(serverNow())) / whole));
}

// The server counts the days left of the leading time limit of a case.
function leftOf(of: CaseFull, timer: Timer): number | null {
  return timer.due_at === of.due_at ? of.days_left : null;
}

function Clock({ of, left }: { of: Timer; left: number | null }) {
  const { cases } = useWords();
  const language = useLanguage();
  const { clock } = cases;
  const [tone, icon] = LOOKS[of.status];
  const leftText =
    left === null || of.status === 'met'
      ? null
      : left > 0
        ? clock.left(left)
        : left === 0
          ? clock.today
          : clock.over(-left);
  const words = {
    running: clock.running,
    paused: clock.paused,
    met: clock.metWord,
    expired: clock.expired,
  };
  return (
    <div className="clock" data-status={of.status}>
      <Mark tone={tone} icon={icon}>
        <strong>{of.title}</strong>
      </Mark>
      {of.status === 'met' ? null : (
        <svg
          className="clock-bar"
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <rect className="clock-bar-used" width={100 * usedOf(of)} height="4" />
        </svg>
      )}
      <span className="small">
        {[
          words[of.status],
          leftText,
          of.status === 'met' && of.met_at
            ? clock.met(shortDay(dayOf(of.met_at)))
            : clock.due(longDay(of.due_on, language)),
          of.calendar_confirmed ? null : clock.unconfirmed,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {of.clause ? <span className="small muted">{of.clause}</span> : null}
      {of.pauses.map(({ from, until }) => (
        <span key={from} className="small muted">
          {until
            ? clock.pausedSpan(shortDay(dayOf(from)), shortDay(dayOf(until)))
            : clock.pausedSince(shortDay(dayOf(from)))}
        </span>
      ))}
    </div>
  );
}
