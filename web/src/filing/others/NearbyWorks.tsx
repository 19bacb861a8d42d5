// Published works near a place: joining them may spare a trench.
import { useQuery } from '@tanstack/react-query';
import { worksOnRouteQuery } from '../../api/planning';
import { Panel } from '../../components/Panel';
import { Failed } from '../../components/Problem';
import type { Geometry } from '../../map/geo';
import { useLanguage, useWords } from '../../words/context';
import { shortDay } from '../../words/days';
import { formatNumber } from '../../words/numbers';
import { verticesOf } from '../place';

export function NearbyWorks({ place }: { place: Geometry | undefined }) {
  const { filings, planning } = useWords();
  const language = useLanguage();
  const found = useQuery(worksOnRouteQuery(verticesOf(place)));
  const { works: words } = filings;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  if (!found.data) return null;
  const { items } = found.data;
  if (items.length === 0)
    return (
      <p className="small muted" role="status">
        {words.noneNear}
      </p>
    );
  return (
    <Panel title={words.near} level={3}>
      <div className="stack">
        <p className="small muted">{words.nearText}</p>
        <ul className="stack">
          {items.map(({ works, off_m, ends_on }) => (
            <li key={works.code} className="stack tight">
              <strong>{works.title}</strong>
              <p className="small">
                <span className="code">{works.code}</span> · {works.initiator} ·{' '}
                {works.starts_on
                  ? planning.works.days(shortDay(works.starts_on), ends_on ? shortDay(ends_on) : '')
                  : planning.works.noDays}{' '}
                · {planning.along.off(formatNumber(Math.round(off_m), language))}
              </p>
              {works.join_until ? (
                <p className="small">{planning.works.join(shortDay(works.join_until))}</p>
              ) : null}
              <p className="small">{planning.works.contact(works.contact)}</p>
            </li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
