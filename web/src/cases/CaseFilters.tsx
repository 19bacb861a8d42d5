import { useNavigate } from '@tanstack/react-router';
import { useTitleList } from '../api/titles';
import { AreaFilter } from '../components/AreaFilter';
import { SelectField } from '../components/Field';
import { SearchField } from '../components/SearchField';
import type { CaseListSearch, DueFilter } from '../search';
import { useLanguage, useWords } from '../words/context';

const SORTS = ['-updated_at', '-filed_at', 'due_at'] as const;

export function CaseFilters({ search, ready }: { search: CaseListSearch; ready: boolean }) {
  const { cases, common } = useWords();
  const language = useLanguage();
  const kinds = useTitleList(language, 'CaseKind');
  const phases = useTitleList(language, 'CasePhase');
  const navigate = useNavigate();
  const set = (change: CaseListSearch, replace = false): void =>
    void navigate({ to: '/cases', search: { ...search, ...change, cursor: undefined }, replace });
  const { filters } = cases;
  const sortTitles = {
    '-updated_at': filters.sortUpdated,
    '-filed_at': filters.sortFiled,
    due_at: filters.sortDue,
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
        label={filters.kind}
        value={search.kind ?? ''}
        none={common.all}
        choices={kinds}
        onChange={(kind) => set({ kind: kind || undefined })}
      />
      <SelectField
        at="/filter/phase"
        label={filters.phase}
        value={search.phase ?? ''}
        none={common.all}
        choices={phases}
        onChange={(phase) => set({ phase: phase || undefined })}
      />
      <AreaFilter value={search.area} ready={ready} onChange={(area) => set({ area })} />
      <SelectField
        at="/filter/due"
        label={filters.due}
        value={search.due ?? ''}
        none={common.all}
        choices={[
          { id: 'overdue', title: filters.dueOverdue },
          { id: 'week', title: filters.dueWeek },
        ]}
        onChange={(due) => set({ due: (due || undefined) as DueFilter | undefined })}
      />
      <SelectField
        at="/filter/sort"
        label={filters.sort}
        value={search.sort ?? '-updated_at'}
        choices={SORTS.map((id) => ({ id, title: sortTitles[id] }))}
        onChange={(sort) => set({ sort: sort === '-updated_at' ? undefined : sort })}
      />
    </search>
  );
}
