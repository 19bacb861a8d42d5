import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Icon } from '../components/Icon';
import { useWords } from '../words/context';

/** Search by code or name; the list of cases shows what is found. */
export function SearchBox() {
  const { frame } = useWords();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  return (
    <search className="search-box">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const q = text.trim();
          if (q) void navigate({ to: '/cases', search: { q } });
        }}
      >
        <label htmlFor="search" className="visually-hidden">
          {frame.searchLabel}
        </label>
        <Icon name="search" />
        <input
          id="search"
          type="search"
          className="input"
          placeholder={frame.searchHint}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <kbd aria-hidden="true">{frame.searchKey}</kbd>
      </form>
    </search>
  );
}
