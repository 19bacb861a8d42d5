// Every page on one line: path, search parameters, and the file that is loaded when it opens.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { queries } from './api/queries';
import { meQuery, metaQuery } from './api/session';
import { Frame } from './frame/Frame';
import { BrokenPage, MissingPage, MissingRoot } from './frame/pages';
import {
  adminSearch,
  assetListSearch,
  assetSearch,
  caseListSearch,
  filingSearch,
  loginSearch,
  mapSearch,
  outboxSearch,
  pageSearch,
  requestSearch,
  workSearch,
} from './search';
import { LoginPage } from './session/LoginPage';
import { WorkPage } from './work/WorkPage';

const root = createRootRoute({ component: Outlet, notFoundComponent: MissingRoot });

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: loginSearch,
  component: LoginPage,
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: '/forgotten-password',
  component: lazyRouteComponent(() => import('./account/PasswordPages'), 'ForgottenPasswordPage'),
});
const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  component: lazyRouteComponent(() => import('./account/PasswordPages'), 'SetPasswordPage'),
});

// Every component in every state: in development, and where a server shows its demo.
const gallery = createRoute({
  getParentRoute: () => root,
  path: '/components',
  beforeLoad: async () => {
    if (import.meta.env.DEV) return;
    const { demo_accounts } = await queries.ensureQueryData(metaQuery);
    if (demo_accounts.length === 0) throw notFound();
  },
  component: lazyRouteComponent(() => import('./gallery/GalleryPage'), 'GalleryPage'),
});

// Every page behind the login: without a session, the login page with the way back.
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    const me = await queries.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: '/login', search: { next: location.href } });
    return { me };
  },
  component: Frame,
});

const page = <P extends string>(path: P) => ({ getParentRoute: () => inside, path });

const home = createRoute({
  ...page('/'),
  beforeLoad: () => {
    throw redirect({ to: '/work' });
  },
});
const work = createRoute({
  ...page('/work'),
  validateSearch: workSearch,
  component: WorkPage,
});
const inbox = createRoute({
  ...page('/inbox'),
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import('./work/InboxPage'), 'InboxPage'),
});
const cases = createRoute({
  ...page('/cases'),
  validateSearch: caseListSearch,
  component: lazyRouteComponent(() => import('./cases/CaseListPage'), 'CaseListPage'),
});
const casePage = createRoute({
  ...page('/cases/$caseId'),
  component: lazyRouteComponent(() => import('./cases/CasePage'), 'CasePage'),
});
const caseOverview = createRoute({
  getParentRoute: () => casePage,
  path: '/',
  component: lazyRouteComponent(() => import('./cases/OverviewTab'), 'OverviewTab'),
});
const caseDocuments = createRoute({
  getParentRoute: () => casePage,
  path: '/documents',
  component: lazyRouteComponent(() => import('./cases/DocumentsTab'), 'DocumentsTab'),
});
const caseOpinions = createRoute({
  getParentRoute: () => casePage,
  path: '/opinions',
  component: lazyRouteComponent(() => import('./cases/OpinionsTab'), 'OpinionsTab'),
});
const caseMessages = createRoute({
  getParentRoute: () => casePage,
  path: '/messages',
  component: lazyRouteComponent(() => import('./cases/MessagesTab'), 'MessagesTab'),
});
const caseHistory = createRoute({
  getParentRoute: () => casePage,
  path: '/history',
  component: lazyRouteComponent(() => import('./cases/HistoryTab'), 'HistoryTab'),
});
const caseWorkflow = createRoute({
  getParentRoute: () => casePage,
  path: '/workflow',
  component: lazyRouteComponent(() => import('./cases/WorkflowTab'), 'WorkflowTab'),
});
const caseIssued = createRoute({
  getParentRoute: () => casePage,
  path: '/issued-documents',
  component: lazyRouteComponent(() => import('./cases/IssuedTab'), 'IssuedTab'),
});

