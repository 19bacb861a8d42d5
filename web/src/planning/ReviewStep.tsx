// What will be filed, and what became of it: one request after another, each with its result.
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTitles } from '../api/titles';
import { type Basket, byOwner, emptyBasket, type OwnerGroup } from '../basket/basket';
import { useBasket } from '../basket/useBasket';
import { Button, buttonClass } from '../components/Button';
import { Facts } from '../components/Facts';
import { Notice } from '../components/Notice';
import { Panel } from '../components/Panel';
import { Refusal } from '../components/Problem';
import { Mark } from '../components/Tag';
import { useCodeOf } from '../words/codeOf';
import { useLanguage, useWords } from '../words/context';
import { longDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { fileRequest } from './filing';

type Failures = Readonly<Record<string, unknown>>;

/** What is missing before anything can be filed; the server says the rest. */
function missingOf(basket: Basket, needsApplicant: boolean): readonly ('title' | 'applicant')[] {
  return [
    ...(basket.title.trim() ? [] : (['title'] as const)),
    ...(needsApplicant && !basket.applicant_id ? (['applicant'] as const) : []),
  ];
}

export function ReviewStep() {
  const { planning: words } = useWords();
  const language = useLanguage();
  const { basket, update } = useBasket();
  const [failures, setFailures] = useState<Failures>({});
  const [sending, setSending] = useState<string | null>(null);
  const groups = byOwner(basket.items);
  const open = groups.filter(({ owner }) => !basket.results[owner.id]?.submitted);
  const missing = missingOf(basket, false);
  const { review, details } = words;

  const send = async (mode: 'submit' | 'draft'): Promise<void> => {
    if (sending) return;
    setFailures({});
    for (const group of open) {
      const { id } = group.owner;
      setSending(id);
      try {
        await fileRequest(group, mode, update);
      } catch (error) {
        // One refusal does not keep the other requests back.
        setFailures((now) => ({ ...now, [id]: error }));
      }
    }
    setSending(null);
  };

  return (
    <div className="stack loose">
      {open.length === 0 ? (
        <Notice
          tone="good"
          announce="status"
          focus="take"
          title={review.allDone(groups.length)}
          actions={<Button onClick={() => void update(() => emptyBasket())}>{review.again}</Button>}
        >
          <p>{review.allDoneText}</p>
        </Notice>
      ) : null}
      {missing.length > 0 ? (
        <Notice tone="soon" title={review.missing}>
          <p>
            <Link to="/requests/new" search={{ step: 'details' }}>
              {details.title}
            </Link>
          </p>
        </Notice>
      ) : null}
      <Panel
        title={review.content}
        aside={
          <Link to="/requests/new" search={{ step: 'details' }} className="small">
            {review.change}
          </Link>
        }
      >
        <Facts
          of={[
            [details.title, basket.title],
            [details.purpose, basket.purpose],
            [details.startsOn, basket.starts_on ? longDay(basket.starts_on, language) : null],
            [details.equipment, basket.equipment.description],
          ]}
        />
      </Panel>
      {groups.map((group) => (
        <OwnerRequest
          key={group.owner.id}
          group={group}
          failure={failures[group.owner.id]}
          isSending={sending === group.owner.id}
        />
      ))}
      {open.length > 0 ? (
        <div className="stack tight">
          <div className="button-row">
            <Button
              look="primary"
              icon="send"
              pending={sending !== null}
              onClick={() => {
                if (missing.length === 0) void send('submit');
              }}
            >
              {review.submit(open.length)}
            </Button>
            <Button
              pending={sending !== null}
              onClick={() => {
                if (missing.length === 0) void send('draft');
              }}
            >
              {review.draft}
            </Button>
          </div>
          <p className="small muted">{review.draftText}</p>
        </div>
      ) : null}
    </div>
  );
}

interface OwnerRequestProps {
  group: OwnerGroup;
  failure: unknown;
  isSending: boolean;
}

function OwnerRequest({ group: { owner, items }, failure, isSending }: OwnerRequestProps) {
  const { planning: words } = useWords();
  const codeOf = useCodeOf();
  const language = useLanguage();
  const title = useTitles(language);
  const { basket } = useBasket();
  const result = basket.results[owner.id];
  const { review } = words;
  return (
    <Panel
      title={review.to(owner.name)}
      aside={
        isSending ? (
          <Mark tone="plain" icon="clock">
            {review.sending}
          </Mark>
        ) : result ? (
          <Mark
            tone={result.submitted ? 'good' : 'soon'}
            icon={result.submitted ? 'check' : 'edit'}
          >
            {result.submitted ? review.submitted : review.drafted}
          </Mark>
        ) : (
          <Mark tone="plain" icon="circle">
            {review.waiting}
          </Mark>
        )
      }
    >
      <div className="stack">
        {failure ? (
          <Refusal error={failure} blocker={(one) => <span className="code">{one}</span>} />
        ) : null}
        {result ? (
          <p>
            <Link to="/cases/$caseId" params={{ caseId: result.case_id }} className={buttonClass()}>
              {review.openCase(codeOf(result))}
            </Link>
          </p>
        ) : null}
        <ul className="review-items">
          {items.map((item) => (
            <li key={item.asset_id}>
              <span className="code">{item.code}</span>{' '}
              <span className="muted small">
                {item.units
                  .map(
                    ({ unit, quantity }) =>
                      `${formatNumber(quantity, language)} ${title('AssetUnit', unit).toLowerCase()}`,
                  )
                  .join(', ')}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
