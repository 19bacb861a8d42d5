import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { invitePerson, personQuery, updatePerson } from '../api/people';
import { useTitles } from '../api/titles';
import { Button } from '../components/Button';
import { Conflict, type ConflictRow } from '../components/Conflict';
import { Check } from '../components/choices';
import { TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { Failed, Refusal } from '../components/Problem';
import { Loading } from '../components/States';
import { useSubmit } from '../components/useSubmit';
import { useLanguage, useWords } from '../words/context';
import { type Membership, Memberships } from './Memberships';

export function PersonPage() {
  const { userId } = useParams({ from: '/inside/admin/people/$userId' });
  const found = useQuery(personQuery(userId));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  return <Edit key={found.data.id} latest={found.data} />;
}

const membershipsOf = ({ memberships }: Schemas['User']): Membership[] =>
  memberships.map(({ organization_id, role }) => ({ organization_id, role }));

const isSame = (a: readonly Membership[], b: readonly Membership[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

function Edit({ latest }: { latest: Schemas['User'] }) {
  const { admin, common } = useWords();
  const title = useTitles(useLanguage());
  // What the form was filled from: a later version must not take away what was typed.
  const [of, setOf] = useState(latest);
  const queries = useQueryClient();
  const submit = useSubmit();
  const invite = useSubmit();
  const [name, setName] = useState(of.name);
  const [active, setActive] = useState(of.active);
  const [memberships, setMemberships] = useState<readonly Membership[]>(membershipsOf(of));
  const [told, setTold] = useState<string | null>(null);
  const changed = !isSame(memberships, membershipsOf(of));
  const fill = (from: Schemas['User']): void => {
    setOf(from);
    setName(from.name);
    setActive(from.active);
    setMemberships(membershipsOf(from));
    submit.clear();
  };
  const rolesOf = (some: readonly Membership[]): string =>
    some.map(({ role }) => title('Role', role)).join(', ') || common.none;
  const conflicts: ConflictRow[] = [
    { id: 'name', label: admin.columns.name, stored: latest.name, mine: name },
    {
      id: 'active',
      label: admin.mayLogIn,
      stored: latest.active ? common.yes : common.no,
      mine: active ? common.yes : common.no,
    },
  ].filter(({ stored, mine }) => stored !== mine);
  if (!isSame(memberships, membershipsOf(latest)))
    conflicts.push({
      id: 'memberships',
      label: admin.columns.roles,
      stored: rolesOf(membershipsOf(latest)),
      mine: rolesOf(memberships),
    });
  const outdated = latest.version > of.version;
  const send = (): void =>
    void submit.run(async () => {
      try {
        const saved = await updatePerson(
          of.id,
          { name: name.trim(), active, ...(changed ? { memberships: [...memberships] } : {}) },
          of.version,
        );
        queries.setQueryData(personQuery(of.id).queryKey, saved);
        fill(saved);
        setTold(admin.saved);
      } finally {
        await queries.invalidateQueries({ queryKey: ['user'] });
      }
    });
  return (
    <>
      <PageTitle of={of.name} />
      <div className="case-head">
        <p className="trail">
          <Link to="/admin/people">{admin.people}</Link>
          <span>{of.email}</span>
        </p>
        <h1>{of.name}</h1>
      </div>
      {outdated ? (
        <Conflict
          rows={conflicts}
          onKeep={() => {
            setOf(latest);
            submit.clear();
          }}
          onTake={() => fill(latest)}
        />
      ) : null}
      {told ? <Notice tone="good" announce="status" title={told} /> : null}
      <div className="columns with-aside">
        <FormBody
          submit={outdated ? { ...submit, error: null } : submit}
          onSubmit={send}
          label={common.save}
        >
          <TextField at="/name" label={admin.columns.name} value={name} onChange={setName} />
          <Check checked={active} onChange={setActive}>
            {admin.mayLogIn}
          </Check>
          <Memberships value={memberships} onChange={setMemberships} />
        </FormBody>
        <Panel title={admin.invite}>
          <div className="stack tight">
            <p className="small muted">{admin.inviteHint}</p>
            <Refusal error={invite.error} />
            <div>
              <Button
                icon="mail"
                pending={invite.pending}
                onClick={() =>
                  void invite.run(async () => {
                    await invitePerson(of.id);
                    setTold(admin.invited(of.email));
                  })
                }
              >
                {admin.invite}
              </Button>
            </div>
          </div>
        </Panel>
      </div>
    </>
  );
}
