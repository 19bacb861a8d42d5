// Chooses an organisation by a part of its name, in either language.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { organizationsQuery, useOrganizationName } from '../api/references';
import { useLanguage, useWords } from '../words/context';
import { Picker } from './Picker';

interface OrganizationPickerProps {
  at: string;
  label: string;
  optional?: boolean;
  value: string;
  onChange: (id: string | undefined) => void;
}

export function OrganizationPicker({
  at,
  label,
  optional,
  value,
  onChange,
}: OrganizationPickerProps) {
  const { forms } = useWords();
  const language = useLanguage();
  const [text, setText] = useState('');
  const { data } = useQuery(organizationsQuery(useDeferredValue(text)));
  const name = useOrganizationName(value, language);
  const items = (data?.items ?? []).map(({ id, name_vi, name_en }) => ({
    id,
    title: language === 'en' && name_en ? name_en : name_vi,
  }));
  return (
    <Picker
      at={at}
      label={label}
      optional={optional}
      items={items}
      value={value ? { id: value, title: name ?? '…' } : null}
      onChange={(item) => onChange(item?.id)}
      onSearch={setText}
      nothing={forms.nothingFound}
    />
  );
}
