import { type ReactNode, useEffect, useRef } from 'react';
import { Icon, type IconName } from './Icon';

export type Tone = 'plain' | 'info' | 'good' | 'soon' | 'late';

const ICONS: Record<Tone, IconName> = {
  plain: 'info',
  info: 'info',
  good: 'check',
  soon: 'clock',
  late: 'alert',
};

interface NoticeProps {
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** How screen readers learn of it: at once, politely, or by reaching it. */
  announce?: 'alert' | 'status';
  /** Takes the focus when it appears. */
  focus?: 'take';
}

export function Notice({ tone = 'plain', title, children, actions, announce, focus }: NoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus === 'take') box.current?.focus();
  }, [focus]);
  return (
    <div
      ref={box}
      className={`notice ${tone}`}
      role={announce}
      tabIndex={focus === 'take' ? -1 : undefined}
    >
      <Icon name={ICONS[tone]} />
      <div className="stack tight">
        <p className="notice-title">{title}</p>
        {children}
      </div>
      {actions ? <div className="button-row">{actions}</div> : null}
    </div>
  );
}
