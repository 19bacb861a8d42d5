import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTitleList } from '../api/titles';
import { SelectField, TextField } from '../components/Field';
import { useLanguage, useWords } from '../words/context';

const PAUSE_MS = 350;

export function Filters() {
  const { common, work } = useWords();
  const kinds = useTitleList(useLanguage(), 'CaseKind');
  const search = useSearch({ from: '/inside/work' });
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? '');
  useEffect(() => {
    const q = text.trim() || undefined;
    if (q === search.q) return;
    const timer = setTimeout(
      () =>
        void navigate({ to: '/work', search: { ...search, q, cursor: undefined }, replace: true }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [text, search, navigate]);
  return (
    <search className="filters screen-only">
      <SelectField
        at="/filter/kind"
        label={work.filterKind}
        value={search.kind ?? ''}
        none={common.all}
        choices={kinds}
        onChange={(kind) =>
          void navigate({
            to: '/work',
            search: { ...search, kind: kind || undefined, cursor: undefined },
          })
        }
      />
      <TextField
        at="/filter/q"
        className="wide"
        label={work.filterText}
        type="search"
        value={text}
        onChange={setText}
      />
    </search>
  );
}
