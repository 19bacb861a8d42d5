// Checkboxes and radio buttons.
import type { ReactNode } from 'react';
import { useWords } from '../words/context';
import { type Choice, FaultText } from './Field';
import { idOf, useFaults } from './form';

interface TickProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  disabled?: boolean;
}

/** Checkbox whose label is not shown, for rows of tables. */
export function Tick({ checked, onChange, label, disabled }: TickProps) {
  return (
    <label className="tick-target" title={label}>
      <span className="visually-hidden">{label}</span>
      <input
        className="tick"
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
      />
    </label>
  );
}

interface CheckProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

export function Check({ checked, onChange, children }: CheckProps) {
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

interface GroupProps {
  at: string;
  legend: ReactNode;
  hint?: ReactNode;
  optional?: boolean | undefined;
  children: ReactNode;
}

/** Several inputs under one question. */
export function Group({ at, legend, hint, optional, children }: GroupProps) {
  const { common } = useWords();
  const fault = useFaults(at);
  const id = idOf(at);
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <fieldset id={id} className="group" tabIndex={-1} aria-describedby={described || undefined}>
      <legend>
        {legend}
        {optional ? <span className="optional"> {common.optional}</span> : null}
      </legend>
      {hint ? (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      ) : null}
      {fault ? <FaultText id={`${id}-error`} text={fault} /> : null}
      {children}
    </fieldset>
  );
}

interface RadiosProps extends Omit<GroupProps, 'children'> {
  value: string;
  onChange: (value: string) => void;
  choices: readonly Choice[];
}

export function Radios({ value, onChange, choices, ...group }: RadiosProps) {
  const name = idOf(group.at);
  return (
    <Group {...group}>
      <div>
        {choices.map(({ id, title }) => (
          <label className="choice" key={id}>
            <input type="radio" name={name} checked={value === id} onChange={() => onChange(id)} />
            <span>{title}</span>
          </label>
        ))}
      </div>
    </Group>
  );
}
