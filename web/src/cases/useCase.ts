// The case of the page, which its parts share.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type CaseFull, caseQuery } from '../api/cases';

export function useCase(): CaseFull | undefined {
  const { caseId } = useParams({ from: '/inside/cases/$caseId' });
  return useQuery(caseQuery(caseId)).data;
}
