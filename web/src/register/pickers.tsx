// Choosing an owner or an administrative unit for a filter.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { areasQuery } from '../api/assets';
import { organizationQuery, organizationsQuery } from '../api/references';
import { Picker } from '../components/Picker';
import { useLanguage, useWords } from '../words/context';
import { contains } from '../words/fold';

interface FilterPickerProps {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
}

export function OwnerPicker({ value, onChange }: FilterPickerProps) {
  const { map: words } = useWords();
  const language = useLanguage();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const { data } = useQuery(organizationsQuery(q));
  const { data: chosen } = useQuery({ ...organizationQuery(value ?? ''), enabled: Boolean(value) });
  const nameOf = (one: { name_vi: string; name_en?: string | null }): string =>
    (language === 'en' ? one.name_en : null) ?? one.name_vi;
  // Offices own nothing in the register.
  const items = (data?.items ?? [])
    .filter(({ kind }) => kind === 'owner' || kind === 'operator')
    .map((one) => ({ id: one.id, title: nameOf(one) }));
  return (
    <Picker
      at="/filter/owner"
      label={words.filter.owner}
      items={items}
      value={value && chosen ? { id: value, title: nameOf(chosen) } : null}
      onChange={(item) => onChange(item?.id)}
      onSearch={setTyped}
      nothing={words.filter.nothing}
    />
  );
}

const MOST = 20;

export function AreaPicker({ value, onChange }: FilterPickerProps) {
  const { map: words } = useWords();
  const [typed, setTyped] = useState('');
  const { data } = useQuery(areasQuery);
  const areas = (data ?? []).filter(({ level }) => level !== 'zone');
  const chosen = areas.find(({ code }) => code === value);
  const items = areas
    .filter(({ name }) => contains(name, typed))
    .slice(0, MOST)
    .map(({ code, name }) => ({ id: code, title: name }));
  return (
    <Picker
      at="/filter/area"
      label={words.filter.area}
      items={items}
      value={chosen ? { id: chosen.code, title: chosen.name } : null}
      onChange={(item) => onChange(item?.id)}
      onSearch={setTyped}
      nothing={words.filter.nothing}
    />
  );
}
