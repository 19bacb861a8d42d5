import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { addDelegation, delegationsQuery, removeDelegation } from '../api/account';
import { newKey } from '../api/client';
import { peopleQuery, personQuery } from '../api/people';
import { useTitles } from '../api/titles';
import { IconButton } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { DayField } from '../components/DayField';
import { SelectField, TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Panel } from '../components/Panel';
import { Picker, type PickerItem } from '../components/Picker';
import { Failed, Refusal } from '../components/Problem';
import { Loading } from '../components/States';
import { Tag } from '../components/Tag';
import { useSubmit } from '../components/useSubmit';
import { useMe } from '../session/context';
import { useLanguage, useWords } from '../words/context';
import { shortDay } from '../words/days';

function PersonName({ id }: { id: string }) {
  const me = useMe();
  const { data } = useQuery({ ...personQuery(id), enabled: id !== me.id, retry: false });
  return id === me.id ? me.name : (data?.name ?? '…');
}

export function Delegations() {
  const { absences, common } = useWords();
  const me = useMe();
  const title = useTitles(useLanguage());
  const queries = useQueryClient();
  const found = useQuery(delegationsQuery);
  const submit = useSubmit();
  if (found.isPending) return <Loading lines={3} />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const { items } = found.data;
  return (
    <div className="columns with-aside">
      <Panel title={absences.delegations} flush="flush">
        <p className="pad small muted">{absences.delegationsText}</p>
        <Refusal error={submit.error} />
        {items.length === 0 ? (
          <p className="pad muted">{absences.noDelegations}</p>
        ) : (
          <DataTable
            caption={absences.delegations}
            rows={items}
            keyOf={({ id }) => id}
            nameOf={({ role }) => title('Role', role)}
            columns={[
              {
                id: 'role',
                title: absences.role,
                kind: 'main',
                cell: ({ role, from_user_id }) => (
                  <>
                    {title('Role', role)}{' '}
                    <Tag>{from_user_id === me.id ? absences.byMe : absences.toMe}</Tag>
                  </>
                ),
              },
              {
                id: 'person',
                title: absences.person,
                cell: ({ from_user_id, to_user_id }) => (
                  <PersonName id={from_user_id === me.id ? to_user_id : from_user_id} />
                ),
              },
              {
                id: 'period',
                title: absences.period,
                cell: ({ valid_from, valid_to }) =>
                  `${shortDay(valid_from)} – ${shortDay(valid_to)}`,
              },
              { id: 'reason', title: absences.reason, cell: ({ reason }) => reason },
              {
                id: 'remove',
                title: common.remove,
                kind: 'end',
                cell: ({ id, version, role, from_user_id }) =>
                  from_user_id === me.id ? (
                    <IconButton
                      icon="close"
                      label={absences.removeDelegation(title('Role', role))}
                      onClick={() =>
                        void submit.run(async () => {
                          await removeDelegation(id, version);
                          await queries.invalidateQueries({
                            queryKey: delegationsQuery.queryKey,
                          });
                        })
                      }
                    />
                  ) : null,
              },
            ]}
          />
        )}
      </Panel>
      <NewDelegation />
    </div>
  );
}

function NewDelegation() {
  const { absences } = useWords();
  const me = useMe();
  const title = useTitles(useLanguage());
  const queries = useQueryClient();
  const submit = useSubmit();
  const [seat, setSeat] = useState('');
  const [person, setPerson] = useState<PickerItem | null>(null);
  const [text, setText] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(newKey);
  const seats = me.memberships.map((membership, index) => ({ ...membership, id: String(index) }));
  const chosen = seats.find(({ id }) => id === seat) ?? seats[0];
  const { data } = useQuery(
    peopleQuery({ q: useDeferredValue(text), organization: chosen?.organization_id }),
  );
  const people = (data?.items ?? [])
    .filter(({ id }) => id !== me.id)
    .map(({ id, name, email }) => ({ id, title: name, hint: email }));
  const send = (): void =>
    void submit.run(async () => {
      if (!chosen) return;
      await addDelegation(
        {
          organization_id: chosen.organization_id,
          role: chosen.role,
          to_user_id: person?.id ?? '',
          valid_from: from,
          valid_to: to,
          reason,
        },
        key,
      );
      setPerson(null);
      setFrom('');
      setTo('');
      setReason('');
      setKey(newKey());
      await queries.invalidateQueries({ queryKey: delegationsQuery.queryKey });
    });
  return (
    <Panel title={absences.addDelegation}>
      <FormBody submit={submit} onSubmit={send} label={absences.addDelegation} under="/delegation">
        <SelectField
          at="/delegation/role"
          label={absences.role}
          value={chosen?.id ?? ''}
          onChange={setSeat}
          choices={seats.map(({ id, role, organization_name }) => ({
            id,
            title: `${title('Role', role)}, ${organization_name}`,
          }))}
        />
        <Picker
          at="/delegation/to_user_id"
          label={absences.person}
          items={people}
          value={person}
          onChange={setPerson}
          onSearch={setText}
          nothing={absences.nobodyFound}
        />
        <DayField
          at="/delegation/valid_from"
          label={absences.from}
          value={from}
          onChange={setFrom}
        />
        <DayField
          at="/delegation/valid_to"
          label={absences.to}
          min={from || undefined}
          value={to}
          onChange={setTo}
        />
        <TextField
          at="/delegation/reason"
          label={absences.reason}
          value={reason}
          onChange={setReason}
        />
      </FormBody>
    </Panel>
  );
}
