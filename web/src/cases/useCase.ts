// The case of the page, which its parts share.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { type CaseFull, caseQuery } from '../api/cases';
import { useWatched } from '../api/watched';

export function useCase(): CaseFull | undefined {
  const { caseId } = useParams({ from: '/inside/cases/$caseId' });
  return useQuery(caseQuery(caseId)).data;
}

/** Follows a case, and asks again for its parts and tasks when a new version of it arrives. */
export function useFreshParts(of: CaseFull | undefined): void {
  const queries = useQueryClient();
  const known = useRef(of?.version);
  const id = of?.id;
  const version = of?.version;
  useWatched('cases', id ? [id] : []);
  useEffect(() => {
    if (known.current !== undefined && known.current !== version)
      void queries.invalidateQueries({
        predicate: ({ queryKey: [of, part, which] }) =>
          which === id &&
          (of === 'case' ? part !== 'one' && part !== 'list' : of === 'task' && part === 'case'),
      });
    known.current = version;
  }, [queries, id, version]);
}
