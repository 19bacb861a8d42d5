// A list of entries that are added and removed one by one.
import type { ReactNode } from 'react';
import { Button } from '../../components/Button';
import { Group } from '../../components/choices';
import { useWords } from '../../words/context';
import { inSentence } from '../../words/sentence';
import { type EditorProps, isOptional } from './editor';
import { listOf, replaced, type Value, without } from './values';

interface RepeatedProps extends Pick<EditorProps, 'at' | 'field' | 'value' | 'onChange'> {
  /** Name of one entry, such as "Reason 2". */
  name: (number: number) => string;
  fresh: Value;
  add: string;
  children: (entry: Value, change: (entry: Value) => void, at: string) => ReactNode;
}

export function Repeated({
  at,
  field,
  value,
  onChange,
  name,
  fresh,
  add,
  children,
}: RepeatedProps) {
  const { forms } = useWords();
  const given = listOf(value);
  // A list that needs an entry begins with an empty one.
  const entries = given.length === 0 && field.need === 'required' ? [fresh] : given;
  const full = field.max !== null && entries.length >= field.max;
  return (
    <Group at={at} legend={field.title} optional={isOptional(field)}>
      <ol className="repeated">
        {entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name
          <li key={index}>
            <div className="repeated-head">
              <strong>{name(index + 1)}</strong>
              {entries.length > 1 || given.length > 0 ? (
                <Button look="quiet" onClick={() => onChange(without(entries, index))}>
                  {forms.remove(inSentence(name(index + 1)))}
                </Button>
              ) : null}
            </div>
            {children(
              entry,
              (changed) => onChange(replaced(entries, index, changed)),
              `${at}/${index}`,
            )}
          </li>
        ))}
      </ol>
      {full ? null : (
        <div>
          <Button icon="plus" onClick={() => onChange([...entries, fresh])}>
            {add}
          </Button>
        </div>
      )}
    </Group>
  );
}
