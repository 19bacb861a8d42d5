// Shapes that the server is about to answer. Each one moves to the generated contract when it lands.
import type { Schemas } from './client';

export interface Titled {
  id: string;
  title: string;
}

export interface DemoAccount {
  email: string;
  name: string;
  memberships: { organization_name: string; role: string }[];
}

/** The installation, readable without login. */
export interface Meta {
  name_vi: string;
  name_en: string;
  version: string;
  time_zone: string;
  now: string;
  demo_clock: boolean;
  default_pack: string;
  document_limit_bytes: number;
  import_limit_bytes: number;
  help_contact: string | null;
  demo_accounts: DemoAccount[];
}

/** A party that must act now. */
export interface CaseTurn {
  stance: Schemas['Stance'];
  roles: Schemas['Role'][];
  organization: Schemas['Party'] | null;
  mine: boolean;
}

/** The case of a task, as far as its row in a list needs it. */
export interface TaskCase {
  id: string;
  code: string;
  kind: Schemas['CaseKind'];
  kind_title: string;
  title: string;
  state: string;
  state_title: string;
  applicant: Schemas['Party'];
  paused: boolean;
}

export interface TaskRow extends Omit<Schemas['Task'], 'case'> {
  case: TaskCase | null;
  due_on: string | null;
  days_left: number | null;
}

export interface TaskCounts {
  mine: number;
  unclaimed: number;
  overdue: number;
  due_this_week: number;
  week_ends_before: string;
  waiting_for_others: number;
}

export interface Counted<T> {
  items: T[];
  next_cursor: string | null;
  total?: number | null;
  total_at_least?: number | null;
}

// The actions of a case.

export type FieldShape =
  | 'agency'
  | 'asset'
  | 'authority'
  | 'capacity'
  | 'coded_reason'
  | 'document'
  | 'gap'
  | 'make_ready'
  | 'organization'
  | 'photo'
  | 'sharing_request'
  | 'siting_application'
  | 'tag_number'
  | 'works';

export interface ActionField {
  id: string;
  title: string;
  form: Schemas['FieldForm'];
  of: FieldShape | null;
  need: Schemas['FieldNeed'];
  min: number | null;
  max: number | null;
  earliest_on: string | null;
  earliest_clause: string | null;
  latest_on: string | null;
  choices: Titled[];
}

export interface Evidence extends Titled {
  form: 'document' | 'text' | 'percent' | 'date';
}

export interface ReasonCode {
  code: string;
  title: string;
  clause: string | null;
  /** Groups of evidence; each group needs at least one item. */
  evidence: Evidence[][];
}

export interface ActionDocument extends Titled {
  required: boolean;
  on_file: number;
}

export interface Action {
  action: string;
  title: string;
  clause: string | null;
  leads_to: string;
  leads_to_title: string;
  fields: ActionField[];
  documents: ActionDocument[];
  reasons: ReasonCode[];
  comment: 'required' | 'optional' | 'none';
}

export interface NotNow {
  action: string;
  title: string;
  rule: string;
  detail: string;
  clause: string | null;
  blockers: string[];
  errors: Schemas['ProblemError'][];
  who: { stance: Schemas['Stance']; roles: Schemas['Role'][] }[];
}

export interface Actions {
  items: Action[];
  not_now: NotNow[];
}

/** Consequences that an action would have now. */
export interface Preview {
  state: string;
  state_title: string;
  phase: Schemas['CasePhase'];
  decision: Schemas['CaseDecision'] | null;
  decision_mode: Schemas['CaseDecisionMode'] | null;
  works_status: Schemas['CaseWorksStatus'] | null;
  flags: Schemas['CaseFlag'][];
  timers: Schemas['CaseTimer'][];
  capacity: {
    asset_id: string;
    asset_code: string;
    unit: string;
    reserved: number;
    in_use: number;
  }[];
  notifications: {
    letter: string;
    title: string;
    legal_class: Schemas['LegalClass'];
    organizations: Schemas['Party'][];
  }[];
  issued_documents: Schemas['IssuedDocumentKind'][];
}
