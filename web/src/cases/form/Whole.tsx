// A whole application in an action: left out unless the person corrects it, then edited as filed.
import type { ReactNode } from 'react';
import { Check, Group } from '../../components/choices';
import { useWords } from '../../words/context';
import { type EditorProps, isOptional } from './editor';
import { editable, objectOf, type Values } from './values';

interface WholeProps extends EditorProps {
  /** What was filed. */
  filed: unknown;
  children: (value: Values, change: (value: Values) => void) => ReactNode;
}

export function Whole({ at, field, filed, value, onChange, children }: WholeProps) {
  const { forms } = useWords();
  const optional = isOptional(field);
  const included = value !== undefined || !optional;
  const current = value === undefined ? objectOf(editable(filed)) : objectOf(value);
  return (
    <Group at={at} legend={field.title} optional={optional}>
      {optional ? (
        <Check
          checked={included}
          onChange={(checked) => onChange(checked ? editable(filed) : undefined)}
        >
          {forms.correctFiled}
        </Check>
      ) : null}
      {included ? <div className="stack">{children(current, onChange)}</div> : null}
    </Group>
  );
}
