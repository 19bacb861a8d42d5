// The roles of a person, one row each.
import type { Schemas } from '../api/client';
import { useTitleList } from '../api/titles';
import { Button } from '../components/Button';
import { Group } from '../components/choices';
import { SelectField } from '../components/Field';
import { OrganizationPicker } from '../components/OrganizationPicker';
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
  const { account } = useWords();
  const language = useLanguage();
  const roles = useTitleList(language, 'Role');
  return (
    <>
      <OrganizationPicker
        at={`${at}/organization_id`}
        label={account.organization}
        value={value.organization_id}
        onChange={(id) => onChange({ ...value, organization_id: id ?? '' })}
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
