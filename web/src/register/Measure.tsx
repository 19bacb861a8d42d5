// Length of a line and area inside it; the vertices come from clicks on the map or are typed.
import { useState } from 'react';
import { Button } from '../components/Button';
import { Facts } from '../components/Facts';
import { Field } from '../components/Field';
import { Panel } from '../components/Panel';
import { parseVertices, writtenVertices } from '../map/coordinates';
import { areaOf, type Position, roundedPosition } from '../map/geo';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';

interface MeasureProps {
  line: readonly Position[];
  length: number;
  onChange: (line: readonly Position[]) => void;
  onClose: () => void;
}

export function Measure({ line, length, onChange, onClose }: MeasureProps) {
  const { map: words, common } = useWords();
  const language = useLanguage();
  const { measure } = words;
  const written = writtenVertices(line.map(roundedPosition));
  const [text, setText] = useState(written);
  const [known, setKnown] = useState(written);
  if (written !== known) {
    setKnown(written);
    if (writtenVertices(parseVertices(text) ?? []) !== written) setText(written);
  }
  const number = (value: number): string => formatNumber(value, language);
  return (
    <Panel
      title={measure.title}
      aside={
        <Button look="quiet" icon="close" onClick={onClose}>
          {common.close}
        </Button>
      }
    >
      <div className="stack">
        <Facts
          of={[
            [measure.length, words.metres(number(Math.round(length * 10) / 10))],
            line.length > 2
              ? [measure.area, words.squareMetres(number(Math.round(areaOf(line))))]
              : null,
          ]}
        />
        <Field
          at="/measure"
          label={words.vertices}
          hint={measure.hint}
          fault={parseVertices(text) ? undefined : words.verticesWrong}
        >
          {(wiring) => (
            <textarea
              {...wiring}
              className="input code"
              rows={4}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                const vertices = parseVertices(event.target.value);
                if (vertices) onChange(vertices);
              }}
            />
          )}
        </Field>
        <div className="button-row">
          <Button onClick={() => onChange(line.slice(0, -1))}>{measure.undo}</Button>
          <Button onClick={() => onChange([])}>{measure.clear}</Button>
        </div>
      </div>
    </Panel>
  );
}
