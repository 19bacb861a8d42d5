// Keyboard shortcuts of one or two keys. They are off in fields, and off altogether when a person
// says so (WCAG 2.1.4).
import { useEffect, useRef } from 'react';

const STORED = 'hatang.shortcuts';
const CHORD_MS = 1200;

export const shortcutsOn = (): boolean => localStorage.getItem(STORED) !== 'off';

export function setShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, 'off');
}

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null);

/** Whether Enter already has a meaning where the focus is. */
const isActivated = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, summary') !== null;

/** Keys such as `j` or `g w`, and what each does. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    let first = '';
    let since = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.defaultPrevented || !shortcutsOn()) return;
      const ticked = event.target instanceof HTMLInputElement && event.target.type === 'checkbox';
      if (inField(event.target) && !ticked) return;
      if (event.key === 'Enter' && isActivated(event.target)) return;
      const chord = event.timeStamp - since < CHORD_MS ? `${first} ${event.key}` : '';
      const action = latest.current[chord] ?? latest.current[event.key];
      first = event.key;
      since = event.timeStamp;
      if (!action) return;
      event.preventDefault();
      first = '';
      action();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
