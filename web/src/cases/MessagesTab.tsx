// Messages of a case: between its parties, or within the own organisation.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { messagesQuery } from '../api/cases';
import { newKey, type Schemas } from '../api/client';
import { sendMessage } from '../api/messages';
import { Button } from '../components/Button';
import { Radios } from '../components/choices';
import { SelectField, TextAreaField } from '../components/Field';
import { Panel } from '../components/Panel';
import { Failed, Refusal } from '../components/Problem';
import { Empty, Loading } from '../components/States';
import { Tag } from '../components/Tag';
import { useMe } from '../session/context';
import { useWords } from '../words/context';
import { moment } from '../words/days';
import { useDraft } from './draft';
import { useCase } from './useCase';

export function MessagesTab() {
  const { parts } = useWords();
  const me = useMe();
  const of = useCase();
  const found = useQuery({ ...messagesQuery(of?.id ?? ''), enabled: Boolean(of) });
  if (!of || found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items } = found.data;
  return (
    <div className="stack">
      {items.length === 0 ? (
        <Empty icon="comment" title={parts.messages.empty}>
          {parts.messages.emptyText}
        </Empty>
      ) : (
        <ol className="stack tight">
          {items.map((message) => (
            <li
              key={message.id}
              className={message.author.user_id === me.id ? 'message own' : 'message'}
            >
              <p className="small">
                <strong>{message.author.name}</strong>, {message.author.organization} ·{' '}
                <time dateTime={message.at}>{moment(message.at)}</time>{' '}
                {message.audience === 'internal' ? <Tag>{parts.messages.internalTag}</Tag> : null}
              </p>
              <p className="pre-line">{message.body}</p>
            </li>
          ))}
        </ol>
      )}
      <NewMessage caseId={of.id} />
    </div>
  );
}

interface Written {
  body: string;
  audience: Schemas['MessageAudience'];
  organization: string;
  key: string;
}

const emptyMessage = (): Written => ({
  body: '',
  audience: 'parties',
  organization: '',
  key: newKey(),
});

const MOST_CHARACTERS = 10_000;

function NewMessage({ caseId }: { caseId: string }) {
  const { parts } = useWords();
  const me = useMe();
  const queries = useQueryClient();
  const draft = useDraft<Written>(`message/${caseId}`, emptyMessage);
  const [error, setError] = useState<unknown>(null);
  const [pending, setPending] = useState(false);
  const { value } = draft;
  const own = [
    ...new Map(
      me.memberships.map(({ organization_id, organization_name }) => [
        organization_id,
        { id: organization_id, title: organization_name },
      ]),
    ).values(),
  ];

  const submit = async (): Promise<void> => {
    setPending(true);
    setError(null);
    try {
      await sendMessage(
        caseId,
        {
          body: value.body,
          audience: value.audience,
          ...(value.organization ? { organization_id: value.organization } : {}),
        },
        value.key,
      );
      draft.clear();
      await queries.invalidateQueries({ queryKey: ['case', 'messages', caseId] });
    } catch (refused) {
      setError(refused);
    } finally {
      setPending(false);
    }
  };

  return (
    <div className="screen-only">
      <Panel title={parts.messages.send}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!pending && value.body.trim()) void submit();
          }}
        >
          <Refusal error={error} again={() => void submit()} />
          <TextAreaField
            at="/body"
            label={parts.messages.body}
            max={MOST_CHARACTERS}
            value={value.body}
            onChange={(body) => draft.set({ ...value, body })}
          />
          <Radios
            at="/audience"
            legend={parts.messages.audience}
            value={value.audience}
            onChange={(audience) =>
              draft.set({ ...value, audience: audience === 'internal' ? 'internal' : 'parties' })
            }
            choices={[
              { id: 'parties', title: parts.messages.parties },
              { id: 'internal', title: parts.messages.internal },
            ]}
          />
          {own.length > 1 ? (
            <SelectField
              at="/organization_id"
              label={parts.messages.onBehalfOf}
              none="—"
              value={value.organization}
              choices={own}
              onChange={(organization) => draft.set({ ...value, organization })}
            />
          ) : null}
          <div>
            <Button look="primary" type="submit" icon="send" pending={pending}>
              {parts.messages.send}
            </Button>
          </div>
        </form>
      </Panel>
    </div>
  );
}
