// Outgoing mail: what waits, what was sent, and what failed and can be sent again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { outboxQuery, retryAllMessages, retryMessage } from '../api/people';
import { useTitleList, useTitles } from '../api/titles';
import { Button } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { SelectField } from '../components/Field';
import type { IconName } from '../components/Icon';
import { Notice } from '../components/Notice';
import { Pager } from '../components/Pager';
import { PageTitle } from '../components/PageTitle';
import { Failed, Refusal } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { Mark, type MarkTone } from '../components/Tag';
import { useSubmit } from '../components/useSubmit';
import type { OutboxSearch } from '../search';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';
import { AdminTabs } from './AdminTabs';

type Message = Schemas['OutboxMessage'];

const LOOKS: Record<Message['status'], readonly [MarkTone, IconName]> = {
  queued: ['plain', 'clock'],
  leased: ['plain', 'send'],
  sent: ['good', 'check'],
  dead: ['late', 'alert'],
};

export function OutboxPage() {
  const { admin, common } = useWords();
  const language = useLanguage();
  const title = useTitles(language);
  const statuses = useTitleList(language, 'OutboxMessageStatus');
  const search = useSearch({ from: '/inside/admin/outbox' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const found = useQuery(outboxQuery(search));
  const submit = useSubmit();
  const [told, setTold] = useState<string | null>(null);
  const rows = found.data?.items ?? [];
  const again = (act: () => Promise<number>): void =>
    void submit.run(async () => {
      setTold(admin.sentAgain(await act()));
      await queries.invalidateQueries({ queryKey: ['outbox'] });
    });
  return (
    <>
      <PageTitle of={admin.outbox} />
      <div className="page-head">
        <h1>{admin.outbox}</h1>
        {search.status === 'dead' && rows.length > 0 ? (
          <Button
            icon="refresh"
            pending={submit.pending}
            onClick={() => again(async () => (await retryAllMessages()).messages)}
          >
            {admin.sendAllAgain}
          </Button>
        ) : null}
      </div>
      <AdminTabs />
      <search className="filters">
        <SelectField
          at="/filter/status"
          label={admin.status}
          none={common.all}
          choices={statuses}
          value={search.status ?? ''}
          onChange={(status) =>
            void navigate({
              to: '/admin/outbox',
              search: { status: (status || undefined) as OutboxSearch['status'] },
            })
          }
        />
      </search>
      {told ? <Notice tone="good" announce="status" title={told} /> : null}
      <Refusal error={submit.error} />
      {found.isPending ? <Loading /> : null}
      {found.isError ? <Failed error={found.error} again={() => void found.refetch()} /> : null}
      {found.data && rows.length === 0 ? (
        search.status === 'dead' ? (
          <Empty icon="check" title={admin.noDead}>
            {admin.noDeadText}
          </Empty>
        ) : (
          <Empty icon="mail" title={admin.noMessages} />
        )
      ) : null}
      {rows.length > 0 ? (
        <>
          <DataTable
            caption={admin.outbox}
            rows={rows}
            keyOf={(message: Message) => message.id}
            nameOf={({ subject }) => subject ?? ''}
            toneOf={({ status }) => (status === 'dead' ? 'late' : undefined)}
            columns={[
              {
                id: 'message',
                title: admin.columns.message,
                kind: 'main',
                cell: ({ subject, template, case_id, case_code }) => (
                  <>
                    {subject || title('NotificationTemplate', template)}
                    <span className="cell-sub">
                      {case_id ? (
                        <Link to="/cases/$caseId" params={{ caseId: case_id }}>
                          {case_code}
                        </Link>
                      ) : (
                        title('NotificationTemplate', template)
                      )}
                    </span>
                  </>
                ),
              },
              {
                id: 'to',
                title: admin.columns.addressee,
                cell: ({ name, address }) => (
                  <>
                    {name}
                    <span className="cell-sub">{address}</span>
                  </>
                ),
              },
              {
                id: 'state',
                title: admin.columns.state,
                cell: ({ status, attempts, last_error }) => (
                  <>
                    <Mark tone={LOOKS[status][0]} icon={LOOKS[status][1]}>
                      {title('OutboxMessageStatus', status)}
                    </Mark>
                    {attempts > 1 ? (
                      <span className="cell-sub">
                        {admin.columns.attempts}: {attempts}
                      </span>
                    ) : null}
                    {last_error ? <span className="cell-sub">{last_error}</span> : null}
                  </>
                ),
              },
              {
                id: 'written',
                title: admin.columns.written,
                cell: ({ created_at }) => <span className="nowrap">{moment(created_at)}</span>,
              },
              {
                id: 'again',
                title: admin.sendAgain,
                kind: 'end',
                cell: ({ id, status, subject }) =>
                  status === 'dead' ? (
                    <Button
                      pending={submit.pending}
                      aria-label={`${admin.sendAgain}: ${subject}`}
                      onClick={() =>
                        again(async () => {
                          await retryMessage(id);
                          return 1;
                        })
                      }
                    >
                      {admin.sendAgain}
                    </Button>
                  ) : null,
              },
            ]}
          />
          <Pager shown={rows.length} next={found.data?.next_cursor} />
        </>
      ) : null}
    </>
  );
}
