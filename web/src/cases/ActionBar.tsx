// What a person can do with a case now, and what not yet and why.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { actionsQuery, type CaseFull } from '../api/cases';
import type { NotNow } from '../api/shapes';
import { useTitles } from '../api/titles';
import { buttonClass } from '../components/Button';
import { Icon } from '../components/Icon';
import { Mark } from '../components/Tag';
import { useLanguage, useWords } from '../words/context';

export function ActionBar({ of }: { of: CaseFull }) {
  const { cases } = useWords();
  const { data } = useQuery({ ...actionsQuery(of.id), refetchInterval: 60_000 });
  if (!data) return null;
  const notNow = data.not_now ?? [];
  if (data.items.length === 0 && notNow.length === 0) return null;
  return (
    <section className="action-bar screen-only" aria-label={cases.toDo}>
      {data.items.length > 0 ? (
        <div className="row">
          <h2 className="action-bar-title">{cases.toDo}</h2>
          <div className="button-row">
            {data.items.map(({ action, title }) => {
              const refused = notNow.some((one) => one.action === action);
              return (
                <Link
                  key={action}
                  to="/cases/$caseId/do/$action"
                  params={{ caseId: of.id, action }}
                  className={buttonClass(data.items.length === 1 && !refused ? 'primary' : 'plain')}
                >
                  {refused ? <Icon name="lock" /> : null}
                  {title}
                </Link>
              );
            })}
          </div>
        </div>
      ) : null}
      {notNow.length > 0 ? (
        <details>
          <summary>
            {cases.notYet}: {notNow.map(({ title }) => title).join(', ')}
          </summary>
          <ul className="stack tight">
            {notNow.map((one) => (
              <li key={one.action}>
                <Blocked of={one} />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Blocked({ of }: { of: NotNow }) {
  const { cases, common } = useWords();
  const title = useTitles(useLanguage());
  const roles = [...new Set(of.who.flatMap(({ roles }) => roles))];
  return (
    <>
      <Mark tone="halted" icon="lock">
        <strong>{of.title}</strong>
      </Mark>{' '}
      {of.detail}
      {of.errors.length > 0 ? (
        <ul className="small">
          {of.errors.map(({ pointer, message }) => (
            <li key={`${pointer} ${message}`}>{message}</li>
          ))}
        </ul>
      ) : null}
      {of.blockers.length > 0 ? (
        <span className="cell-sub">
          {common.blockedBy}: {of.blockers.join(', ')}
        </span>
      ) : null}
      {roles.length > 0 ? (
        <span className="cell-sub">
          {cases.who(roles.map((role) => title('Role', role)).join(', '))}
        </span>
      ) : null}
      {of.clause ? <span className="cell-sub">{common.clause(of.clause)}</span> : null}
    </>
  );
}
