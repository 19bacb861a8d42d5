// Values of attributes as people read them.
import type { Schemas } from '../api/client';
import { type Language, shortDay } from '../words/days';
import { formatNumber } from '../words/numbers';

export type Attribute = Schemas['AssetKindAttribute'];

interface Texts {
  language: Language;
  yes: string;
  no: string;
}

export function valueText(
  attribute: Attribute | undefined,
  value: unknown,
  { language, yes, no }: Texts,
): string {
  if (typeof value === 'boolean') return value ? yes : no;
  if (typeof value === 'number') {
    // A year is no amount.
    const written = attribute?.form === 'integer' ? String(value) : formatNumber(value, language);
    return attribute?.measure ? `${written} ${attribute.measure}` : written;
  }
  if (typeof value !== 'string') return '';
  if (attribute?.form === 'date') return shortDay(value);
  return attribute?.choices.find(({ id }) => id === value)?.title ?? value;
}

/** Changes between two versions: names of members and both values. */
export interface Difference {
  name: string;
  before: unknown;
  after: unknown;
}

type Members = Readonly<Record<string, unknown>>;

const isSame = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

export function differencesOf(before: Members, after: Members): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => ({ name, before: before[name], after: after[name] }));
}
