// Areas of which an organisation gets notices.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { areasQuery } from '../api/assets';
import { removeSubscription, type Subscription, subscriptionsQuery } from '../api/subscriptions';
import { useTitles } from '../api/titles';
import { IconButton } from '../components/Button';
import { type Column, DataTable } from '../components/DataTable';
import { OrganizationName } from '../components/OrganizationName';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { Failed, Refusal } from '../components/Problem';
import { Loading } from '../components/States';
import { useSubmit } from '../components/useSubmit';
import { areaOf, positionsOf } from '../map/geo';
import { useLanguage, useWords } from '../words/context';
import { dayOf, shortDay } from '../words/days';
import { formatNumber } from '../words/numbers';
import { NewSubscription } from './NewSubscription';

export function SubscriptionsPage() {
  const { subscriptions: words } = useWords();
  return (
    <>
      <PageTitle of={words.title} />
      <div>
        <h1>{words.title}</h1>
        <p className="muted">{words.text}</p>
      </div>
      <Subscriptions />
      <NewSubscription />
    </>
  );
}

function Subscriptions() {
  const { subscriptions: words } = useWords();
  const found = useQuery(subscriptionsQuery);
  const queries = useQueryClient();
  const submit = useSubmit();
  const nameOf = useAreaName();
  const end = ({ id, version }: Subscription): void =>
    void submit.run(async () => {
      await removeSubscription(id, version);
      await queries.invalidateQueries({ queryKey: subscriptionsQuery.queryKey });
    });
  const columns = useColumns(nameOf, end);
  if (found.isPending) return <Loading lines={3} />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items } = found.data;
  return (
    <Panel title={words.list} flush="flush">
      <Refusal error={submit.error} />
      {items.length === 0 ? (
        <p className="pad muted">{words.none}</p>
      ) : (
        <DataTable
          caption={words.list}
          rows={items}
          keyOf={({ id }) => id}
          nameOf={(row) => row.title ?? nameOf(row)}
          columns={columns}
        />
      )}
    </Panel>
  );
}

/** Name of the unit, or the size of the drawn area. */
function useAreaName(): (of: Subscription) => string {
  const { subscriptions: words } = useWords();
  const language = useLanguage();
  const { data } = useQuery(areasQuery);
  return ({ area_id, place }) => {
    if (area_id) return data?.find(({ id }) => id === area_id)?.name ?? '…';
    if (!place) return words.drawn;
    return words.drawnSize(formatNumber(Math.round(areaOf(positionsOf(place))), language));
  };
}

function useColumns(
  nameOf: (of: Subscription) => string,
  end: (of: Subscription) => void,
): readonly Column<Subscription>[] {
  const { subscriptions: words } = useWords();
  const title = useTitles(useLanguage());
  return [
    {
      id: 'area',
      title: words.area,
      kind: 'main',
      cell: (row) => (
        <>
          <strong>{row.title ?? nameOf(row)}</strong>
          {row.title && row.title !== nameOf(row) ? (
            <span className="cell-sub">{nameOf(row)}</span>
          ) : null}
        </>
      ),
    },
    {
      id: 'topics',
      title: words.topics,
      cell: ({ topics }) => topics.map((one) => title('SubscriptionTopic', one)).join('; '),
    },
    {
      id: 'organization',
      title: words.organization,
      cell: ({ organization_id }) => <OrganizationName id={organization_id} />,
    },
    { id: 'since', title: words.since, cell: ({ created_at }) => shortDay(dayOf(created_at)) },
    {
      id: 'end',
      title: words.end,
      kind: 'end',
      cell: (row) => (
        <IconButton
          icon="close"
          label={words.endOf(row.title ?? nameOf(row))}
          onClick={() => end(row)}
        />
      ),
    },
  ];
}
