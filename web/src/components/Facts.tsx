import type { ReactNode } from 'react';

export type Fact = readonly [label: ReactNode, value: ReactNode];

/** List of labels and values; facts without a value are left out. */
export function Facts({ of, narrow }: { of: readonly (Fact | null)[]; narrow?: 'narrow' }) {
  const shown = of.filter((fact): fact is Fact => fact !== null && hasContent(fact[1]));
  if (shown.length === 0) return null;
  return (
    <dl className={narrow ? 'facts narrow' : 'facts'}>
      {shown.map(([label, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels repeat, the order never changes
        <div key={index}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const hasContent = (value: ReactNode): boolean =>
  value !== null && value !== undefined && value !== '' && value !== false;
