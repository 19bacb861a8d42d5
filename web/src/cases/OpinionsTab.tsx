// Opinions of the agencies that were asked.
import { useQuery } from '@tanstack/react-query';
import { referralsQuery } from '../api/cases';
import { useTitles } from '../api/titles';
import { DataTable } from '../components/DataTable';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { Mark, Tag } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';
import { dayOf, longDay, shortDay } from '../words/days';
import { useCase } from './useCase';

export function OpinionsTab() {
  const { cases, common, parts } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const of = useCase();
  const found = useQuery({ ...referralsQuery(of?.id ?? ''), enabled: Boolean(of) });
  if (!of || found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items } = found.data;
  if (items.length === 0) return <Empty icon="comment" title={parts.opinions.empty} />;
  return (
    <DataTable
      caption={cases.opinions}
      rows={items}
      keyOf={({ agency, asked_at }) => `${agency.id} ${asked_at}`}
      nameOf={({ agency }) => agency.name}
      columns={[
        {
          id: 'agency',
          title: parts.opinions.agency,
          kind: 'main',
          cell: ({ agency, asked_at }) => (
            <>
              <strong>{agency.name}</strong>
              <span className="cell-sub">{parts.opinions.asked(shortDay(dayOf(asked_at)))}</span>
            </>
          ),
        },
        {
          id: 'answer',
          title: parts.opinions.answer,
          cell: ({ answer, answered_at, due_on }) =>
            answer ? (
              <>
                <Tag tone={answer === 'objection' ? 'late' : 'good'}>
                  {title('ReferralAnswer', answer)}
                </Tag>
                {answered_at ? (
                  <span className="cell-sub">
                    {answer === 'deemed_consent'
                      ? parts.opinions.silent(shortDay(dayOf(answered_at)))
                      : parts.opinions.answered(shortDay(dayOf(answered_at)))}
                  </span>
                ) : null}
              </>
            ) : (
              <Mark tone="plain" icon="clock">
                {parts.opinions.waiting}
                <span className="cell-sub">{parts.opinions.due(longDay(due_on, language))}</span>
              </Mark>
            ),
        },
        {
          id: 'text',
          title: parts.opinions.text,
          cell: ({ text, clause }) => (
            <>
              {text ? <p className="pre-line">{text}</p> : null}
              {clause ? <span className="cell-sub">{common.clause(clause)}</span> : null}
            </>
          ),
        },
      ]}
    />
  );
}
