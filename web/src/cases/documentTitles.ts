// Titles of the kinds of document, as the actions of the case name them.
import { useQuery } from '@tanstack/react-query';
import { actionsQuery, type CaseFull } from '../api/cases';
import type { Titled } from '../api/planned';

export function useDocumentKinds(of: CaseFull | undefined): readonly Titled[] {
  const { data } = useQuery({ ...actionsQuery(of?.id ?? ''), enabled: Boolean(of) });
  const kinds = new Map<string, Titled>();
  for (const { documents } of data?.items ?? [])
    for (const { id, title } of documents) kinds.set(id, { id, title });
  return [...kinds.values()];
}

export function useDocumentTitles(of: CaseFull | undefined): (kind: string) => string {
  const kinds = useDocumentKinds(of);
  return (kind) => kinds.find(({ id }) => id === kind)?.title ?? kind.replaceAll('_', ' ');
}
