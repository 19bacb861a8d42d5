// Editors of the attributes of a kind of asset.
import type { AssetKind } from '../api/assets';
import { DayField } from '../components/DayField';
import { SelectField, TextField } from '../components/Field';
import { NumberField } from '../components/NumberFields';
import { useWords } from '../words/context';
import type { Attribute } from './attributes';
import type { AttributeValue, AttributeValues } from './patch';

interface FieldsProps {
  kind: AssetKind;
  values: AttributeValues;
  onChange: (values: AttributeValues) => void;
}

export function AttributeFields({ kind, values, onChange }: FieldsProps) {
  return (
    <div className="attribute-fields">
      {kind.attributes.map((attribute) => (
        <AttributeField
          key={attribute.id}
          attribute={attribute}
          value={values[attribute.id]}
          onChange={(value) => onChange({ ...values, [attribute.id]: value })}
        />
      ))}
    </div>
  );
}

/** A year is a number without marks between thousands. */
const isYear = ({ form, measure, min, max }: Attribute): boolean =>
  form === 'integer' && !measure && (min ?? 0) >= 1000 && (max ?? 0) <= 9999;

interface FieldProps {
  attribute: Attribute;
  value: AttributeValue | undefined;
  onChange: (value: AttributeValue | undefined) => void;
}

function AttributeField({ attribute, value, onChange }: FieldProps) {
  const { common, register } = useWords();
  const { id, title, form, measure, min, max, choices, required } = attribute;
  const field = { at: `/attributes/${id}`, label: title, optional: !required };
  const text = typeof value === 'string' ? value : '';
  if (isYear(attribute))
    return (
      <TextField
        {...field}
        short="short"
        inputMode="numeric"
        maxLength={4}
        value={value === undefined ? '' : String(value)}
        onChange={(typed) => {
          const digits = typed.replace(/\D/g, '');
          onChange(digits === '' ? undefined : Number(digits));
        }}
      />
    );
  switch (form) {
    case 'number':
    case 'integer':
      return (
        <NumberField
          {...field}
          kind={form === 'integer' ? 'whole' : 'fraction'}
          unit={measure}
          min={min}
          max={max}
          value={typeof value === 'number' ? value : undefined}
          onChange={onChange}
        />
      );
    case 'choice':
      return (
        <SelectField
          {...field}
          none={register.forms.unknown}
          choices={choices}
          value={text}
          onChange={(chosen) => onChange(chosen || undefined)}
        />
      );
    case 'flag':
      return (
        <SelectField
          {...field}
          none={register.forms.unknown}
          choices={[
            { id: 'true', title: common.yes },
            { id: 'false', title: common.no },
          ]}
          value={value === undefined ? '' : String(value)}
          onChange={(chosen) => onChange(chosen === '' ? undefined : chosen === 'true')}
        />
      );
    case 'date':
      return <DayField {...field} value={text} onChange={(day) => onChange(day || undefined)} />;
    case 'text':
      return (
        <TextField
          {...field}
          maxLength={max}
          value={text}
          onChange={(typed) => onChange(typed === '' ? undefined : typed)}
        />
      );
  }
}
