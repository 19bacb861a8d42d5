import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { assetKindsQuery } from '../api/references';
import { useTitleList } from '../api/titles';
import { SelectField } from '../components/Field';
import { NumberField } from '../components/NumberFields';
import { SearchField } from '../components/SearchField';
import type { AssetListSearch } from '../search';
import { useLanguage, useWords } from '../words/context';
import { AreaPicker, OwnerPicker } from './pickers';

const SORTS = ['code', '-updated_at', 'owner', '-free_band', 'id'] as const;

export function AssetFilters({ search }: { search: AssetListSearch }) {
  const { register, map, common } = useWords();
  const { data: kinds } = useQuery(assetKindsQuery);
  const lifecycles = useTitleList(useLanguage(), 'AssetLifecycle');
  const navigate = useNavigate();
  const { filters } = register;
  const set = (change: AssetListSearch, replace = false): void =>
    void navigate({
      to: '/assets',
      search: { ...search, ...change, cursor: undefined },
      replace,
    });
  // The map names the kinds of its layers, all at once.
  const count = search.kind?.split(',').length ?? 0;
  const several =
    search.kind && count > 1 ? [{ id: search.kind, title: filters.severalKinds(count) }] : [];
  const sortTitles = {
    code: filters.sortCode,
    '-updated_at': filters.sortNewest,
    owner: register.owner,
    '-free_band': filters.sortFree,
    id: filters.sortRegistered,
  };
  return (
    <search className="filters screen-only">
      <SearchField
        at="/filter/q"
        label={filters.text}
        value={search.q}
        onSearch={(q) => set({ q }, true)}
      />
      <SelectField
        at="/filter/kind"
        label={register.kind}
        value={search.kind ?? ''}
        none={common.all}
        choices={[...several, ...(kinds?.items ?? [])]}
        onChange={(kind) => set({ kind: kind || undefined })}
      />
      <SelectField
        at="/filter/lifecycle"
        label={register.lifecycle}
        value={search.lifecycle ?? ''}
        none={common.all}
        choices={lifecycles}
        onChange={(lifecycle) => set({ lifecycle: lifecycle || undefined })}
      />
      <NumberField
        at="/filter/free"
        label={map.filter.free}
        min={1}
        max={999}
        value={search.free}
        onChange={(free) => set({ free: free && free > 0 ? free : undefined }, true)}
      />
      <OwnerPicker value={search.owner} onChange={(owner) => set({ owner })} />
      <AreaPicker value={search.area} onChange={(area) => set({ area })} />
      <SelectField
        at="/filter/sort"
        label={filters.sort}
        value={search.sort ?? 'code'}
        choices={SORTS.map((id) => ({ id, title: sortTitles[id] }))}
        onChange={(sort) => set({ sort: sort === 'code' ? undefined : sort })}
      />
    </search>
  );
}
