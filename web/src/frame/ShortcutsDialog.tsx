import { useState } from 'react';
import { Check } from '../components/choices';
import { Dialog } from '../components/Dialog';
import { setShortcuts, shortcutsOn } from '../components/keys';
import { useWords } from '../words/context';

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { frame } = useWords();
  const [on, setOn] = useState(shortcutsOn);
  const { keys } = frame;
  const list: readonly (readonly [string, string])[] = [
    ['/', keys.search],
    ['g w', keys.goWork],
    ['g c', keys.goCases],
    ['g m', keys.goMap],
    ['g i', keys.goInbox],
    ['j', keys.down],
    ['k', keys.up],
    ['x', keys.pick],
    ['c', keys.claim],
    ['Enter', keys.open],
    ['?', keys.keys],
  ];
  return (
    <Dialog title={keys.title} open={open} onClose={onClose}>
      <p className="muted small">{keys.text}</p>
      <dl className="facts">
        {list.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((one) => (
                <span key={one}>
                  <kbd>{one}</kbd>{' '}
                </span>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Check
        checked={on}
        onChange={(checked) => {
          setShortcuts(checked);
          setOn(checked);
        }}
      >
        {keys.on}
      </Check>
    </Dialog>
  );
}
