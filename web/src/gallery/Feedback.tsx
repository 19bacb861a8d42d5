// What the app says: notices, refusals, empty and waiting parts, tags and time limits.
import { Unreachable } from '../api/refused';
import { Button } from '../components/Button';
import { type Due, DueMark } from '../components/due';
import { Notice } from '../components/Notice';
import { Failed, Refusal } from '../components/Problem';
import { Empty, Loading, Waiting } from '../components/States';
import { Mark, type MarkTone, Tag } from '../components/Tag';
import { useWords } from '../words/context';
import { Section, useGallery } from './Section';
import { refusalOf } from './samples';

const NOTICES = ['plain', 'info', 'good', 'soon', 'late'] as const;

export function Notices() {
  const words = useGallery();
  const { common } = useWords();
  return (
    <Section title={words.sections.notices}>
      {NOTICES.map((tone) => (
        <Notice
          key={tone}
          tone={tone}
          title={words.notice[tone]}
          actions={tone === 'plain' ? null : <Button>{common.retry}</Button>}
        >
          <p>{words.noticeText}</p>
        </Notice>
      ))}
    </Section>
  );
}

const nothing = (): void => undefined;

export function Problems() {
  const words = useGallery();
  const rule = refusalOf(409, {
    title: words.rule,
    detail: words.ruleText,
    clause: words.clause,
    blockers: ['CD-0012', 'CD-0013'],
  });
  return (
    <Section title={words.sections.problems}>
      {[404, 403, 500].map((status) => (
        <Failed
          key={status}
          error={refusalOf(status, { request_id: '0192-ab34' })}
          again={nothing}
        />
      ))}
      <Failed error={new Unreachable(null)} again={nothing} />
      <Refusal error={rule} />
      <Refusal error={refusalOf(412)} />
      <Refusal error={refusalOf(500, { request_id: '0192-ab34' })} again={nothing} />
      <Refusal error={new Unreachable(null)} again={nothing} />
    </Section>
  );
}

export function States() {
  const words = useGallery();
  const { common } = useWords();
  return (
    <Section title={words.sections.states}>
      <Empty title={words.empty} />
      <Empty icon="filter" title={words.empty} action={<Button>{common.retry}</Button>}>
        {words.emptyText}
      </Empty>
      <Loading lines={3} />
      <Waiting seconds={38} again={nothing} />
    </Section>
  );
}

const TONES: readonly MarkTone[] = ['plain', 'accent', 'good', 'soon', 'late', 'halted'];

export function Marks() {
  const words = useGallery();
  return (
    <Section title={words.sections.marks}>
      <div className="row">
        {TONES.map((tone) => (
          <Tag key={tone} tone={tone}>
            {words.tag}
          </Tag>
        ))}
      </div>
      <div className="row">
        {TONES.map((tone) => (
          <Mark key={tone} tone={tone} icon="check">
            {words.mark}
          </Mark>
        ))}
      </div>
    </Section>
  );
}

const DAY = '2026-12-14';
const DUES: readonly Due[] = [
  { overdue: true, paused: false, daysLeft: -3, dueOn: DAY },
  { overdue: true, paused: false, daysLeft: null, dueOn: DAY },
  { overdue: false, paused: false, daysLeft: 0, dueOn: DAY },
  { overdue: false, paused: false, daysLeft: 2, dueOn: DAY },
  { overdue: false, paused: false, daysLeft: 12, dueOn: DAY },
  { overdue: false, paused: true, daysLeft: 4, dueOn: null },
  { overdue: false, paused: false, daysLeft: null, dueOn: DAY },
  { overdue: false, paused: false, daysLeft: null, dueOn: null },
];

export function Dues() {
  const words = useGallery();
  return (
    <Section title={words.sections.due}>
      <ul className="row">
        {DUES.map((due) => (
          <li key={JSON.stringify(due)}>
            <DueMark due={due} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
