// Notifications: what the law sends, and what is for information.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { markRead } from '../api/notifications';
import { notificationsQuery } from '../api/session';
import { Button, buttonClass } from '../components/Button';
import { Check } from '../components/choices';
import { Failed } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { Tag } from '../components/Tag';
import { useWords } from '../words/context';
import { moment } from '../words/days';
import './inbox.css';
import { PageTitle } from '../components/PageTitle';

type Notification = Schemas['Notification'];

export function InboxPage() {
  const { inbox } = useWords();
  const [unread, setUnread] = useState(false);
  const found = useQuery(notificationsQuery(unread));
  const items = found.data?.items ?? [];
  const groups = (['legal', 'information'] as const)
    .map((legal) => [legal, items.filter(({ legal_class }) => legal_class === legal)] as const)
    .filter(([, some]) => some.length > 0);
  return (
    <>
      <PageTitle of={inbox.title} />
      <div className="page-head">
        <h1>{inbox.title}</h1>
        <Check checked={unread} onChange={setUnread}>
          {inbox.onlyUnread}
        </Check>
      </div>
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && items.length === 0 ? (
        <Empty icon="bell" title={unread ? inbox.emptyUnread : inbox.empty}>
          {inbox.emptyText}
        </Empty>
      ) : null}
      {groups.map(([legal, some]) => (
        <section key={legal} className="stack tight" aria-labelledby={`inbox-${legal}`}>
          <h2 id={`inbox-${legal}`}>{inbox.classes[legal]}</h2>
          <ul className="inbox">
            {some.map((one) => (
              <li key={one.id} data-unread={one.read_at === null || undefined}>
                <Entry of={one} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Entry({ of }: { of: Notification }) {
  const { inbox } = useWords();
  const queries = useQueryClient();
  const read = useMutation({
    mutationFn: () => markRead(of.id),
    onSettled: () => queries.invalidateQueries({ queryKey: ['notification'] }),
  });
  const unread = of.read_at === null;
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open && unread && !read.isPending) read.mutate();
      }}
    >
      <summary>
        <span className="inbox-title">{of.title}</span>{' '}
        {unread ? <Tag tone="accent">{inbox.unread}</Tag> : null}
        <span className="cell-sub">
          {[of.case_code, moment(of.created_at)].filter(Boolean).join(' · ')}
        </span>
      </summary>
      <div className="stack tight inbox-body">
        <p className="pre-line">{of.body}</p>
        <div className="button-row">
          {of.case_id ? (
            <Link to="/cases/$caseId" params={{ caseId: of.case_id }} className={buttonClass()}>
              {inbox.openCase(of.case_code ?? '')}
            </Link>
          ) : null}
          {unread ? (
            <Button look="quiet" pending={read.isPending} onClick={() => read.mutate()}>
              {inbox.markRead}
            </Button>
          ) : null}
        </div>
      </div>
    </details>
  );
}
