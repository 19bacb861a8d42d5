// A list that is read as a whole and shown page by page.
import { Link } from '@tanstack/react-router';
import { buttonClass } from '../components/Button';
import { Notice } from '../components/Notice';
import { useLanguage } from '../words/context';
import { formatNumber } from '../words/numbers';
import { usePublicWords } from './words';

const ROWS = 25;

const pagesOf = (rows: number): number => Math.max(1, Math.ceil(rows / ROWS));

/** Rows of a page; a page that is no longer there is the last one. */
export function rowsOf<T>(rows: readonly T[], page: number | undefined): readonly T[] {
  const now = Math.min(page ?? 1, pagesOf(rows.length));
  return rows.slice((now - 1) * ROWS, now * ROWS);
}

interface PagesProps {
  found: number;
  all: number;
  /** Whether the server has more than was read. */
  more: boolean;
  page: number | undefined;
}

export function Pages({ found, all, more, page }: PagesProps) {
  const words = usePublicWords();
  const language = useLanguage();
  const number = (value: number): string => formatNumber(value, language);
  const pages = pagesOf(found);
  const now = Math.min(page ?? 1, pages);
  return (
    <>
      <nav className="pager" aria-label={words.pageOf(number(now), number(pages))}>
        <span className="muted" role="status">
          {found === all ? words.count(number(all)) : words.countOf(number(found), number(all))}
        </span>
        {pages > 1 ? (
          <span className="button-row screen-only">
            {now > 1 ? <PageLink page={now - 1} title={words.previous} /> : null}
            <span className="muted">{words.pageOf(number(now), number(pages))}</span>
            {now < pages ? <PageLink page={now + 1} title={words.next} /> : null}
          </span>
        ) : null}
      </nav>
      {more ? <Notice title={words.onlyFirst(number(all))} /> : null}
    </>
  );
}

function PageLink({ page, title }: { page: number; title: string }) {
  return (
    <Link
      to="."
      search={(present) => ({ ...present, page: page > 1 ? page : undefined })}
      className={buttonClass()}
    >
      {title}
    </Link>
  );
}
