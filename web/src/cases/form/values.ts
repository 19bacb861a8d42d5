// Values of the fields of an action: JSON, read with care because it may come from an old draft.

export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value };
export type Values = Readonly<Record<string, Value>>;

export const textOf = (value: Value | undefined): string =>
  typeof value === 'string' ? value : '';

export const numberOf = (value: Value | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

export const listOf = (value: Value | undefined): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : [];

export const objectOf = (value: Value | undefined): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Values) : {};

export const objectsOf = (value: Value | undefined): readonly Values[] =>
  listOf(value).map(objectOf);

export const textsOf = (value: Value | undefined): readonly string[] =>
  listOf(value).filter((one): one is string => typeof one === 'string');

/** An object with one member set, or without it when there is nothing to set. */
export function withMember(object: Values, name: string, value: Value | undefined): Values {
  const { [name]: _old, ...rest } = object;
  return value === undefined || value === '' ? rest : { ...rest, [name]: value };
}

export const replaced = (list: readonly Value[], at: number, value: Value): readonly Value[] =>
  list.map((one, index) => (index === at ? value : one));

export const without = (list: readonly Value[], at: number): readonly Value[] =>
  list.filter((_, index) => index !== at);

/** What is sent: texts trimmed, members and fields without content left out. */
export function compact(value: Value): Value | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string')
    return value.trim() === '' ? undefined : value.trim().normalize('NFC');
  if (Array.isArray(value))
    return (value as readonly Value[])
      .map(compact)
      .filter((one): one is Value => one !== undefined);
  if (typeof value === 'object') {
    const members = Object.entries(value as Values)
      .map(([name, member]) => [name, compact(member)] as const)
      .filter((entry): entry is readonly [string, Value] => entry[1] !== undefined);
    return Object.fromEntries(members);
  }
  return value;
}

/** A value of the contract as one that a form can edit. */
export const editable = (value: unknown): Value =>
  compact(JSON.parse(JSON.stringify(value ?? null)) as Value) ?? {};
