import type { ReactNode } from 'react';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';

interface PagerProps {
  shown: number;
  total?: number | undefined;
  atLeast?: number | undefined;
  first?: ReactNode;
  next?: ReactNode;
}

/** How many rows there are, and the ways to the first and the next page. */
export function Pager({ shown, total, atLeast, first, next }: PagerProps) {
  const { common } = useWords();
  const language = useLanguage();
  const count =
    total !== undefined
      ? common.rows(formatNumber(total, language))
      : atLeast !== undefined
        ? common.rowsAtLeast(formatNumber(atLeast, language))
        : common.rows(formatNumber(shown, language));
  return (
    <nav className="pager" aria-label={common.pages}>
      <span className="muted" role="status">
        {count}
      </span>
      <span className="button-row">
        {first}
        {next}
      </span>
    </nav>
  );
}
