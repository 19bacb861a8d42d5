import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { preferencesQuery, type SavedFilter, storePreferences } from '../api/preferences';
import { Button, IconButton } from '../components/Button';
import { Dialog } from '../components/Dialog';
import { TextField } from '../components/Field';
import { MenuButton } from '../components/MenuButton';
import { Refusal } from '../components/Problem';
import { type CaseListSearch, caseListSearch } from '../search';
import { useWords } from '../words/context';

const MOST = 20;

/** Filters by name: chosen from a menu, added and removed in a dialog. */
export function SavedFilters({ search }: { search: CaseListSearch }) {
  const { cases, common } = useWords();
  const { filters } = cases;
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { data } = useQuery(preferencesQuery);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>(null);
  const saved = data?.case_filters ?? [];

  const store = async (next: SavedFilter[]): Promise<void> => {
    try {
      const preferences = { ...data, case_filters: next };
      await storePreferences(preferences);
      queries.setQueryData(preferencesQuery.queryKey, preferences);
      setError(null);
      setName('');
    } catch (refused) {
      setError(refused);
    }
  };
  const add = (): void => {
    const { cursor: _cursor, ...kept } = search;
    const entries = Object.entries(kept).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    );
    const others = saved.filter((one) => one.name !== name.trim());
    void store([...others, { name: name.trim(), search: Object.fromEntries(entries) }]);
  };

  return (
    <div className="button-row screen-only">
      {saved.length > 0 ? (
        <MenuButton
          label={filters.saved}
          icon="star"
          entries={saved.map((one) => ({
            id: one.name,
            label: one.name,
            onSelect: () => void navigate({ to: '/cases', search: caseListSearch(one.search) }),
          }))}
        />
      ) : null}
      <Button icon="star" onClick={() => setOpen(true)}>
        {filters.save}
      </Button>
      <Dialog title={filters.save} open={open} onClose={() => setOpen(false)}>
        <Refusal error={error} />
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() && saved.length < MOST) add();
          }}
        >
          <TextField
            at="/filter/name"
            label={filters.saveName}
            hint={saved.length >= MOST ? filters.tooMany : undefined}
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
                  label={filters.removeSaved(one.name)}
                  onClick={() => void store(saved.filter(({ name: other }) => other !== one.name))}
                />
              </li>
            ))}
          </ul>
        ) : null}
      </Dialog>
    </div>
  );
}
