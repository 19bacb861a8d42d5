// What stands around every page behind the login.
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { meQuery, metaQuery, notificationsQuery } from '../api/session';
import { Icon } from '../components/Icon';
import { useShortcuts } from '../components/keys';
import { useLater } from '../components/useLater';
import { hasRole, PersonProvider } from '../session/context';
import { LanguageSwitch } from '../session/LanguageSwitch';
import { LoginInPlace } from '../session/LoginInPlace';
import { useWords } from '../words/context';
import { DemoClock } from './DemoClock';
import { menuOf } from './menu';
import { NetworkBar } from './NetworkBar';
import { PersonMenu } from './PersonMenu';
import { FootEnd, MenuToggle, PrintHead } from './parts';
import { SearchBox } from './SearchBox';
import { ShortcutsDialog } from './ShortcutsDialog';
import { useLive } from './useLive';
import './frame.css';

// The title in the window without what belongs to the window only.
const titleOfPage = (product: string): string =>
  document.title.replace(/^\(\d+\) /, '').replace(` – ${product}`, '');

export function Frame() {
  const { data: now } = useQuery(meQuery);
  // A session that ends takes nothing off the screen: the login comes over the page.
  const known = useRef(now);
  if (now) known.current = now;
  const me = now ?? known.current;
  const { common, frame } = useWords();
  const navigate = useNavigate();
  const [keysShown, setKeysShown] = useState(false);
  const [menuOpen, setMenuOpen] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const later = useLater();
  const { data: meta } = useQuery({ ...metaQuery, enabled: later });
  useEffect(() => setMenuOpen(false), [path]);
  useShortcuts({
    'g w': () => void navigate({ to: '/work' }),
    'g c': () => void navigate({ to: '/cases' }),
    'g m': () => void navigate({ to: '/map' }),
    'g i': () => void navigate({ to: '/inbox' }),
    '/': () => document.getElementById('search')?.focus(),
    '?': () => setKeysShown(true),
  });
  if (!me) return null;
  return (
    <PersonProvider me={me}>
      <a className="skip" href="#main">
        {frame.skip}
      </a>
      <NetworkBar />
      <header className="top screen-only">
        <div className="top-row">
          <Link to="/work" className="brand">
            {common.product}
          </Link>
          <SearchBox />
          <div className="top-end">
            <Bell />
            <span className="wide-only">
              <LanguageSwitch />
            </span>
            <PersonMenu onKeys={() => setKeysShown(true)} />
            <MenuToggle open={menuOpen} onToggle={() => setMenuOpen(!menuOpen)} />
          </div>
        </div>
        <nav id="main-menu" className="main-menu" data-open={menuOpen} aria-label={frame.mainMenu}>
          {menuOf(me).map(({ to, under, label }) => (
            <Link
              key={to}
              to={to}
              activeProps={{}}
              {...(path.startsWith(under) ? { 'aria-current': 'page' as const } : {})}
            >
              {label(frame)}
            </Link>
          ))}
          <Link to="/help" activeProps={{ 'aria-current': 'page' }} className="menu-end">
            <Icon name="help" />
            {frame.help}
          </Link>
          <span className="narrow-only">
            <LanguageSwitch />
          </span>
        </nav>
        {meta?.demo_clock && hasRole(me, 'admin') ? <DemoClock now={meta.now} /> : null}
      </header>
      <PrintHead meta={meta} page={() => titleOfPage(common.product)} />
      <main id="main" className="page" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot small muted screen-only">
        <Link to="/help">{frame.help}</Link>
        <FootEnd meta={meta} />
      </footer>
      <LoginInPlace me={me} ended={now === null} />
      <ShortcutsDialog open={keysShown} onClose={() => setKeysShown(false)} />
    </PersonProvider>
  );
}

function Bell() {
  const { frame } = useWords();
  const later = useLater();
  useLive(later);
  const { data } = useQuery({
    ...notificationsQuery(true),
    refetchInterval: 60_000,
    enabled: later,
  });
  const unread = data?.unread ?? 0;
  return (
    <Link to="/inbox" className="button quiet bell" aria-label={frame.inboxCount(unread)}>
      <Icon name="bell" />
      {unread > 0 ? (
        <span className="count" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      ) : null}
    </Link>
  );
}
