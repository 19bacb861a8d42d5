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
  correctionListSearch,
  disputeSearch,
  filingSearch,
  informationSearch,
  loginSearch,
  mapSearch,
  newTransferSearch,
  outboxSearch,
  pageSearch,
  publicDecisionsSearch,
  publicPermitsSearch,
  publicWorksSearch,
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

// Pages that are open to everybody; they ask for no session.
const open = createRoute({
  getParentRoute: () => root,
  id: 'public',
  component: lazyRouteComponent(() => import('./public/PublicFrame'), 'PublicFrame'),
});
const openPage = <P extends string>(path: P) => ({ getParentRoute: () => open, path });
const publicWorks = createRoute({
  ...openPage('/works'),
  validateSearch: publicWorksSearch,
  component: lazyRouteComponent(() => import('./public/WorksPage'), 'WorksPage'),
});
const publicPermits = createRoute({
  ...openPage('/permits'),
  validateSearch: publicPermitsSearch,
  component: lazyRouteComponent(() => import('./public/PermitsPage'), 'PermitsPage'),
});
const publicPermit = createRoute({
  ...openPage('/permits/$slug'),
  component: lazyRouteComponent(() => import('./public/PermitPage'), 'PermitPage'),
});
const publicDecisions = createRoute({
  ...openPage('/decisions'),
  validateSearch: publicDecisionsSearch,
  component: lazyRouteComponent(() => import('./public/DecisionsPage'), 'DecisionsPage'),
});
const openData = createRoute({
  ...openPage('/open-data'),
  component: lazyRouteComponent(() => import('./public/OpenDataPage'), 'OpenDataPage'),
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
const corrections = createRoute({
  ...page('/corrections'),
  validateSearch: correctionListSearch,
  component: lazyRouteComponent(
    () => import('./register/corrections/CorrectionsPage'),
    'CorrectionsPage',
  ),
});
const correction = createRoute({
  ...page('/corrections/$correctionId'),
  component: lazyRouteComponent(
    () => import('./register/corrections/CorrectionPage'),
    'CorrectionPage',
  ),
});
const transfers = createRoute({
  ...page('/transfers'),
  validateSearch: pageSearch,
  component: lazyRouteComponent(
    () => import('./register/transfers/TransfersPage'),
    'TransfersPage',
  ),
});
const newTransfer = createRoute({
  ...page('/transfers/new'),
  validateSearch: newTransferSearch,
  component: lazyRouteComponent(
    () => import('./register/transfers/NewTransferPage'),
    'NewTransferPage',
  ),
});
const assetExports = createRoute({
  ...page('/exports'),
  validateSearch: pageSearch,
  component: lazyRouteComponent(() => import('./register/exports/ExportsPage'), 'ExportsPage'),
});
const newExport = createRoute({
  ...page('/exports/new'),
  validateSearch: assetListSearch,
  component: lazyRouteComponent(() => import('./register/exports/NewExportPage'), 'NewExportPage'),
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
const newPlannedWorks = createRoute({
  ...page('/cases/new/planned-works'),
  validateSearch: filingSearch,
  component: lazyRouteComponent(
    () => import('./filing/others/PlannedWorksPage'),
    'PlannedWorksPage',
  ),
});
const newInformationRequest = createRoute({
  ...page('/cases/new/information-request'),
  validateSearch: informationSearch,
  component: lazyRouteComponent(
    () => import('./filing/others/InformationRequestPage'),
    'InformationRequestPage',
  ),
});
const newDispute = createRoute({
  ...page('/cases/new/dispute'),
  validateSearch: disputeSearch,
  component: lazyRouteComponent(() => import('./filing/others/DisputePage'), 'DisputePage'),
});
const newCampaign = createRoute({
  ...page('/cases/new/clean-up-campaign'),
  validateSearch: filingSearch,
  component: lazyRouteComponent(() => import('./filing/others/CampaignPage'), 'CampaignPage'),
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
const subscriptions = createRoute({
  ...page('/me/subscriptions'),
  component: lazyRouteComponent(() => import('./account/SubscriptionsPage'), 'SubscriptionsPage'),
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
  open.addChildren([publicWorks, publicPermits, publicPermit, publicDecisions, openData]),
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
    corrections,
    correction,
    transfers,
    newTransfer,
    assetExports,
    newExport,
    newRequest,
    newCase,
    newSiting,
    newPlannedWorks,
    newInformationRequest,
    newDispute,
    newCampaign,
    newWorks,
    account,
    absences,
    subscriptions,
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
