// A place by its coordinates, one point a line. The map will be another way to the same value.
import { useState } from 'react';
import { Field } from '../../components/Field';
import { useWords } from '../../words/context';
import { parsePoints, placeOf, type Shape, writtenPoints } from './places';
import { objectOf, type Value } from './values';

interface PlaceFieldProps {
  at: string;
  label: string;
  value: Value | undefined;
  onChange: (place: Value | undefined) => void;
}

export function PlaceField({ at, label, value, onChange }: PlaceFieldProps) {
  const { forms } = useWords();
  const [text, setText] = useState(() => writtenPoints(value));
  const { type } = objectOf(value);
  const shape: Shape = type === 'Point' || type === 'Polygon' ? type : 'LineString';
  const points = parsePoints(text);
  return (
    <Field
      at={at}
      label={label}
      hint={forms.placeHint}
      fault={points ? undefined : forms.placeWrong}
    >
      {(wiring) => (
        <textarea
          {...wiring}
          className="input code"
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            const parsed = parsePoints(event.target.value);
            if (parsed) onChange(placeOf(parsed, shape));
          }}
        />
      )}
    </Field>
  );
}
