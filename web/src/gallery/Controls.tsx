// Buttons, dialogs, menus and icons.
import { useState } from 'react';
import { Button, buttonClass, IconButton } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { ICON_NAMES, Icon } from '../components/Icon';
import { MenuButton } from '../components/MenuButton';
import { useWords } from '../words/context';
import { Section, useGallery } from './Section';

const LOOKS = ['plain', 'primary', 'quiet', 'danger'] as const;

export function Buttons() {
  const words = useGallery();
  const { common } = useWords();
  return (
    <Section title={words.sections.buttons}>
      {LOOKS.map((look) => (
        <div key={look} className="button-row">
          <Button look={look}>{words.looks[look]}</Button>
          <Button look={look} icon="plus">
            {words.withIcon}
          </Button>
          <Button look={look} pending>
            {words.pending}
          </Button>
          <Button look={look} disabled>
            {words.disabled}
          </Button>
          <Button look={look} aria-pressed={true}>
            {words.pressed}
          </Button>
          <IconButton look={look} icon="close" label={common.close} />
        </div>
      ))}
      <div>
        <a href="#main" className={buttonClass('primary')}>
          {words.asLink}
        </a>
      </div>
    </Section>
  );
}

export function Overlays() {
  const words = useGallery();
  const { common } = useWords();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <Section title={words.sections.overlays}>
      <div className="button-row">
        <Button onClick={() => setOpen(true)}>{words.dialog}</Button>
        <MenuButton
          label={words.menu}
          icon="star"
          head={words.menuHead}
          entries={[1, 2, 3].map((number) => ({
            id: String(number),
            icon: 'check',
            label: words.menuEntry(number),
            ...(number === 2 ? { hint: words.hint } : {}),
            onSelect: () => undefined,
          }))}
        />
      </div>
      <Dialog title={words.dialog} open={open} onClose={close}>
        <p>{words.dialogText}</p>
        <div className="button-row">
          <Button look="primary" onClick={close}>
            {common.close}
          </Button>
        </div>
      </Dialog>
    </Section>
  );
}

export function Icons() {
  const words = useGallery();
  return (
    <Section title={words.sections.icons}>
      <ul className="row">
        {ICON_NAMES.map((name) => (
          <li key={name} className="row nowrap">
            <Icon name={name} />
            <span className="code small">{name}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
