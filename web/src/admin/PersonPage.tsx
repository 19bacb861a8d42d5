import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../api/client';
import { invitePerson, personQuery, updatePerson } from '../api/people';
import { Button } from '../components/Button';
import { Check } from '../components/choices';
import { TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Notice } from '../components/Notice';
import { PageTitle } from '../components/PageTitle';
import { Panel } from '../components/Panel';
import { Failed, Refusal } from '../components/Problem';
import { Loading } from '../components/States';
import { useSubmit } from '../components/useSubmit';
import { useWords } from '../words/context';
import { Memberships } from './Memberships';

export function PersonPage() {
  const { userId } = useParams({ from: '/inside/admin/people/$userId' });
  const found = useQuery(personQuery(userId));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />;
  return <Edit key={found.data.version} of={found.data} />;
}

function Edit({ of }: { of: Schemas['User'] }) {
  const { admin, common } = useWords();
  const queries = useQueryClient();
  const submit = useSubmit();
  const invite = useSubmit();
  const [name, setName] = useState(of.name);
  const [active, setActive] = useState(of.active);
  const [memberships, setMemberships] = useState<Schemas['UserMembershipInput'][]>(
    of.memberships.map(({ organization_id, role }) => ({ organization_id, role })),
  );
  const [told, setTold] = useState<string | null>(null);
  const changed =
    JSON.stringify(memberships) !==
    JSON.stringify(of.memberships.map(({ organization_id, role }) => ({ organization_id, role })));
  const send = (): void =>
    void submit.run(async () => {
      await updatePerson(
        of.id,
        { name: name.trim(), active, ...(changed ? { memberships } : {}) },
        of.version,
      );
      setTold(admin.saved);
      await queries.invalidateQueries({ queryKey: ['user'] });
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
      {told ? <Notice tone="good" announce="status" title={told} /> : null}
      <div className="columns with-aside">
        <FormBody submit={submit} onSubmit={send} label={common.save}>
          <TextField at="/name" label={admin.columns.name} value={name} onChange={setName} />
          <Check checked={active} onChange={setActive}>
            {admin.mayLogIn}
          </Check>
          <Memberships value={memberships} onChange={(next) => setMemberships([...next])} />
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