const doAction = createRoute({
  ...page('/cases/$caseId/do/$action'),
  component: lazyRouteComponent(() => import('./cases/form/ActionPage'), 'ActionPage'),
});
const map = createRoute({
  ...page('/map'),
  validateSearch: mapSearch,
  component: lazyRouteComponent(() => import('./register/MapPage'), 'MapPage'),
});
const assets = createRoute({
  ...page('/assets'),
  validateSearch: assetListSearch,
  component: lazyRouteComponent(() => import('./register/AssetListPage'), 'AssetListPage'),
});
const asset = createRoute({
  ...page('/assets/$assetId'),
  validateSearch: assetSearch,
  component: lazyRouteComponent(() => import('./register/AssetPage'), 'AssetPage'),
});
const assetChange = createRoute({
  ...page('/assets/$assetId/$change'),
  component: lazyRouteComponent(() => import('./register/ChangePage'), 'ChangePage'),
});
const newRequest = createRoute({
  ...page('/requests/new'),
  validateSearch: requestSearch,
  component: lazyRouteComponent(() => import('./planning/RequestPage'), 'RequestPage'),
});
// One page a kind of case; a kind without a page of its own is not found.
const newCase = createRoute({
  ...page('/cases/new/$kind'),
  validateSearch: filingSearch,
  beforeLoad: ({ params }) => {
    if (params.kind === 'sharing-request') throw redirect({ to: '/requests/new' });
    throw notFound();
  },
});
const newSiting = createRoute({
  ...page('/cases/new/siting-application'),
  validateSearch: filingSearch,
  component: lazyRouteComponent(() => import('./filing/siting/SitingPage'), 'SitingPage'),
});
const newWorks = createRoute({
  ...page('/cases/new/works'),
  validateSearch: filingSearch,
  component: lazyRouteComponent(() => import('./filing/works/WorksPage'), 'WorksPage'),
});
const account = createRoute({
  ...page('/me'),
  component: lazyRouteComponent(() => import('./account/AccountPage'), 'AccountPage'),
});
const absences = createRoute({
  ...page('/me/absences'),
  component: lazyRouteComponent(() => import('./account/AbsencesPage'), 'AbsencesPage'),
});
const help = createRoute({
  ...page('/help'),
  component: lazyRouteComponent(() => import('./account/HelpPage'), 'HelpPage'),
});
const people = createRoute({
  ...page('/admin/people'),
  validateSearch: adminSearch,
  component: lazyRouteComponent(() => import('./admin/PeoplePage'), 'PeoplePage'),
});
const person = createRoute({
  ...page('/admin/people/$userId'),
  component: lazyRouteComponent(() => import('./admin/PersonPage'), 'PersonPage'),
});
const organizations = createRoute({
  ...page('/admin/organizations'),
  validateSearch: adminSearch,
  component: lazyRouteComponent(() => import('./admin/OrganizationsPage'), 'OrganizationsPage'),
});
const organization = createRoute({
  ...page('/admin/organizations/$organizationId'),
  component: lazyRouteComponent(() => import('./admin/OrganizationPage'), 'OrganizationPage'),
});
const outbox = createRoute({
  ...page('/admin/outbox'),
  validateSearch: outboxSearch,
  component: lazyRouteComponent(() => import('./admin/OutboxPage'), 'OutboxPage'),
});

const tree = root.addChildren([
  login,
  forgotten,
  setPassword,
  gallery,
  inside.addChildren([
    home,
    work,
    inbox,
    cases,
    casePage.addChildren([
      caseOverview,
      caseDocuments,
      caseOpinions,
      caseMessages,
      caseHistory,
      caseWorkflow,
      caseIssued,
    ]),
    doAction,
    map,
    assets,
    asset,
    assetChange,
    newRequest,
    newCase,
    newSiting,
    newWorks,
    account,
    absences,
    help,
    people,
    person,
    organizations,
    organization,
    outbox,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  defaultPreload: false,
  scrollRestoration: true,
  defaultNotFoundComponent: MissingPage,
  defaultErrorComponent: BrokenPage,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
