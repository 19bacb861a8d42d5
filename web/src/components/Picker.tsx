// Chooses one thing by typing a part of its name, with or without accents. The server searches.

import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { useWords } from '../words/context';
import { type Choice, FaultText } from './Field';
import { idOf, useFaults } from './form';
import { Icon } from './Icon';
import './overlay.css';

export interface PickerItem extends Choice {
  hint?: string | undefined;
}

interface PickerProps {
  at: string;
  label: string;
  hint?: string | undefined;
  optional?: boolean | undefined;
  items: readonly PickerItem[];
  /** What is chosen; its title stands in the field. */
  value: PickerItem | null;
  onChange: (item: PickerItem | null) => void;
  onSearch: (text: string) => void;
  nothing: string;
}

export function Picker(props: PickerProps) {
  const { at, label, hint, optional, items, value, onChange, onSearch, nothing } = props;
  const { common } = useWords();
  const fault = useFaults(at);
  // The name of what a draft or an address chose may arrive later than its id. What was chosen here
  // keeps the name of the list: another text in the field would open the list again.
  const [chosen, setChosen] = useState<PickerItem | null>(null);
  const shown = value && chosen?.id === value.id ? chosen : value;
  const [typed, setTyped] = useState(shown?.title ?? '');
  const [known, setKnown] = useState(shown);
  if (shown?.id !== known?.id || shown?.title !== known?.title) {
    setKnown(shown);
    setTyped(shown?.title ?? '');
  }
  const id = idOf(at);
  return (
    <ComboBox
      className="field"
      allowsEmptyCollection
      menuTrigger="focus"
      inputValue={typed}
      onInputChange={(text) => {
        setTyped(text);
        if (text !== shown?.title) onSearch(text);
        if (text === '' && value) onChange(null);
      }}
      value={value?.id ?? null}
      onChange={(key) => {
        const item = items.find(({ id }) => id === key);
        if (item) {
          setChosen(item);
          onChange(item);
          setTyped(item.title);
        }
      }}
      isInvalid={fault !== undefined}
      items={items}
    >
      <Label className="label">
        {label}
        {optional ? <span className="optional"> {common.optional}</span> : null}
      </Label>
      {hint ? <div className="hint">{hint}</div> : null}
      {fault ? <FaultText id={`${id}-error`} text={fault} /> : null}
      <div className="picker">
        <Input
          className="input"
          id={id}
          {...(fault ? { 'aria-describedby': `${id}-error` } : {})}
        />
        <AriaButton className="button quiet icon-only">
          <Icon name="chevron" />
        </AriaButton>
      </div>
      <Popover className="popover">
        <ListBox
          className="options"
          renderEmptyState={() => <p className="pad muted small">{nothing}</p>}
        >
          {(item: PickerItem) => (
            <ListBoxItem id={item.id} className="option" textValue={item.title}>
              <span>
                {item.title}
                {item.hint ? <small>{item.hint}</small> : null}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
