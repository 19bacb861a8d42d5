// Label above, hint under it, error between hint and input. Required is the default.
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes } from 'react';
import { useWords } from '../words/context';
import { idOf, useFaults } from './form';
import { Icon } from './Icon';

export interface FieldBase {
  /** JSON pointer of the value in the request; the id follows from it. */
  at: string;
  label: ReactNode;
  hint?: ReactNode;
  optional?: boolean;
  className?: string;
}

interface Wiring {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

interface FieldProps extends FieldBase {
  /** A fault that the field itself finds, shown when the server names none. */
  fault?: string | undefined;
  children: (wiring: Wiring) => ReactNode;
}

export function Field({ at, label, hint, optional, className, fault, children }: FieldProps) {
  const { common } = useWords();
  const told = useFaults(at) ?? fault;
  const id = idOf(at);
  const described = [hint ? `${id}-hint` : '', told ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className={className ? `field ${className}` : 'field'}>
      <label htmlFor={id}>
        {label}
        {optional ? <span className="optional"> {common.optional}</span> : null}
      </label>
      {hint ? (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {told ? <FaultText id={`${id}-error`} text={told} /> : null}
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': told ? true : undefined,
      })}
    </div>
  );
}

export function FaultText({ id, text }: { id: string; text: string }) {
  return (
    <p className="field-error" id={id}>
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}

type Given = Omit<InputHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'id'>;

interface TextProps extends FieldBase, Omit<Given, 'className'> {
  value: string;
  onChange: (value: string) => void;
  fault?: string | undefined;
  size?: never;
  short?: 'short';
  /** Stands at the end of the input, such as a unit or a button. */
  after?: ReactNode;
}

export function TextField({
  at,
  label,
  hint,
  optional,
  className,
  value,
  onChange,
  fault,
  short,
  after,
  ...rest
}: TextProps) {
  return (
    <Field {...base({ at, label, hint, optional, className })} fault={fault}>
      {(wiring) => (
        <div className="input-with-unit">
          <input
            type="text"
            autoComplete="off"
            {...rest}
            {...wiring}
            className={short ? 'input short' : 'input'}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {after}
        </div>
      )}
    </Field>
  );
}

interface AreaProps extends FieldBase {
  value: string;
  onChange: (value: string) => void;
  max?: number | undefined;
  rows?: number;
}

const NEAR_THE_END = 200;

export function TextAreaField({ value, onChange, max, rows = 4, ...field }: AreaProps) {
  const { common } = useWords();
  const left = max === undefined ? undefined : max - value.length;
  return (
    <Field {...base(field)}>
      {(wiring) => (
        <>
          <textarea
            {...wiring}
            className="input"
            rows={rows}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {left !== undefined && left < NEAR_THE_END ? (
            <p className="hint" aria-live="polite">
              {common.charactersLeft(left)}
            </p>
          ) : null}
        </>
      )}
    </Field>
  );
}

export interface Choice {
  id: string;
  title: string;
}

interface SelectProps extends FieldBase, Pick<SelectHTMLAttributes<HTMLSelectElement>, 'disabled'> {
  value: string;
  onChange: (value: string) => void;
  choices: readonly Choice[];
  /** First entry, for "nothing chosen". */
  none?: string;
}

export function SelectField({ value, onChange, choices, none, disabled, ...field }: SelectProps) {
  return (
    <Field {...base(field)}>
      {(wiring) => (
        <select
          {...wiring}
          className="input"
          disabled={disabled}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          {none === undefined ? null : <option value="">{none}</option>}
          {choices.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Removes what is undefined, as exact optional properties want it. */
export function base(field: {
  at: string;
  label: ReactNode;
  hint?: ReactNode;
  optional?: boolean | undefined;
  className?: string | undefined;
}): FieldBase {
  return {
    at: field.at,
    label: field.label,
    hint: field.hint,
    ...(field.optional === undefined ? {} : { optional: field.optional }),
    ...(field.className === undefined ? {} : { className: field.className }),
  };
}
