// Kinds of case that a person may open, by the roles that the grants of the server name.
import type { Schemas } from '../api/client';
import type { Me, Membership } from '../api/session';

type CaseKind = Schemas['CaseKind'];
type Role = Membership['role'];

const OPERATOR: readonly Role[] = ['operator_planner', 'operator_manager'];
const HOLDER: readonly Role[] = [...OPERATOR, 'owner_clerk', 'owner_manager'];
const REGULATOR: readonly Role[] = ['regulator_officer', 'regulator_lead'];

/** Roles whose organisations may apply; a test compares them with the grants of the policies. */
export const CREATORS: Readonly<Record<CaseKind, readonly Role[]>> = {
  sharing_request: OPERATOR,
  siting_application: HOLDER,
  construction_permit: HOLDER,
  commencement_notice: HOLDER,
  planned_works: HOLDER,
  information_request: OPERATOR,
  dispute: HOLDER,
  clean_up_campaign: [...REGULATOR, ...HOLDER],
};

/** Last part of the address of the page that files a kind; works are filed on one page. */
export const FILING_PATHS: Readonly<Record<CaseKind, string>> = {
  sharing_request: 'sharing-request',
  siting_application: 'siting-application',
  construction_permit: 'works',
  commencement_notice: 'works',
  planned_works: 'planned-works',
  information_request: 'information-request',
  dispute: 'dispute',
  clean_up_campaign: 'clean-up-campaign',
};

export const mayCreate = (me: Me, kind: CaseKind): boolean =>
  me.memberships.some(({ role }) => CREATORS[kind].includes(role));

export interface FilingPage {
  path: string;
  kinds: readonly CaseKind[];
}

/** Pages on which a person may file, with the kinds of case of each. */
export function filingPagesOf(me: Me): readonly FilingPage[] {
  const kinds = (Object.keys(CREATORS) as CaseKind[]).filter((kind) => mayCreate(me, kind));
  return [...new Set(kinds.map((kind) => FILING_PATHS[kind]))].map((path) => ({
    path,
    kinds: kinds.filter((kind) => FILING_PATHS[kind] === path),
  }));
}

/** Organisations for which a person may open a case of a kind, each once. */
export function applicantsOf(me: Me, kind: CaseKind): readonly { id: string; title: string }[] {
  const names = new Map(
    me.memberships
      .filter(({ role }) => CREATORS[kind].includes(role))
      .map(({ organization_id, organization_name }) => [organization_id, organization_name]),
  );
  return [...names].map(([id, title]) => ({ id, title }));
}
