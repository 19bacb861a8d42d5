// A day as text, `dd/mm/yyyy`: the browser's own picker follows the browser's language.
import { useState } from 'react';
import { serverNow } from '../api/clock';
import { useLanguage, useWords } from '../words/context';
import { dayOf, longDay, parseDay, shortDay } from '../words/days';
import { DayRemark } from './DayRemark';
import { base, Field, type FieldBase } from './Field';
import { useSettled } from './useSettled';

// Days that are passed on the way to another one are not counted.
const PAUSE_MS = 400;

interface DayFieldProps extends FieldBase {
  /** `2026-09-05`, or nothing. */
  value: string;
  onChange: (day: string) => void;
  min?: string | undefined;
  max?: string | undefined;
  /** Rule pack whose calendar tells working days; that of the installation without it. */
  pack?: string;
  today?: string;
}

export function DayField({ value, onChange, min, max, pack, today, ...field }: DayFieldProps) {
  const { common } = useWords();
  const language = useLanguage();
  const [typed, setTyped] = useState(value ? shortDay(value) : '');
  const day = parseDay(typed, today ?? dayOf(serverNow()));
  const settled = useSettled(day, PAUSE_MS) === day;
  const [left, setLeft] = useState(false);
  // A value that came from elsewhere, such as a draft, replaces the text.
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (value !== (day ?? '')) setTyped(value ? shortDay(value) : '');
  }
  const faultOf = (): string | undefined => {
    if (!typed || !left) return undefined;
    if (!day) return common.dayNotUnderstood;
    if (min && day < min) return common.dayTooEarly(longDay(min, language));
    if (max && day > max) return common.dayTooLate(longDay(max, language));
    return undefined;
  };
  return (
    <Field {...base(field)} hint={field.hint ?? common.dayHint} fault={faultOf()}>
      {(wiring) => (
        <>
          <input
            {...wiring}
            className="input short"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            placeholder={common.dayPlaceholder}
            value={typed}
            onChange={(event) => {
              const text = event.target.value;
              setTyped(text);
              const found = parseDay(text, today ?? dayOf(serverNow())) ?? '';
              setKnown(found);
              onChange(found);
            }}
            onBlur={() => {
              setLeft(true);
              if (day) setTyped(shortDay(day));
            }}
          />
          <p className="hint" aria-live="polite">
            {day ? (
              <>
                {longDay(day, language)}
                <DayRemark day={day} settled={settled} {...(pack ? { pack } : {})} />
              </>
            ) : null}
          </p>
        </>
      )}
    </Field>
  );
}
