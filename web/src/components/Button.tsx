import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  look?: Look;
  icon?: IconName;
  /** The request of this button is on its way: it stays focusable and does nothing. */
  pending?: boolean;
  children?: ReactNode;
}

export const buttonClass = (look: Look = 'plain', extra = ''): string =>
  ['button', look === 'plain' ? '' : look, extra].filter(Boolean).join(' ');

export function Button({
  look = 'plain',
  icon,
  pending = false,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(look, className)}
      aria-disabled={pending || undefined}
      data-pending={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  icon: IconName;
  label: string;
}

export function IconButton({ icon, label, look = 'quiet', ...rest }: IconButtonProps) {
  return (
    <Button {...rest} look={look} className="icon-only" aria-label={label} title={label}>
      <Icon name={icon} />
    </Button>
  );
}
