import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { newKey } from '../api/client';
import { addPerson, invitePerson } from '../api/people';
import { Button } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { TextField } from '../components/Field';
import { FormBody } from '../components/FormBody';
import { Notice } from '../components/Notice';
import { useSubmit } from '../components/useSubmit';
import { useWords } from '../words/context';
import { type Membership, Memberships } from './Memberships';

/** A new person: added without a password, then invited to set one. */
export function NewPersonDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { admin, common } = useWords();
  const queries = useQueryClient();
  const submit = useSubmit();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [memberships, setMemberships] = useState<readonly Membership[]>([]);
  const [key, setKey] = useState(newKey);
  const [added, setAdded] = useState<string | null>(null);
  const close = (): void => {
    setName('');
    setEmail('');
    setMemberships([]);
    setKey(newKey());
    setAdded(null);
    submit.clear();
    onClose();
  };
  const send = (): void =>
    void submit.run(async () => {
      const person = await addPerson(
        { name: name.trim(), email: email.trim(), memberships: [...memberships] },
        key,
      );
      await invitePerson(person.id);
      setAdded(person.email);
      await queries.invalidateQueries({ queryKey: ['user'] });
    });
  return (
    <Dialog title={admin.newPerson} open={open} onClose={close}>
      {added ? (
        <>
          <Notice tone="good" announce="status" title={admin.invited(added)} />
          <div>
            <Button onClick={close}>{common.close}</Button>
          </div>
        </>
      ) : (
        <FormBody
          submit={submit}
          onSubmit={send}
          label={admin.newPerson}
          extra={<Button onClick={close}>{common.cancel}</Button>}
        >
          <p className="small muted">{admin.inviteHint}</p>
          <TextField at="/name" label={admin.columns.name} value={name} onChange={setName} />
          <TextField
            at="/email"
            label={admin.columns.email}
            type="email"
            value={email}
            onChange={setEmail}
          />
          <Memberships value={memberships} onChange={setMemberships} />
        </FormBody>
      )}
    </Dialog>
  );
}
