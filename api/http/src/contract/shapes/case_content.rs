//! The content of cases, by kind: what was filed, and later additions.

/// Schemas in the notation of [`super`]. A case has its kind beside the content, the history has it
/// inside.
pub(super) const SCHEMAS: &str = "
CaseContent = SharingContent or SitingContent or ConstructionContent or PlannedWorksContent or DisputeContent or InformationContent or CleanUpContent
CaseActionData = object
LocalizedText
  vi: text
  en: text
CaseGap
  item: text
  reason: text
CaseReason
  code: text
  explanation: text
  evidence: {text or number or boolean}
SharingContent
  kind?: CaseKind
  request: SharingFiled
  owner: uuid or null
  gaps: [CaseGap]
  surveys: [SharingSurvey]
  offers: [SharingOffer]
  counters: [SharingCounter]
  reasons: [CaseReason]
  self_help: SharingSelfHelp or null
  cost_claim: SharingCostClaim or null
  entries: [SharingEntryNotice]
  as_built: SharingAsBuilt or null
  objections: [SharingObjection]
  overlashes: [SharingOverlash]
  removal: SharingRemoval or null
  dispute: SharingDispute or null
SharingFiled
  title: text
  purpose: text
  elements: [SharingFiledElement]
  equipment: SharingFiledEquipment
  starts_on: date or null
SharingFiledElement
  asset_id: uuid
  units: [SharingFiledUnit]
SharingFiledUnit
  unit: text
  quantity: integer
SharingFiledEquipment
  description: text
  weight_kg: number or null
  diameter_mm: number or null
  epa_m2: number or null
  power_w: number or null
SharingSurvey
  on: date
  findings: text or null
SharingOffer
  rent_vnd_per_month: integer
  terms: text
  make_ready: [SharingMakeReady]
  estimate_vnd: integer or null
SharingMakeReady
  asset_id: uuid
  work: text
SharingCounter
  rent_vnd_per_month: integer or null
  terms: text
SharingSelfHelp
  contractor: text
  approval: text
  starts_on: date
SharingCostClaim
  amount_vnd: integer
  explanation: text
SharingEntryNotice
  crew: text
  on: date
SharingAsBuilt
  finished_on: date
  summary: text
SharingObjection
  explanation: text
  weight: ObjectionWeight
SharingOverlash
  description: text
  starts_on: date
  objection: SharingObjection or null
  finished_on: date or null
SharingRemoval
  by: date
  reason: text
  confirmed_by: [uuid]
SharingDispute
  code: text
  claim: text
  settlement: text or null
SitingContent
  kind?: CaseKind
  application: SitingFiled
  dossier: Dossier
SitingFiled
  title: text
  purpose: text
  asset_kind: text
  place: Geometry or null
  address: text or null
  height_m: number or null
  settlement: SettlementType or null
  plan_reference: text or null
  sharing_answers: [SitingSharingAnswer]
SitingSharingAnswer
  asset_id: uuid
  sharing_case_id: uuid or null
  justification: text or null
Dossier
  code: text or null
  received_at: instant or null
  authority: DossierAuthority or null
  moves: [DossierMove]
  redirected_to: DossierAuthority or null
  gaps: [CaseGap]
  reasons: [CaseReason]
  reviewed: text or null
  apologies: [DossierApology]
  result: DossierResult or null
DossierAuthority
  office: uuid
  name: LocalizedText
  area: uuid or null
DossierMove
  from: DossierAuthority
  to: DossierAuthority
  at: instant
DossierApology
  number: text
  reason: text
  new_date: date
  at: instant
DossierResult
  number: text
  issuer: DossierAuthority
  on: date
  conditions: text or null
ConstructionContent
  kind?: CaseKind
  works: ConstructionFiled
  dossier: Dossier
  route: ConstructionRoute or null
  announcement: ConstructionAnnouncement or null
  started_on: date or null
  finished_on: date or null
  adjustments: [ConstructionAdjustment]
  inherited_by: uuid or null
ConstructionFiled
  title: text
  description: text
  work: ConstructionWorksKind or null
  class: ConstructionWorksClass or null
  asset_kind: text
  place: Geometry or null
  address: text or null
  height_m: number or null
  settlement: SettlementType or null
  in_plan: boolean
  siting_case_id: uuid or null
  starts_on: date or null
ConstructionRoute
  rule: text
  to: PermitWay
  dossier: DossierScope
  competence: text
  clause: text
  told: ConstructionConditions
ConstructionConditions
  work: [ConstructionWorksKind]
  class: [ConstructionWorksClass]
  settlement: [SettlementType]
  in_plan: boolean or null
ConstructionAnnouncement
  announced: NoticeAnnounced
  notice: text or null
ConstructionAdjustment
  change: text
  result: DossierResult or null
  of: DossierResult or null
PlannedWorksContent
  kind?: CaseKind
  notice: PlannedWorksFiled
  joins: [PlannedWorksJoin]
  spare_capacity_duty: boolean
  started_on: date or null
  reinstated_on: date or null
PlannedWorksFiled
  title: text
  description: text
  place: Geometry or null
  address: text or null
  starts_on: date or null
  duration_days: integer or null
  final_project_on: date or null
  contact: text
  publicly_financed: boolean
  justification: text or null
PlannedWorksJoin
  organization: uuid
  elements: text
  share_percent: integer
  status: JoinStatus
  reasons: [CaseReason]
DisputeContent
  kind?: CaseKind
  claim: DisputeFiled
  about: text or null
  respondent: uuid or null
  statements: [DisputeStatement]
  ruling: DisputeRuling or null
  settlement: text or null
  reasons: [CaseReason]
DisputeFiled
  title: text
  case_id: uuid or null
  claim: text
  remedy: text
DisputeStatement
  by: uuid
  text: text
DisputeRuling
  verdict: DisputeVerdict
  terms: text
  rent_vnd_per_month: integer or null
  summary: text
InformationContent
  kind?: CaseKind
  inquiry: InformationFiled
  disclosure: InformationDisclosure or null
  reasons: [CaseReason]
InformationFiled
  title: text
  owner_id: uuid or null
  place: Geometry or null
  within_m: integer or null
  purpose: text
InformationDisclosure
  items: [InformationItem]
  cut_off: boolean
InformationItem
  asset_id: uuid
  code: text
  kind: text
  place: Geometry
  free: FreeBand or null
CleanUpContent
  kind?: CaseKind
  campaign: CleanUpFiled
  assets: [CleanUpAsset]
  cut_off: boolean
  items: [CleanUpItem]
  left_out: text or null
  before: CleanUpMeasure or null
  after: CleanUpMeasure or null
  tidied_by: [uuid]
CleanUpFiled
  title: text
  purpose: text
  streets: [CleanUpFiledStreet]
  within_m: integer or null
  contact: text
CleanUpFiledStreet
  name: text
  place: Geometry or null
CleanUpAsset
  asset_id: uuid
  code: text
  owner_id: uuid
  surveyed_on: date or null
CleanUpItem
  number: integer
  asset_id: uuid
  occupancy_id: uuid
  unit: text
  quantity: integer
  status: CampaignItemStatus
CleanUpMeasure
  on: date
  at?: instant
  assets: integer
  in_use?: integer
  in_use_bands?: [CleanUpInUse]
  nobodys: integer
  photos: [text]
CleanUpInUse
  unit?: text
  band: FreeBand
";
