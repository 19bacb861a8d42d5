// What to look for: text, area, and a place with a distance around it.
import { useState } from 'react';
import { Button } from '../components/Button';
import { SelectField, TextField } from '../components/Field';
import { SearchField } from '../components/SearchField';
import { parsePosition } from '../map/coordinates';
import type { PublicWorksSearch } from '../search';
import { useLanguage, useWords } from '../words/context';
import { AreaChoice } from './AreaChoice';
import { writtenDistance } from './distance';
import { usePublicWords } from './words';
import { FIRST_RADIUS, parsePlace, RADII, writtenPlace } from './works';

type Set = (change: PublicWorksSearch, replace?: boolean) => void;

interface FiltersProps {
  search: PublicWorksSearch;
  set: Set;
}

export function WorksFilters({ search, set }: FiltersProps) {
  const words = usePublicWords();
  return (
    <search className="works-filter screen-only" aria-label={words.work.filterTitle}>
      <div className="filters">
        <SearchField
          at="/filter/q"
          label={words.work.search}
          value={search.q}
          onSearch={(q) => set({ q }, true)}
        />
        <AreaChoice value={search.area} onChange={(area) => set({ area })} />
      </div>
      <Near search={search} set={set} />
    </search>
  );
}

/** A place of the address as the field takes it: no comma that could be a decimal one. */
const shownPlace = (near: string | undefined): string => near?.replace(',', '; ') ?? '';

/** What digs around a place: typed, from the device, or a click on the map. */
function Near({ search, set }: FiltersProps) {
  const words = usePublicWords();
  const { common } = useWords();
  const language = useLanguage();
  const [typed, setTyped] = useState(shownPlace(search.near));
  const [known, setKnown] = useState(search.near);
  const [fault, setFault] = useState<string | undefined>();
  // A click on the map replaces what stands in the field.
  if (search.near !== known) {
    setKnown(search.near);
    setTyped(shownPlace(search.near));
    setFault(undefined);
  }
  const ask = (): void => {
    const at = parsePlace(typed) ?? parsePosition(typed);
    setFault(at || !typed.trim() ? undefined : words.work.nearWrong);
    if (at) set({ near: writtenPlace(at) });
    else if (!typed.trim()) set({ near: undefined, within: undefined });
  };
  const locate = (): void =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => set({ near: writtenPlace([coords.longitude, coords.latitude]) }),
      () => setFault(words.work.hereFailed),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  const within = search.within ?? FIRST_RADIUS;
  const radii = RADII.includes(within) ? RADII : [...RADII, within].sort((a, b) => a - b);
  return (
    <fieldset className="group">
      <legend>{words.work.near}</legend>
      <form
        className="near-form"
        onSubmit={(event) => {
          event.preventDefault();
          ask();
        }}
      >
        <TextField
          at="/filter/near"
          className="wide"
          label={words.work.nearLabel}
          hint={words.work.nearHint}
          value={typed}
          fault={fault}
          onChange={setTyped}
          after={
            <Button type="submit" icon="search">
              {common.search}
            </Button>
          }
        />
        <SelectField
          at="/filter/within"
          label={words.work.within}
          value={String(within)}
          choices={radii.map((metres) => ({
            id: String(metres),
            title: writtenDistance(metres, words, language),
          }))}
          onChange={(metres) =>
            set({ within: Number(metres) === FIRST_RADIUS ? undefined : Number(metres) })
          }
        />
        {isSecureContext && 'geolocation' in navigator ? (
          <Button onClick={locate}>{words.work.here}</Button>
        ) : null}
        {search.near ? (
          <Button
            look="quiet"
            icon="close"
            onClick={() => set({ near: undefined, within: undefined })}
          >
            {words.work.forget}
          </Button>
        ) : null}
      </form>
    </fieldset>
  );
}
