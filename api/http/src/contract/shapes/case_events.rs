//! The events of a case, as the entries of its history contain them.

/// Schemas in the notation of [`super`].
pub(super) const SCHEMAS: &str = "
CaseHistoryEvent = CaseOpened or CaseRedrafted or CaseCodeAssigned or CaseActionTaken or CaseRepinned or CaseClocked or CaseFlagRaised or CaseFlagLowered or CaseDecided or CaseWorksMoved or CaseReferralAsked or CaseReferralAnswered or CaseReferralRedated or CaseTextReplaced or CaseContentAdded
CaseOpened
  event: 'opened'
  id: uuid
  code?: text
  kind: CaseKind
  pack: text
  state: text
  applicant: uuid
  previous: uuid or null
  papers: CaseContent
  at: instant
CaseRedrafted
  event: 'redrafted'
  papers: CaseContent
CaseCodeAssigned
  event: 'code_assigned'
  code: text
CaseActionTaken
  event: 'taken'
  action: text
  from: text
  to: text
  signature: CaseSignature
  comment: text or null
  data: CaseActionData
  documents: text or null
  at: instant
  timeliness: CaseTimeliness
CaseRepinned
  event: 'repinned'
  pack: text
  state?: text
CaseClocked
  event: 'clocked'
  timer: CaseClock
  why: CaseClockChange
CaseFlagRaised
  event: 'raised'
  flag: CaseFlag
CaseFlagLowered
  event: 'lowered'
  flag: CaseFlag
CaseDecided
  event: 'decided'
  outcome: CaseDecision
  mode: CaseDecisionMode
  at: instant
CaseWorksMoved
  event: 'works'
  status: CaseWorksStatus
CaseReferralAsked
  event: 'asked'
  referral: CaseReferral
CaseReferralAnswered
  event: 'answered'
  rule: text
  agency: uuid
  opinion: CaseOpinion
CaseReferralRedated
  event: 'redated'
  rule: text
  agency: uuid
  was: date
  due_on: date
  due_at: instant
CaseTextReplaced
  event: 'text_replaced'
  step: text
  entries: [CaseReplacedEntry]
CaseContentAdded
  event: 'paper'
  entry: CaseEntry
CaseSignature = CaseSignatureOfPerson or CaseSignatureOfSystem
CaseSignatureOfPerson
  by: 'person'
  user: uuid
  place: CasePlace
CaseSignatureOfSystem
  by: 'system'
CasePlace
  organization: uuid
  role: Role
  stance: Stance
CaseClock
  limit: text
  status: TimerStatus
  started_on: date
  started_at: instant
  nominal_on: date
  due_on: date
  due_at: instant
  left: CaseTimeLeft or null
  resumed?: CaseTimerResumption
  extensions: integer
  reminded: [integer]
  calendar: text
  pauses?: [CaseClockPause]
  met_at?: instant
CaseClockPause
  from: instant
  until?: instant
CaseTimeLeft
  unit: TimeLeftUnit
  amount: integer
CaseTimerResumption
  at: instant
  left: CaseTimeLeft
  extensions: integer
CaseClockChange
  why: ClockChange
  was?: date
CaseReferral
  rule: text
  agency: uuid
  agency_kind: text
  asked_at: instant
  due_on: date
  due_at: instant
  opinion: CaseOpinion or null
CaseOpinion
  answer: ReferralAnswer
  text: text or null
  at: instant
  clause: text or null
CaseReplacedEntry
  seq: integer
  was: text
  now: text
CaseEntry = SharingEntry or DossierEntry or SitingEntry or ConstructionEntry or PlannedWorksEntry or DisputeEntry or InformationEntry or CleanUpEntry
SharingEntry
  of: 'sharing'
  entry: SharingEntryKind
  owner?: uuid
  gaps?: [CaseGap]
  request?: SharingFiled
  survey?: SharingSurvey
  findings?: text
  offer?: SharingOffer
  counter?: SharingCounter
  reasons?: [CaseReason]
  self_help?: SharingSelfHelp
  claim?: SharingCostClaim or text
  notice?: SharingEntryNotice
  as_built?: SharingAsBuilt
  objection?: SharingObjection
  overlash?: SharingOverlash
  on?: date
  removal?: SharingRemoval
  by?: uuid
  code?: text
  settlement?: text
DossierEntry
  of: 'dossier'
  entry: DossierEntryKind
  code?: text or null
  at?: instant
  authority?: DossierAuthority
  hands?: DossierMove
  to?: DossierAuthority
  gaps?: [CaseGap]
  reasons?: [CaseReason]
  documents?: text or null
  apology?: DossierApology
  result?: DossierResult
SitingEntry
  of: 'siting'
  entry: SitingEntryKind
  application?: SitingFiled
ConstructionEntry
  of: 'construction'
  entry: ConstructionEntryKind
  route?: ConstructionRoute
  announcement?: ConstructionAnnouncement
  works?: ConstructionFiled
  on?: date
  change?: text
  result?: DossierResult
  by?: uuid
PlannedWorksEntry
  of: 'works'
  entry: WorksEntryKind
  join?: PlannedWorksJoin
  organization?: uuid
  reasons?: [CaseReason]
  on?: date
DisputeEntry
  of: 'dispute'
  entry: DisputeEntryKind
  respondent?: uuid
  about?: text
  statement?: DisputeStatement
  ruling?: DisputeRuling
  settlement?: text
  reasons?: [CaseReason]
InformationEntry
  of: 'information'
  entry: InformationEntryKind
  disclosure?: InformationDisclosure
  reasons?: [CaseReason]
CleanUpEntry
  of: 'cleanup'
  entry: CleanUpEntryKind
  assets?: [CleanUpAsset]
  items?: [CleanUpItem]
  cut_off?: boolean
  asset_id?: uuid
  on?: date
  reason?: text
  moment?: CampaignMoment
  measure?: CleanUpMeasure
  numbers?: [integer]
  status?: CampaignItemStatus
  organization?: uuid
";
