//! Assets in the form of a version of the register, their attributes, and the mappings for files.

/// Schemas in the notation of [`super`].
pub(super) const SCHEMAS: &str = "
AssetAttributes = {text or number or boolean}
AssetAttributeChanges = {text or number or boolean or null}
RegisteredAsset
  id: uuid
  code: text
  kind: text
  owners: [RegisteredShare]
  shape: Geometry
  area: uuid or null
  area_is_nearest: boolean
  address: text or null
  attributes: AssetAttributes
  lifecycle: AssetLifecycle
  decommission_on: date or null
  visibility: AssetVisibility
  critical: boolean
  shareable: boolean
  not_shareable_reason: text or null
  source: text or null
  observed_on: date or null
  confidence: AssetConfidence
  capacity: {RegisteredCapacity}
  version: integer
RegisteredShare
  organization: uuid
  basis_points: integer
  answers: boolean
RegisteredCapacity
  nature: AssetKindUnitNature
  installed: integer
  own_use: integer
  blocked: integer
  policy_reserve: integer
";

/// Schemas of mappings, which clients send as TOML or JSON.
pub(super) const MAPPINGS: &str = "
MappingContent
  name: text
  title: text
  format?: ImportFormat
  crs?: text
  layer?: text
  encoding?: text
  delimiter: text
  source: text
  confidence: AssetConfidence
  left_out: [text]
  asset: AssetMapping
  owners: OwnersMapping or null
  occupancies: [OccupancyMapping]
  tenancies?: MappingCell
  organizations: OrganizationsMapping
AssetMapping
  code: MappingCell
  kind: MappingCell
  position: MappingPosition
  lifecycle: MappingCell or null
  visibility: MappingCell or null
  critical: MappingCell or null
  shareable: MappingCell or null
  not_shareable_reason: MappingCell or null
  address: MappingCell or null
  observed_on: MappingCell or null
  source: MappingCell or null
  confidence: MappingCell or null
  by_name: boolean
  attributes: {MappingCell}
  capacity: {CapacityMapping}
MappingPosition = 'feature' or DegreesPosition or MetresPosition or TextPosition or FeatureOrTextPosition
DegreesPosition
  degrees: DegreesCells
DegreesCells
  longitude: MappingCell
  latitude: MappingCell
MetresPosition
  metres: MetresCells
MetresCells
  easting: MappingCell
  northing: MappingCell
TextPosition
  wkt: MappingCell
FeatureOrTextPosition
  feature_or_wkt: MappingCell
CapacityMapping
  installed: MappingCell
  own_use: MappingCell or null
  blocked: MappingCell or null
  policy_reserve: MappingCell or null
OwnersMapping
  answering: MappingCell
  answering_names: [text]
  answering_percent: MappingCell or null
  co_owners: [MappingCell]
  shares?: MappingCell
OccupancyMapping
  tenant: MappingCell
  reference: MappingCell or null
  starts_on: MappingCell or null
  units: {MappingCell}
  details: {MappingCell}
OrganizationsMapping
  unknown: UnknownOrganizations
  at_most: integer
  names: {MappedOrganization}
MappedOrganization
  name: text
MappingCell
  column?: text
  columns?: [text]
  pointer?: text
  constant?: MappingValue
  separator?: text
  prefix?: text
  translate?: {MappingValue}
  otherwise?: MappingValue
  default?: MappingValue
  date?: text
  scale?: number
  decimal_comma?: boolean
  required?: boolean
MappingValue = text or number or boolean
";
