// Whole numbers, fractions and amounts of money, typed with or without marks between thousands.
import { useState } from 'react';
import { useLanguage, useWords } from '../words/context';
import { moneyInWords } from '../words/money';
import { formatMoney, formatNumber, parseDecimal, parseInteger } from '../words/numbers';
import { base, Field, type FieldBase } from './Field';

interface NumberFieldProps extends FieldBase {
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  min?: number | undefined;
  max?: number | undefined;
  unit?: string | undefined;
  kind?: 'whole' | 'fraction' | 'money';
}

const SAID_FROM = 1_000_000;

export function NumberField({
  value,
  onChange,
  min,
  max,
  unit,
  kind = 'whole',
  ...field
}: NumberFieldProps) {
  const { common } = useWords();
  const language = useLanguage();
  const written = (number: number | undefined): string =>
    number === undefined ? '' : formatNumber(number, language);
  const [typed, setTyped] = useState(written(value));
  const [left, setLeft] = useState(false);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(written(value));
  }
  const parsed = (text: string): number | null =>
    kind === 'fraction' ? parseDecimal(text, language) : parseInteger(text);
  const faultOf = (): string | undefined => {
    if (!typed || !left) return undefined;
    const number = parsed(typed);
    if (number === null) return common.numberNotUnderstood;
    if (min !== undefined && number < min) return common.numberAtLeast(written(min));
    if (max !== undefined && number > max) return common.numberAtMost(written(max));
    return undefined;
  };
  return (
    <Field {...base(field)} fault={faultOf()}>
      {(wiring) => (
        <>
          <div className="input-with-unit">
            <input
              {...wiring}
              className="input short number"
              type="text"
              inputMode={kind === 'fraction' ? 'decimal' : 'numeric'}
              autoComplete="off"
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                const number = parsed(event.target.value) ?? undefined;
                setKnown(number);
                onChange(number);
              }}
              onBlur={() => {
                setLeft(true);
                if (value !== undefined) setTyped(written(value));
              }}
            />
            {unit ? <span>{unit}</span> : null}
          </div>
          {kind === 'money' && value !== undefined ? (
            <p className="hint" aria-live="polite">
              {language === 'vi' && value >= SAID_FROM
                ? moneyInWords(value)
                : formatMoney(value, language)}
            </p>
          ) : null}
        </>
      )}
    </Field>
  );
}
