// Length of a line and area inside it; the vertices come from clicks on the map or are typed.
import { Button } from '../components/Button';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { areaOf, type Position } from '../map/geo';
import { VerticesField } from '../map/VerticesField';
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
  const number = (value: number): string => formatNumber(value, language);
  return (
    <Panel
      title={measure.title}
      aside={
        <span className="screen-only">
          <Button look="quiet" icon="close" onClick={onClose}>
            {common.close}
          </Button>
        </span>
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
        <VerticesField
          at="/measure"
          label={words.vertices}
          hint={measure.hint}
          given={line}
          onLine={(vertices) => {
            if (vertices) onChange(vertices);
          }}
        />
        <div className="button-row screen-only">
          <Button onClick={() => onChange(line.slice(0, -1))}>{measure.undo}</Button>
          <Button onClick={() => onChange([])}>{measure.clear}</Button>
        </div>
      </div>
    </Panel>
  );
}
