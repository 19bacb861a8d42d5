// The code of a case, or the word that stands for it while the case is a draft.
import { useWords } from './context';

/** A case as far as its code is concerned. */
export interface Coded {
  code?: string | null | undefined;
}

export function useCodeOf(): (of: Coded) => string {
  const { cases } = useWords();
  return ({ code }) => code ?? cases.noCode;
}
