// Vertices as text, one a line, in degrees or in VN-2000; both are shown below.
import { useState } from 'react';
import { Button } from '../components/Button';
import { Field } from '../components/Field';
import { useLanguage, useWords } from '../words/context';
import {
  parseVertices,
  type System,
  systemOf,
  writtenDegrees,
  writtenVertices,
} from './coordinates';
import type { Position } from './geo';
import { writtenMetres } from './metres';
import './map.css';

const SYSTEMS: readonly System[] = ['wgs84', 'vn2000'];
const MOST_OPEN = 3;

interface VerticesFieldProps {
  at: string;
  label: string;
  hint?: string;
  /** A fault that the page finds, such as a file without a line. */
  fault?: string | undefined;
  wrong?: string;
  rows?: number;
  /** Vertices that come from elsewhere, as from the map; the text follows when they are others. */
  given: readonly Position[];
  /** Text that was typed before, where it is no line yet. */
  draft?: string | undefined;
  parse?: (text: string) => readonly Position[] | null;
  /** What the text says, null while it is wrong; and the text itself. */
  onLine: (line: readonly Position[] | null, text: string) => void;
}

export function VerticesField(props: VerticesFieldProps) {
  const { at, label, hint, fault, wrong, rows = 5, given, onLine } = props;
  const { coordinates: words } = useWords();
  const parse = (text: string) => (text.trim() === '' ? [] : (props.parse ?? parseVertices)(text));
  const [system, setSystem] = useState<System>('wgs84');
  const [text, setText] = useState(() => props.draft ?? writtenVertices(given));
  const [known, setKnown] = useState(given);
  // What this field said itself comes back from the page and is no reason to write it again.
  const [own, setOwn] = useState<readonly Position[] | null>(null);
  if (given !== known) {
    setKnown(given);
    if (given !== own) setText(writtenVertices(given, system));
  }
  const line = parse(text);
  const choose = (next: System): void => {
    setSystem(next);
    if (line && line.length > 0) setText(writtenVertices(line, next));
  };
  return (
    <div className="stack tight">
      <Field
        at={at}
        label={label}
        hint={hint ?? words.hint}
        fault={fault ?? (line ? undefined : (wrong ?? words.wrong))}
      >
        {(wiring) => (
          <textarea
            {...wiring}
            className="input code"
            rows={rows}
            value={text}
            onChange={(event) => {
              const typed = event.target.value;
              const parsed = parse(typed);
              setText(typed);
              setSystem(systemOf(typed) ?? system);
              setOwn(parsed);
              onLine(parsed, typed);
            }}
          />
        )}
      </Field>
      <fieldset className="systems">
        <legend className="visually-hidden">{words.system}</legend>
        {SYSTEMS.map((one) => (
          <Button key={one} look="quiet" aria-pressed={system === one} onClick={() => choose(one)}>
            {words.systems[one]}
          </Button>
        ))}
      </fieldset>
      {line && line.length > 0 ? <BothSystems line={line} /> : null}
    </div>
  );
}

/** Positions in both systems. */
export function BothSystems({ line }: { line: readonly Position[] }) {
  const { coordinates: words } = useWords();
  const language = useLanguage();
  return (
    <details className="small" open={line.length <= MOST_OPEN}>
      <summary>{words.both(line.length)}</summary>
      <ol className="both-systems">
        {line.map((position, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: vertices have no other name
          <li key={index}>
            {writtenDegrees(position, language)}
            <span className="cell-sub">{writtenMetres(position, language)}</span>
          </li>
        ))}
      </ol>
      <p className="muted">{words.zone}</p>
    </details>
  );
}
