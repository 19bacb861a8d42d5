// Sharing comes first: each asset in the radius of the law gets an answer before a site is asked for.
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { sharingFirstQuery } from '../../api/siting';
import { useUnitTitle } from '../../cases/content/units';
import { buttonClass } from '../../components/Button';
import { Notice } from '../../components/Notice';
import { Failed } from '../../components/Problem';
import { Loading } from '../../components/States';
import { useLanguage, useWords } from '../../words/context';
import { formatNumber } from '../../words/numbers';
import type { Filing } from '../useFiling';
import { Candidate } from './Candidate';
import { NearMap } from './NearMap';
import { isAnswered, questionOf, type Siting } from './siting';

export function SharingStep({ of }: { of: Filing<Siting> }) {
  const { siting: words, common } = useWords();
  const language = useLanguage();
  const unit = useUnitTitle();
  const search = useSearch({ from: '/inside/cases/new/siting-application' });
  const question = questionOf(of);
  const found = useQuery(sharingFirstQuery(question));
  const { content, set } = of;
  const near = useMemo(
    () => (found.data?.items ?? []).map(({ asset }) => asset.geometry),
    [found.data],
  );
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (found.fetchStatus === 'idle' && !found.data)
    return (
      <Notice tone="soon" title={words.firstPlace}>
        <p>
          <Link to="/cases/new/siting-application" search={{ ...search, step: undefined }}>
            {words.toPlace}
          </Link>
        </p>
      </Notice>
    );
  if (!found.data) return <Loading lines={5} />;
  const { items, left_out, rule } = found.data;
  const answered = items.filter(({ asset }) => isAnswered(content.answers[asset.id])).length;
  return (
    <div className="stack loose">
      <Notice
        tone={items.length === answered ? 'good' : 'info'}
        title={
          !rule
            ? words.noRule
            : items.length === 0
              ? words.nothingNear(formatNumber(rule.radius_m, language))
              : words.near(items.length, formatNumber(rule.radius_m, language))
        }
      >
        {rule ? (
          <>
            <p>{words.kinds(rule.kinds.map((kind) => unit.kind(kind).toLowerCase()).join(', '))}</p>
            <p className="small">{common.clause(rule.clause)}</p>
          </>
        ) : null}
        {items.length > 0 ? <p role="status">{words.answered(answered, items.length)}</p> : null}
      </Notice>
      {items.length > 0 ? (
        <div className="filing-place">
          <ul className="stack">
            {items.map((candidate) => (
              <li key={candidate.asset.id}>
                <Candidate
                  of={candidate}
                  answer={content.answers[candidate.asset.id]}
                  onChange={(answer) =>
                    set({ answers: { ...content.answers, [candidate.asset.id]: answer } })
                  }
                />
              </li>
            ))}
          </ul>
          <NearMap place={content.place} near={near} />
        </div>
      ) : null}
      {left_out.length > 0 ? (
        <div className="stack tight">
          <h2>{words.leftOut}</h2>
          <ul className="stack tight">
            {left_out.map(({ code, count, explanation }) => (
              <li key={code}>
                <strong>{formatNumber(count, language)}</strong> {explanation}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className="button-row">
        <Link
          to="/cases/new/siting-application"
          search={{ ...search, step: 'review' }}
          className={buttonClass('primary')}
        >
          {words.next.review}
        </Link>
      </div>
    </div>
  );
}
