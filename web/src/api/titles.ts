// Titles of the closed lists of the installation, as `GET /words` gives them.
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Schemas } from './client';
import type { Titled } from './planned';
import { send } from './transport';

interface WordList {
  id: string;
  items: Titled[];
}

const wordsQuery = (language: string) =>
  queryOptions({
    queryKey: ['words', language],
    queryFn: ({ signal }) =>
      send<{ items: WordList[] }>({
        method: 'GET',
        path: '/api/v1/words',
        query: { lang: language },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });

/** A closed list of the contract, by the name of its schema. */
export type ListName = keyof Schemas;
export type Title = (list: ListName, id: string | null | undefined) => string;

/** Titles in a language; an id without a title stays readable. */
export function useTitles(language: string): Title {
  const { data } = useQuery(wordsQuery(language));
  return (list, id) => {
    if (!id) return '';
    const found = data?.items.find((one) => one.id === list)?.items.find((one) => one.id === id);
    return found?.title ?? id.replaceAll('_', ' ');
  };
}

export function useTitleList(language: string, list: ListName): readonly Titled[] {
  const { data } = useQuery(wordsQuery(language));
  return data?.items.find((one) => one.id === list)?.items ?? [];
}
