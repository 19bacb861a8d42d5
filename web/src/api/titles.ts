// Titles of the closed lists of the installation, as `GET /words` gives them.
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Schemas } from './client';
import type { Titled } from './shapes';
import { sendOnce } from './transport';

/** A closed list: an enum of the contract by its name, or one that the policies fill. */
export type ListName =
  | keyof Schemas
  | 'AssetKind'
  | 'AssetUnit'
  | 'DocumentKind'
  | 'Evidence'
  | 'NotificationTemplate';

interface WordTitles {
  lang: string;
  lists: Record<string, Record<string, string>>;
}

const wordsQuery = (language: string) =>
  queryOptions({
    queryKey: ['words', language],
    queryFn: ({ signal }) =>
      sendOnce<WordTitles>({
        method: 'GET',
        path: '/api/v1/words',
        query: { lang: language },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

export type Title = (list: ListName, id: string | null | undefined) => string;

/** Titles in a language; an id without a title stays readable. */
export function useTitles(language: string): Title {
  const { data } = useQuery(wordsQuery(language));
  return (list, id) => (id ? (data?.lists[list]?.[id] ?? id.replaceAll('_', ' ')) : '');
}

export function useTitleList(language: string, list: ListName): readonly Titled[] {
  const { data } = useQuery(wordsQuery(language));
  return Object.entries(data?.lists[list] ?? {}).map(([id, title]) => ({ id, title }));
}
