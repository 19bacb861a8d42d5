// What was typed into the form of an action, as text to read.
import type { Action, ActionField } from '../../api/shapes';
import type { Fact } from '../../components/Facts';
import { useLanguage, useWords } from '../../words/context';
import { type Language, longDay } from '../../words/days';
import { formatMoney, formatNumber } from '../../words/numbers';
import type { Value, Values } from './values';

const ID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Texts and numbers inside a value, in order; ids of things say nothing to a reader. */
export function textsIn(value: Value | undefined, language: Language): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value === 'string')
    return ID.test(value) ? [] : [DAY.test(value) ? longDay(value, language) : value];
  if (typeof value === 'number') return [formatNumber(value, language)];
  if (typeof value === 'boolean') return [];
  const inside = Array.isArray(value) ? (value as readonly Value[]) : Object.values(value);
  return inside.flatMap((one) => textsIn(one, language));
}

function readable(
  field: ActionField,
  action: Action,
  value: Value | undefined,
  language: Language,
): string {
  if (field.form === 'amount_vnd' && typeof value === 'number') return formatMoney(value, language);
  const titles = new Map([
    ...field.choices.map(({ id, title }) => [id, title] as const),
    ...action.reasons.map(({ code, title }) => [code, title] as const),
  ]);
  return textsIn(value, language)
    .map((text) => titles.get(text) ?? text)
    .join('; ');
}

interface Typed {
  action: Action;
  data: Values;
  comment: string;
}

export function useWritten({ action, data, comment }: Typed): readonly Fact[] {
  const { forms } = useWords();
  const language = useLanguage();
  const facts: Fact[] = action.fields.map((field) => [
    field.title,
    readable(field, action, data[field.id], language),
  ]);
  return [...facts, [forms.comment, comment] as const].filter(([, text]) => text !== '');
}
