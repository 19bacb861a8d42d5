// What stands around the pages that are open to everybody. It needs no session.
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { mayHaveSession, meQuery, metaQuery } from '../api/session';
import { NetworkBar } from '../frame/NetworkBar';
import { FootEnd, MenuToggle, PrintHead, useInstallation } from '../frame/parts';
import { LanguageSwitch } from '../session/LanguageSwitch';
import { useLanguage, useWords } from '../words/context';
import { usePublicWords } from './words';
import './public.css';

export function PublicFrame() {
  const { common, frame } = useWords();
  const words = usePublicWords();
  const { data: meta } = useQuery(metaQuery);
  const name = useInstallation(meta);
  const [menuOpen, setMenuOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => setMenuOpen(false), [path]);
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
            <MenuToggle open={menuOpen} onToggle={() => setMenuOpen(!menuOpen)} />
          </div>
        </div>
        <nav id="main-menu" className="main-menu" data-open={menuOpen} aria-label={words.menuLabel}>
          <PublicLinks path={path} />
          <span className="narrow-only">
            <LanguageSwitch />
          </span>
        </nav>
      </header>
      <PrintHead meta={meta} page={() => location.href} />
      <main id="main" className="page" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot small muted screen-only">
        <span>{name}</span>
        <FootEnd meta={meta} />
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
