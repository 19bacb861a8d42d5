// The procedure that the law prescribes for the works on the page, and what it still depends on.
import { useQuery } from '@tanstack/react-query';
import { serverNow } from '../../api/clock';
import { type PermitWay, type PrescribedProcedure, routeQuery } from '../../api/construction';
import { useWords } from '../../words/context';
import { dayOf } from '../../words/days';
import { questionOf, type Works } from './works';

export interface Procedure {
  found: PrescribedProcedure | undefined;
  /** Kind of case to file now; nothing while it is unknown, or for a day that is over. */
  to: PermitWay | null;
  isPast: boolean;
  error: unknown;
  again: () => void;
  /** Questions without an answer that the rules may depend on. */
  open: readonly string[];
}

export function useProcedure(content: Works): Procedure {
  const { construction: words, content: nouns } = useWords();
  const question = questionOf(content);
  const asked = useQuery(routeQuery(question));
  const found = question ? asked.data : undefined;
  const isPast = content.on !== '' && content.on < dayOf(serverNow());
  const open = [
    [words.class, content.class],
    [nouns.settlement, content.settlement],
    [words.inPlan, content.in_plan],
  ] as const;
  return {
    found: asked.isError ? undefined : found,
    to: isPast || asked.isError ? null : (found?.to ?? null),
    isPast,
    error: asked.error,
    again: () => void asked.refetch(),
    open: open.filter(([, answer]) => answer === '').map(([label]) => label),
  };
}
