// A filter by text that waits for a pause in typing.
import { useEffect, useRef, useState } from 'react';
import { TextField } from './Field';

const PAUSE_MS = 350;

interface SearchFieldProps {
  at: string;
  label: string;
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
}

export function SearchField({ at, label, value, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value ?? '');
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    // What is being typed stays: only a change from elsewhere replaces it.
    if ((value ?? '') !== text.trim()) setText(value ?? '');
  }
  const search = useRef(onSearch);
  search.current = onSearch;
  useEffect(() => {
    const wanted = text.trim() || undefined;
    if (wanted === value) return;
    const timer = setTimeout(() => search.current(wanted), PAUSE_MS);
    // Who follows a link leaves the list: a search now would bring them back to it.
    const leave = ({ target }: MouseEvent): void => {
      if (target instanceof Element && target.closest('a[href]')) clearTimeout(timer);
    };
    document.addEventListener('click', leave, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('click', leave, true);
    };
  }, [text, value]);
  return (
    <TextField
      at={at}
      className="wide"
      label={label}
      type="search"
      value={text}
      onChange={setText}
    />
  );
}
