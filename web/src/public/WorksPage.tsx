// Works that will dig: on a map and in a list, by area, by text, and around a place.
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { publicAreasQuery, publicWorksQuery } from '../api/public';
import { Failed } from '../components/Problem';
import { Loading } from '../components/States';
import type { PublicWorksSearch } from '../search';
import { useLanguage } from '../words/context';
import { formatNumber } from '../words/numbers';
import { writtenDistance } from './distance';
import { Head } from './Head';
import { Nothing } from './Nothing';
import { Pages, rowsOf } from './Pages';
import { WorksDetail } from './WorksDetail';
import { WorksFilters } from './WorksFilters';
import { WorksMap } from './WorksMap';
import { WorksTable } from './WorksTable';
import { usePublicWords } from './words';
import { FIRST_RADIUS, type FoundWorks, findWorks, parsePlace } from './works';

export function WorksPage() {
  const words = usePublicWords();
  const search = useSearch({ from: '/public/works' });
  const navigate = useNavigate();
  const works = useQuery(publicWorksQuery);
  const { data: areas } = useQuery(publicAreasQuery);
  const within = search.within ?? FIRST_RADIUS;
  const near = useMemo(() => parsePlace(search.near), [search.near]);
  const area = areas?.find(({ id }) => id === search.area)?.geometry;
  const all = works.data?.items;
  const found = useMemo(
    () => findWorks(all ?? [], { q: search.q, area, near, within }),
    [all, search.q, area, near, within],
  );
  const set = useCallback(
    (change: PublicWorksSearch, replace = false): void =>
      void navigate({
        to: '/works',
        search: (now: PublicWorksSearch) => ({ ...now, page: undefined, ...change }),
        replace,
      }),
    [navigate],
  );
  const filtered = Boolean(search.q || area || near);
  const selected = all?.find(({ code }) => code === search.sel);
  return (
    <>
      <Head title={words.work.title} lead={words.work.lead} />
      <WorksFilters search={search} set={set} />
      {works.isPending ? <Loading /> : null}
      {works.isError ? <Failed error={works.error} again={() => void works.refetch()} /> : null}
      {works.data ? (
        <>
          <div className={selected ? 'columns with-aside' : 'columns'}>
            <WorksMap
              all={works.data.items}
              found={filtered ? found : undefined}
              areas={areas ?? []}
              area={area}
              near={near}
              within={within}
              selected={selected}
              set={set}
            />
            {selected ? (
              <WorksDetail of={selected} onClose={() => set({ ...search, sel: undefined })} />
            ) : null}
          </div>
          {near ? <NearSentence found={found} within={within} /> : null}
          {found.length === 0 ? (
            <Nothing filtered={filtered} />
          ) : (
            <WorksTable rows={rowsOf(found, search.page)} selected={search.sel} />
          )}
          <Pages
            found={found.length}
            all={works.data.items.length}
            more={works.data.more}
            page={search.page}
          />
        </>
      ) : null}
    </>
  );
}

function NearSentence({ found, within }: { found: readonly FoundWorks[]; within: number }) {
  const words = usePublicWords();
  const language = useLanguage();
  const distance = writtenDistance(within, words, language);
  return (
    <p role="status">
      <strong>
        {found.length === 0
          ? words.work.nearNothing(distance)
          : words.work.nearFound(formatNumber(found.length, language), distance)}
      </strong>
    </p>
  );
}
