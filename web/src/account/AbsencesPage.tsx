// Days of absence, and roles that are delegated.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { absencesQuery, addAbsence, removeAbsence } from '../api/account';
import { newKey } from '../api/client';
import { IconButton } from '../components/Button';
import { DataTable } from '../components/DataTable';
import { DayField } from '../components/DayField';
import { TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { Failed, Refusal } from '../components/Problem';
import { Loading } from '../components/States';
import { useSubmit } from '../components/useSubmit';
import { useMe } from '../session/context';
import { useWords } from '../words/context';
import { shortDay } from '../words/days';
import { Delegations } from './Delegations';

export function AbsencesPage() {
  const { absences } = useWords();
  return (
    <>
      <PageTitle of={absences.title} />
      <h1>{absences.title}</h1>
      <Absences />
      <Delegations />
    </>
  );
}

function Absences() {
  const { absences, common } = useWords();
  const me = useMe();
  const queries = useQueryClient();
  const found = useQuery(absencesQuery);
  const submit = useSubmit();
  if (found.isPending) return <Loading lines={3} />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  const mine = found.data.items.filter(({ user_id }) => user_id === me.id);
  return (
    <div className="columns with-aside">
      <Panel title={absences.absences} flush="flush">
        <p className="pad small muted">{absences.absencesText}</p>
        <Refusal error={submit.error} />
        {mine.length === 0 ? (
          <p className="pad muted">{absences.noAbsences}</p>
        ) : (
          <DataTable
            caption={absences.absences}
            rows={mine}
            keyOf={({ id }) => id}
            nameOf={({ valid_from }) => shortDay(valid_from)}
            columns={[
              {
                id: 'period',
                title: absences.period,
                kind: 'main',
                cell: ({ valid_from, valid_to }) =>
                  `${shortDay(valid_from)} – ${shortDay(valid_to)}`,
              },
              {
                id: 'reason',
                title: absences.reason,
                cell: ({ reason }) => reason || common.none,
              },
              {
                id: 'remove',
                title: common.remove,
                kind: 'end',
                cell: ({ id, version, valid_from, valid_to }) => (
                  <IconButton
                    icon="close"
                    label={absences.removeAbsence(shortDay(valid_from), shortDay(valid_to))}
                    onClick={() =>
                      void submit.run(async () => {
                        await removeAbsence(id, version);
                        await queries.invalidateQueries({ queryKey: absencesQuery.queryKey });
                      })
                    }
                  />
                ),
              },
            ]}
          />
        )}
      </Panel>
      <NewAbsence />
    </div>
  );
}

function NewAbsence() {
  const { absences } = useWords();
  const queries = useQueryClient();
  const submit = useSubmit();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(newKey);
  const send = (): void =>
    void submit.run(async () => {
      await addAbsence(
        { valid_from: from, valid_to: to, ...(reason.trim() ? { reason: reason.trim() } : {}) },
        key,
      );
      setFrom('');
      setTo('');
      setReason('');
      setKey(newKey());
      await queries.invalidateQueries({ queryKey: absencesQuery.queryKey });
    });
  return (
    <Panel title={absences.addAbsence}>
      <FormBody submit={submit} onSubmit={send} label={absences.addAbsence}>
        <DayField at="/valid_from" label={absences.from} value={from} onChange={setFrom} />
        <DayField
          at="/valid_to"
          label={absences.to}
          min={from || undefined}
          value={to}
          onChange={setTo}
        />
        <TextField
          at="/reason"
          label={absences.reason}
          optional
          value={reason}
          onChange={setReason}
        />
      </FormBody>
    </Panel>
  );
}
