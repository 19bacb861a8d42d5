// Kinds of document of a case: those that its actions name, else all that the packs know.
import { useQuery } from '@tanstack/react-query';
import { actionsQuery, type CaseFull } from '../api/cases';
import type { Titled } from '../api/shapes';
import { useTitleList, useTitles } from '../api/titles';
import { useLanguage } from '../words/context';

export function useDocumentKinds(of: CaseFull): readonly Titled[] {
  const { data } = useQuery(actionsQuery(of.id));
  const known = useTitleList(useLanguage(), 'DocumentKind');
  const kinds = new Map<string, Titled>();
  for (const { documents } of data?.items ?? [])
    for (const { id, title } of documents) kinds.set(id, { id, title });
  return kinds.size > 0 ? [...kinds.values()] : known;
}

export function useDocumentTitle(): (kind: string) => string {
  const title = useTitles(useLanguage());
  return (kind) => title('DocumentKind', kind);
}
