//! The values of the fields of an action: `FieldValues` has a member for each shape, with the value
//! that a field of this shape takes in `data`.

/// In the notation of [`super`]. Each object is closed, like the objects of other requests.
pub(super) const SCHEMAS: &str = "
FieldValues
  agency?: [uuid]
  asset?: uuid
  authority?: uuid
  capacity?: [InstalledUnitValue]
  coded_reason?: [CodedReasonValue]
  document?: [uuid]
  gap?: [GapValue]
  make_ready?: [MakeReadyValue]
  organization?: uuid
  photo?: [uuid]
  sharing_request?: SharingRequestValue
  siting_application?: SitingApplicationValue
  tag_number?: [integer]
  works?: WorksValue
InstalledUnitValue
  unit: text
  installed: integer
CodedReasonValue
  code: name
  explanation: text
  evidence?: {text or number}
GapValue
  item: text
  reason: text
MakeReadyValue
  asset_id: uuid
  work: text
SharingRequestValue
  title: text
  purpose: text
  elements: [SharingElementValue]
  equipment: SharingEquipmentValue
  starts_on?: date or null
SharingElementValue
  asset_id: uuid
  units: [SharingUnitValue]
SharingUnitValue
  unit: text
  quantity: integer
SharingEquipmentValue
  description: text
  weight_kg?: number or null
  diameter_mm?: number or null
  epa_m2?: number or null
  power_w?: number or null
SitingApplicationValue
  title: text
  purpose?: text
  asset_kind?: text
  place?: Geometry or null
  address?: text or null
  height_m?: number or null
  settlement?: SettlementType or null
  plan_reference?: text or null
  sharing_answers?: [SharingAnswerValue]
SharingAnswerValue
  asset_id: uuid
  sharing_case_id?: uuid or null
  justification?: text or null
WorksValue
  title: text
  description?: text
  work?: ConstructionWorksKind or null
  class?: ConstructionWorksClass or null
  asset_kind?: text
  place?: Geometry or null
  address?: text or null
  height_m?: number or null
  settlement?: SettlementType or null
  in_plan?: boolean
  siting_case_id?: uuid or null
  starts_on?: date or null
";
