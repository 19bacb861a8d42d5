// Chooses a place by its name, its code or its coordinates.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { placesQuery } from '../api/places';
import { Picker, type PickerItem } from '../components/Picker';
import { useLanguage, useWords } from '../words/context';
import { parsePosition, writtenDegrees } from './coordinates';
import type { Position } from './geo';
import { writtenMetres } from './metres';

export interface ChosenPlace {
  id: string;
  name: string;
  at: Position;
}

interface NamedPlacePickerProps {
  at: string;
  label: string;
  hint?: string;
  value: ChosenPlace | null;
  onChange: (place: ChosenPlace | null) => void;
}

export function NamedPlacePicker({ at, label, hint, value, onChange }: NamedPlacePickerProps) {
  const { map: words } = useWords();
  const language = useLanguage();
  const [text, setText] = useState('');
  const asked = useDeferredValue(text.trim());
  const position = parsePosition(asked);
  const { data } = useQuery(placesQuery(position ? '' : asked));
  const typed: (PickerItem & ChosenPlace)[] = position
    ? [
        {
          id: asked,
          title: writtenDegrees(position, language),
          hint: writtenMetres(position, language),
          name: writtenDegrees(position, language),
          at: position,
        },
      ]
    : [];
  const items = position
    ? typed
    : (data ?? []).map(({ id, name, point }) => ({ id, title: name, name, at: point }));
  return (
    <Picker
      at={at}
      label={label}
      hint={hint}
      items={items}
      value={value ? { id: value.id, title: value.name } : null}
      onChange={(item) => {
        const found = items.find(({ id }) => id === item?.id);
        onChange(found ? { id: found.id, name: found.name, at: found.at } : null);
      }}
      onSearch={setText}
      nothing={words.place.nothing}
    />
  );
}
