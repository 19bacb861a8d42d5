// Editors that name organisations and assets.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { assetSearchQuery, assetsQuery } from '../../api/references';
import { Button } from '../../components/Button';
import { Group } from '../../components/choices';
import { OrganizationPicker } from '../../components/OrganizationPicker';
import { Picker, type PickerItem } from '../../components/Picker';
import { useWords } from '../../words/context';
import { Organization } from '../content/shared';
import { type EditorProps, isOptional } from './editor';
import { textOf, textsOf } from './values';

export function OneOrganization({ at, field, value, onChange }: EditorProps) {
  return (
    <OrganizationPicker
      at={at}
      label={field.title}
      optional={isOptional(field)}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}

export function Agencies({ at, field, value, onChange }: EditorProps) {
  const { forms } = useWords();
  const chosen = textsOf(value);
  return (
    <Group at={at} legend={field.title} optional={isOptional(field)}>
      {chosen.length > 0 ? (
        <ul className="repeated">
          {chosen.map((id) => (
            <li key={id}>
              <div className="repeated-head">
                <Organization id={id} />
                <Button
                  look="quiet"
                  onClick={() => onChange(chosen.filter((other) => other !== id))}
                >
                  {forms.removeOne}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      <OrganizationPicker
        key={chosen.length}
        at={`${at}/${chosen.length}`}
        label={forms.addAgency}
        value=""
        onChange={(id) => {
          if (id && !chosen.includes(id)) onChange([...chosen, id]);
        }}
      />
    </Group>
  );
}

interface AssetPickerProps {
  at: string;
  label: string;
  optional?: boolean;
  value: string;
  onChange: (id: string | undefined) => void;
}

export function AssetPicker({ at, label, optional, value, onChange }: AssetPickerProps) {
  const { forms } = useWords();
  const [text, setText] = useState('');
  const { data } = useQuery(assetSearchQuery(useDeferredValue(text)));
  const { data: known } = useQuery(assetsQuery(value ? [value] : []));
  const items: PickerItem[] = (data?.items ?? []).map(({ id, code, address }) => ({
    id,
    title: code,
    hint: address ?? undefined,
  }));
  return (
    <Picker
      at={at}
      label={label}
      optional={optional}
      items={items}
      value={value ? { id: value, title: known?.get(value)?.code ?? '…' } : null}
      onChange={(item) => onChange(item?.id)}
      onSearch={setText}
      nothing={forms.nothingFound}
    />
  );
}

export function OneAsset({ at, field, value, onChange }: EditorProps) {
  return (
    <AssetPicker
      at={at}
      label={field.title}
      optional={isOptional(field)}
      value={textOf(value)}
      onChange={onChange}
    />
  );
}
