import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTitleList } from '../api/titles';
import { AreaFilter } from '../components/AreaFilter';
import { SelectField } from '../components/Field';
import { SearchField } from '../components/SearchField';
import { useLanguage, useWords } from '../words/context';

export function Filters({ ready }: { ready: boolean }) {
  const { common, work } = useWords();
  const kinds = useTitleList(useLanguage(), 'CaseKind');
  const search = useSearch({ from: '/inside/work' });
  const navigate = useNavigate();
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
      <AreaFilter
        value={search.area}
        ready={ready}
        onChange={(area) =>
          void navigate({ to: '/work', search: { ...search, area, cursor: undefined } })
        }
      />
      <SearchField
        at="/filter/q"
        label={work.filterText}
        value={search.q}
        onSearch={(q) =>
          void navigate({
            to: '/work',
            search: { ...search, q, cursor: undefined },
            replace: true,
          })
        }
      />
    </search>
  );
}
