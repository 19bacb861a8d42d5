import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { buttonClass } from './Button';
import { Icon, type IconName } from './Icon';
import './overlay.css';

export interface MenuEntry {
  id: string;
  label: string;
  hint?: string;
  icon?: IconName;
  onSelect?: () => void;
  /** A file to download, instead of an action. */
  download?: string;
}

interface MenuButtonProps {
  label: ReactNode;
  /** Name for screen readers where the label is an icon. */
  name?: string;
  icon?: IconName;
  look?: 'plain' | 'primary' | 'quiet';
  head?: string;
  entries: readonly MenuEntry[];
}

export function MenuButton({ label, name, icon, look = 'plain', head, entries }: MenuButtonProps) {
  const items = entries.map((entry) => (
    <MenuItem
      key={entry.id}
      id={entry.id}
      className="menu-item"
      textValue={entry.label}
      {...(entry.onSelect ? { onAction: entry.onSelect } : {})}
      {...(entry.download ? { href: entry.download, download: true } : {})}
    >
      {entry.icon ? <Icon name={entry.icon} /> : null}
      <span>
        {entry.label}
        {entry.hint ? <small>{entry.hint}</small> : null}
      </span>
    </MenuItem>
  ));
  return (
    <MenuTrigger>
      <AriaButton className={buttonClass(look)} {...(name ? { 'aria-label': name } : {})}>
        {icon ? <Icon name={icon} /> : null}
        {label}
        <Icon name="chevron" />
      </AriaButton>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu">
          {head ? (
            <MenuSection>
              <Header className="menu-head">{head}</Header>
              {items}
            </MenuSection>
          ) : (
            items
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
