// What stands around the pages that are open to everybody. It needs no session.
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { serverNow } from '../api/clock';
import { mayHaveSession, meQuery, metaQuery } from '../api/session';
import { Icon } from '../components/Icon';
import { usePrinting } from '../components/usePrinting';
import { NetworkBar } from '../frame/NetworkBar';
import { LanguageSwitch } from '../session/LanguageSwitch';
import { useLanguage, useWords } from '../words/context';
import { moment } from '../words/days';
import { usePublicWords } from './words';
import './public.css';

export function PublicFrame() {
  const { common, frame } = useWords();
  const words = usePublicWords();
  const language = useLanguage();
  const { data: meta } = useQuery(metaQuery);
  const [menuOpen, setMenuOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const printing = usePrinting();
  useEffect(() => setMenuOpen(false), [path]);
  const name = meta ? (language === 'vi' ? meta.name_vi : meta.name_en) : common.product;
  return (
    <>
      <a className="skip" href="#main">
        {frame.skip}
      </a>
      <NetworkBar />
      <header className="top screen-only">
        <div className="top-row">
          <a href="/" className="brand">
            {common.product}
          </a>
          <span className="public-lead wide-only muted small">{common.installation}</span>
          <div className="top-end">
            <span className="wide-only">
              <LanguageSwitch />
            </span>
            <Entry />
            <button
              type="button"
              className="button quiet menu-toggle"
              aria-expanded={menuOpen}
              aria-controls="main-menu"
              onClick={() => setMenuOpen(!menuOpen)}
            >
              <Icon name="menu" />
              <span className="menu-word">{frame.menu}</span>
            </button>
          </div>
        </div>
        <nav id="main-menu" className="main-menu" data-open={menuOpen} aria-label={words.menuLabel}>
          <PublicLinks path={path} />
          <span className="narrow-only">
            <LanguageSwitch />
          </span>
        </nav>
      </header>
      <div className="print-head print-only">
        <div>
          <span>{name}</span>
          {printing ? <span>{location.href}</span> : null}
          <span>{common.printed(moment(new Date(serverNow()).toISOString()))}</span>
        </div>
      </div>
      <main id="main" className="page" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot small muted screen-only">
        <span>{name}</span>
        {meta?.help_contact ? (
          <span>
            {frame.contact}: {meta.help_contact}
          </span>
        ) : null}
        {meta ? <span className="foot-end">{common.version(meta.version)}</span> : null}
      </footer>
    </>
  );
}

/** The way to the login, or back to work for a person who is logged in. */
function Entry() {
  const words = usePublicWords();
  const { data: me } = useQuery({ ...meQuery, enabled: mayHaveSession() });
  return me ? (
    <Link to="/work" className="button">
      {words.myWork}
    </Link>
  ) : (
    <Link to="/login" className="button">
      {words.logIn}
    </Link>
  );
}

const PAGES = [
  ['/works', 'works'],
  ['/permits', 'permits'],
  ['/decisions', 'decisions'],
  ['/open-data', 'openData'],
] as const;

function PublicLinks({ path }: { path: string }) {
  const words = usePublicWords();
  const language = useLanguage();
  return (
    <>
      <a href="/">{words.home}</a>
      <a href={`/look-up?lang=${language}`}>{words.lookUp}</a>
      <a href={`/verify?lang=${language}`}>{words.verify}</a>
      {PAGES.map(([to, name]) => (
        <Link
          key={to}
          to={to}
          activeProps={{}}
          {...(path.startsWith(to) ? { 'aria-current': 'page' as const } : {})}
        >
          {words[name]}
        </Link>
      ))}
    </>
  );
}
