// The roles of a person, one row each.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { Schemas } from '../api/client';
import { organizationsQuery, useOrganizationName } from '../api/references';
import { useTitleList } from '../api/titles';
import { Button } from '../components/Button';
import { Group } from '../components/choices';
import { SelectField } from '../components/Field';
import { Picker } from '../components/Picker';
import { useLanguage, useWords } from '../words/context';

export type Membership = Schemas['UserMembershipInput'];

interface MembershipsProps {
  value: readonly Membership[];
  onChange: (value: readonly Membership[]) => void;
}

export function Memberships({ value, onChange }: MembershipsProps) {
  const { admin } = useWords();
  return (
    <Group at="/memberships" legend={admin.memberships} hint={admin.membershipsHint}>
      <ol className="repeated">
        {value.map((membership, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
          <li key={index}>
            <div className="repeated-head">
              <strong>{admin.membership(index + 1)}</strong>
              <Button
                look="quiet"
                onClick={() => onChange(value.filter((_, other) => other !== index))}
              >
                {admin.removeMembership(index + 1)}
              </Button>
            </div>
            <OneMembership
              at={`/memberships/${index}`}
              value={membership}
              onChange={(changed) =>
                onChange(value.map((one, other) => (other === index ? changed : one)))
              }
            />
          </li>
        ))}
      </ol>
      <div>
        <Button
          icon="plus"
          onClick={() => onChange([...value, { organization_id: '', role: 'operator_planner' }])}
        >
          {admin.addMembership}
        </Button>
      </div>
    </Group>
  );
}

interface OneProps {
  at: string;
  value: Membership;
  onChange: (value: Membership) => void;
}

function OneMembership({ at, value, onChange }: OneProps) {
  const { account, forms } = useWords();
  const language = useLanguage();
  const roles = useTitleList(language, 'Role');
  const [text, setText] = useState('');
  const { data } = useQuery(organizationsQuery(useDeferredValue(text)));
  const name = useOrganizationName(value.organization_id, language);
  return (
    <>
      <Picker
        at={`${at}/organization_id`}
        label={account.organization}
        items={(data?.items ?? []).map(({ id, name_vi, name_en }) => ({
          id,
          title: language === 'en' && name_en ? name_en : name_vi,
        }))}
        value={value.organization_id ? { id: value.organization_id, title: name ?? '…' } : null}
        onChange={(item) => onChange({ ...value, organization_id: item?.id ?? '' })}
        onSearch={setText}
        nothing={forms.nothingFound}
      />
      <SelectField
        at={`${at}/role`}
        label={account.role}
        value={value.role}
        choices={roles}
        onChange={(role) => onChange({ ...value, role: role as Membership['role'] })}
      />
    </>
  );
}
