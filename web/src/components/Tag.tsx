import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

export type MarkTone = 'plain' | 'late' | 'soon' | 'good' | 'halted' | 'accent';

/** A word in a frame: the kind or state of a thing. */
export function Tag({ tone = 'plain', children }: { tone?: MarkTone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

/** A mark and a word: never colour alone. */
export function Mark({
  tone,
  icon,
  children,
}: {
  tone: MarkTone;
  icon: IconName;
  children: ReactNode;
}) {
  return (
    <span className={`mark ${tone}`}>
      <Icon name={icon} />
      <span>{children}</span>
    </span>
  );
}
