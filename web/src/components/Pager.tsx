import { Link } from '@tanstack/react-router';
import { useLanguage, useWords } from '../words/context';
import { formatNumber } from '../words/numbers';
import { buttonClass } from './Button';

interface PagerProps {
  shown: number;
  total?: number | null | undefined;
  atLeast?: number | null | undefined;
  /** Where this page begins; the first page has none. */
  cursor?: string | undefined;
  /** Where the next page begins. */
  next?: string | null | undefined;
}

/** How many rows there are, and the ways to the first and the next page of the same list. */
export function Pager({ shown, total, atLeast, cursor, next }: PagerProps) {
  const { common } = useWords();
  const language = useLanguage();
  const count =
    total != null
      ? common.rows(formatNumber(total, language))
      : atLeast != null
        ? common.rowsAtLeast(formatNumber(atLeast, language))
        : common.rows(formatNumber(shown, language));
  return (
    <nav className="pager" aria-label={common.pages}>
      <span className="muted" role="status">
        {count}
      </span>
      <span className="button-row">
        {cursor ? <PageLink title={common.first} /> : null}
        {next ? <PageLink cursor={next} title={common.next} /> : null}
      </span>
    </nav>
  );
}

/** The same list with the same filters, from a cursor on. */
function PageLink({ cursor, title }: { cursor?: string; title: string }) {
  return (
    <Link to="." search={(present) => ({ ...present, cursor })} className={buttonClass()}>
      {title}
    </Link>
  );
}
