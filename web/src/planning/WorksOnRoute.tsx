// Planned works on the route: joining them may replace a request.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { actionsQuery } from '../api/cases';
import { caseByCodeQuery, type WorkOnRoute, worksOnRouteQuery } from '../api/planning';
import { useBasket } from '../basket/useBasket';
import { buttonClass } from '../components/Button';
import { Panel } from '../components/Panel';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { LeftOut } from './LeftOut';

export function WorksOnRoute() {
  const { planning: words } = useWords();
  const { basket } = useBasket();
  const { data } = useQuery(worksOnRouteQuery(basket.route));
  if (!data || (data.items.length === 0 && data.left_out.length === 0)) return null;
  return (
    <Panel title={words.works.title}>
      <div className="stack">
        <p className="small muted">{words.works.text}</p>
        <ul className="stack">
          {data.items.map((one) => (
            <li key={one.works.code} className="stack tight">
              <Works of={one} />
            </li>
          ))}
        </ul>
        <LeftOut of={data.left_out} />
      </div>
    </Panel>
  );
}

function Works({ of: { works, off_m, ends_on } }: { of: WorkOnRoute }) {
  const { planning: words } = useWords();
  const language = useLanguage();
  const me = useMe();
  const isOwn = (initiator: string): boolean =>
    me.memberships.some(({ organization_name }) => organization_name === initiator);
  const found = useQuery(caseByCodeQuery(works.code));
  return (
    <>
      <strong>{works.title}</strong>
      <p className="small">
        <span className="code">{works.code}</span> · {works.initiator} · {works.state_title} ·{' '}
        {works.starts_on
          ? words.works.days(shortDay(works.starts_on), ends_on ? shortDay(ends_on) : '')
          : words.works.noDays}{' '}
        · {words.along.off(formatNumber(Math.round(off_m), language))}
      </p>
      {works.join_until ? (
        <p className="small">{words.works.join(shortDay(works.join_until))}</p>
      ) : null}
      <p className="small">{words.works.contact(works.contact)}</p>
      {found.data ? (
        <Joining id={found.data.id} code={works.code} isOwn={isOwn(works.initiator)} />
      ) : null}
    </>
  );
}

/** What the server lets this person do with the works, and the way to their page. */
function Joining({ id, code, isOwn }: { id: string; code: string; isOwn: boolean }) {
  const { planning: words } = useWords();
  const { data } = useQuery({ ...actionsQuery(id), enabled: !isOwn });
  const offered = data?.items ?? [];
  return (
    <>
      {data ? (
        <p className="small">
          {offered.length > 0 ? `${words.works.instead} ${words.works.how}` : words.works.notNow}
        </p>
      ) : null}
      <div className="button-row">
        {offered.map(({ action, title }) => (
          <Link
            key={action}
            to="/cases/$caseId/do/$action"
            params={{ caseId: id, action }}
            className={buttonClass('primary')}
          >
            {title}
          </Link>
        ))}
        <Link to="/cases/$caseId" params={{ caseId: id }} className={buttonClass()}>
          {words.works.open(code)}
        </Link>
      </div>
    </>
  );
}
