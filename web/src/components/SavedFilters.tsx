import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type FilteredList,
  preferencesQuery,
  type SavedFilter,
  storePreferences,
} from '../api/preferences';
import { useWords } from '../words/context';
import { Button, IconButton } from './Button';
import { Dialog } from './Dialog';
import { TextField } from './Field';
import { MenuButton } from './MenuButton';
import { Refusal } from './Problem';

const MOST = 20;

interface SavedFiltersProps {
  list: FilteredList;
  /** Search parameters of the page; the place in the list is not saved. */
  search: object;
  onChoose: (search: Record<string, string>) => void;
  /** What the list shows comes first: the names are asked for when it is there. */
  ready: boolean;
}

/** Filters by name: chosen from a menu, added and removed in a dialog. */
export function SavedFilters({ list, search, onChoose, ready }: SavedFiltersProps) {
  const { common } = useWords();
  const { savedFilters: words } = common;
  const queries = useQueryClient();
  const { data } = useQuery({ ...preferencesQuery, enabled: ready });
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>(null);
  const saved = data?.[list] ?? [];
  const full = saved.length >= MOST && saved.every((one) => one.name !== name.trim());

  const store = async (next: SavedFilter[]): Promise<void> => {
    try {
      // The server keeps all lists in one object: what another page stored meanwhile stays.
      const latest = await queries.fetchQuery({ ...preferencesQuery, staleTime: 0 });
      const preferences = { ...latest, [list]: next };
      await storePreferences(preferences);
      queries.setQueryData(preferencesQuery.queryKey, preferences);
      setError(null);
      setName('');
    } catch (refused) {
      setError(refused);
    }
  };
  const add = (): void => {
    const entries = Object.entries(search).filter(
      (entry): entry is [string, string] => Boolean(entry[1]) && entry[0] !== 'cursor',
    );
    const others = saved.filter((one) => one.name !== name.trim());
    void store([...others, { name: name.trim(), search: Object.fromEntries(entries) }]);
  };

  return (
    <div className="button-row screen-only">
      {saved.length > 0 ? (
        <MenuButton
          label={words.title}
          icon="star"
          entries={saved.map((one) => ({
            id: one.name,
            label: one.name,
            onSelect: () => onChoose(one.search),
          }))}
        />
      ) : null}
      <Button icon="star" onClick={() => setOpen(true)}>
        {words.save}
      </Button>
      <Dialog title={words.save} open={open} onClose={() => setOpen(false)}>
        <Refusal error={error} />
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() && !full) add();
          }}
        >
          <TextField
            at="/filter/name"
            label={words.name}
            fault={full ? words.tooMany : undefined}
            value={name}
            maxLength={60}
            onChange={setName}
          />
          <div>
            <Button look="primary" type="submit">
              {common.save}
            </Button>
          </div>
        </form>
        {saved.length > 0 ? (
          <ul className="stack tight">
            {saved.map((one) => (
              <li key={one.name} className="row between">
                {one.name}
                <IconButton
                  icon="close"
                  label={words.remove(one.name)}
                  onClick={() => void store(saved.filter(({ name: other }) => other !== one.name))}
                />
              </li>
            ))}
          </ul>
        ) : (
          <p className="muted small">{words.none}</p>
        )}
      </Dialog>
    </div>
  );
}
