// What every editor of a field is given.
import type { CaseFull } from '../../api/cases';
import type { Action, ActionField } from '../../api/shapes';
import type { Value } from './values';

export interface EditorProps {
  of: CaseFull;
  action: Action;
  field: ActionField;
  /** JSON pointer of the value in the request. */
  at: string;
  value: Value | undefined;
  onChange: (value: Value | undefined) => void;
}

export const isOptional = (field: ActionField): boolean => field.need === 'optional';

/** How many entries a list takes, as a hint. */
export function boundsOf({ min, max }: ActionField): { least: number; most: number | null } {
  return { least: min ?? 0, most: max };
}
