// Editors of plain values: text, numbers, money, days, choices.
import type { ReactNode } from 'react';
import { Radios } from '../../components/choices';
import { DayField } from '../../components/DayField';
import { SelectField, TextAreaField, TextField } from '../../components/Field';
import { NumberField } from '../../components/NumberFields';
import { useWords } from '../../words/context';
import { type EditorProps, isOptional } from './editor';
import { numberOf, textOf } from './values';

const SHORT_TEXT = 500;
const FEW_CHOICES = 5;

export function Scalar({ of, field, at, value, onChange }: EditorProps): ReactNode {
  const { common, forms } = useWords();
  const base = { at, label: field.title, optional: isOptional(field) };
  switch (field.form) {
    case 'text':
      return field.max !== null && field.max <= SHORT_TEXT ? (
        <TextField {...base} maxLength={field.max} value={textOf(value)} onChange={onChange} />
      ) : (
        <TextAreaField
          {...base}
          max={field.max ?? undefined}
          value={textOf(value)}
          onChange={onChange}
        />
      );
    case 'integer':
    case 'amount_vnd':
      return (
        <NumberField
          {...base}
          kind={field.form === 'amount_vnd' ? 'money' : 'whole'}
          unit={field.form === 'amount_vnd' ? 'đ' : undefined}
          min={field.min ?? undefined}
          max={field.max ?? undefined}
          value={numberOf(value)}
          onChange={onChange}
        />
      );
    case 'date':
      return (
        <DayField
          {...base}
          hint={
            field.earliest_clause ? (
              <>
                {common.dayHint}. {common.clause(field.earliest_clause)}
              </>
            ) : undefined
          }
          pack={of.pack}
          min={field.earliest_on ?? undefined}
          max={field.latest_on ?? undefined}
          value={textOf(value)}
          onChange={onChange}
        />
      );
    case 'choice':
      return field.choices.length <= FEW_CHOICES ? (
        <Radios
          {...base}
          legend={field.title}
          value={textOf(value)}
          onChange={onChange}
          choices={field.choices}
        />
      ) : (
        <SelectField
          {...base}
          none={forms.choose}
          value={textOf(value)}
          onChange={onChange}
          choices={field.choices}
        />
      );
    // Lists and objects have a shape, and an editor each.
    case 'list':
    case 'object':
      return null;
  }
}
