//! The faults of a row, each with a stable rule name, a weight and a message in both languages.

use api_store::assets::imports::findings::NewFinding;

use super::words::message;
use api_geo::position::PositionError;
use api_geo::row::RowError;
use api_geo::shape::Unplaced;
use domain::messages::Message;
use strum::{IntoStaticStr, VariantArray};

/// The effect of a finding on its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Weight {
    /// The row is imported completely; a person should check it.
    Notice,
    /// The row is imported partly.
    Partly,
    /// The row is not imported.
    Refused,
}

impl Weight {
    /// The name in tables and responses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A fault, or a notice.
#[derive(Clone, Debug, PartialEq)]
pub enum RowFault {
    Unreadable(RowError),
    /// A required value is missing.
    Missing,
    /// A word that the translation table does not contain.
    Untranslated {
        found: String,
    },
    NotANumber {
        found: String,
    },
    NotAWholeNumber {
        found: String,
    },
    Negative {
        found: i64,
    },
    /// Not a date in the pattern.
    NotADate {
        found: String,
        pattern: String,
    },
    NotYesOrNo {
        found: String,
    },
    /// A word that the register does not know.
    UnknownWord {
        found: String,
        known: String,
    },
    /// No geometry and no coordinates.
    NoPosition,
    /// A geometry that the register does not accept.
    Unplaced(Unplaced),
    /// A shape that the kind does not permit.
    WrongShape {
        kind: String,
        found: String,
    },
    /// An attribute that the catalogue refuses.
    Attribute {
        /// The attribute or unit.
        name: String,
        /// The message of the catalogue.
        why: Box<Message>,
        found: String,
    },
    /// Reserved plus used exceeds installed.
    OverInstalled {
        unit: String,
        installed: i64,
        /// The occupied quantity in the row.
        taken: i64,
    },
    UnknownOrganization {
        name: String,
    },
    /// An unknown tenant; the asset is still imported.
    UnknownTenant {
        name: String,
    },
    /// The asset belongs to another organisation.
    OwnerDiffers {
        /// The owner in the row.
        found: String,
    },
    /// Shares that do not add up to 100 percent.
    Shares {
        /// The percentage in the row.
        percent: f64,
        /// The number of co-owners, including the answering owner.
        owners: usize,
    },
    /// Not a list of owners or tenants in the notation of the register.
    List {
        /// The problem of the list.
        why: Box<Message>,
    },
    /// Places that are reserved for requests: they belong to their cases and are not imported.
    HeldForRequests {
        places: usize,
    },
    /// The same organisation appears twice among the owners.
    RepeatedOwner {
        name: String,
    },
    /// The owner is its own tenant.
    TenantIsOwner,
    /// Another row of the same asset has a different value.
    RowsDisagree {
        /// The number of the first row.
        first_row: u64,
        first: String,
        /// The value in this row.
        found: String,
    },
    /// The asset was registered before the import.
    AlreadyRegistered {
        code: String,
    },
    /// An earlier row has the same attachment.
    RepeatedOccupancy {
        reference: String,
        /// The number of the first row.
        first_row: u64,
    },
    /// An attachment that uses no unit; the register cannot store it.
    TakesNoCapacity,
    /// The tenants exceed the free capacity.
    NoCapacity {
        unit: String,
        free: i64,
        asked: i64,
    },
    /// A whole percentage that is the rounded equal share.
    ShareRounded {
        /// The number of co-owners, including the answering owner.
        owners: usize,
    },
    /// Another asset of the same kind and owner is at nearly the same place.
    NearDuplicate {
        code: String,
        metres: f64,
    },
    /// Outside all known areas; the nearest area was used, or none.
    OutsideAreas,
}

impl RowFault {
    /// The stable name of the rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unreadable(unreadable) => match unreadable {
                RowError::NotUtf8 { .. } => "not_utf8",
                RowError::Columns { .. } => "columns",
                RowError::ZeroCharacter => "zero_character",
                RowError::Text(_) => "forbidden_character",
                RowError::TooLong { .. } => "row_too_long",
                RowError::Broken { .. } => "broken_record",
                RowError::NotAFeature { .. } => "not_a_feature",
            },
            Self::Missing => "missing",
            Self::Untranslated { .. } => "untranslated",
            Self::NotANumber { .. } => "not_a_number",
            Self::NotAWholeNumber { .. } => "not_a_whole_number",
            Self::Negative { .. } => "negative",
            Self::NotADate { .. } => "not_a_date",
            Self::NotYesOrNo { .. } => "not_yes_or_no",
            Self::UnknownWord { .. } => "unknown_word",
            Self::NoPosition => "no_position",
            Self::Unplaced(unplaced) => match unplaced {
                Unplaced::PositionError(misplaced) => match misplaced {
                    PositionError::NotFinite => "position_not_finite",
                    PositionError::Swapped => "position_swapped",
                    PositionError::Metres => "position_in_metres",
                    PositionError::Degrees => "position_in_degrees",
                    PositionError::OutOfRange => "position_out_of_range",
                    PositionError::Null => "position_null",
                },
                Unplaced::TooManyVertices { .. } => "too_many_vertices",
                Unplaced::Unsupported(_) => "geometry_type",
                Unplaced::AcrossAntimeridian => "across_antimeridian",
                Unplaced::Malformed(_) => "geometry_malformed",
            },
            Self::WrongShape { .. } => "wrong_shape",
            Self::Attribute { .. } => "attribute",
            Self::OverInstalled { .. } => "over_installed",
            Self::UnknownOrganization { .. } => "unknown_organization",
            Self::UnknownTenant { .. } => "unknown_tenant",
            Self::OwnerDiffers { .. } => "owner_differs",
            Self::Shares { .. } => "shares",
            Self::List { .. } => "list",
            Self::HeldForRequests { .. } => "held_for_requests",
            Self::RepeatedOwner { .. } => "repeated_owner",
            Self::TenantIsOwner => "tenant_is_owner",
            Self::RowsDisagree { .. } => "rows_disagree",
            Self::AlreadyRegistered { .. } => "already_registered",
            Self::RepeatedOccupancy { .. } => "repeated_occupancy",
            Self::TakesNoCapacity => "takes_no_room",
            Self::NoCapacity { .. } => "no_room",
            Self::ShareRounded { .. } => "share_rounded",
            Self::NearDuplicate { .. } => "near_duplicate",
            Self::OutsideAreas => "outside_areas",
        }
    }

    /// The effect on the row.
    #[must_use]
    pub fn weight(&self) -> Weight {
        match self {
            Self::ShareRounded { .. }
            | Self::HeldForRequests { .. }
            | Self::NearDuplicate { .. }
            | Self::OutsideAreas => Weight::Notice,
            Self::UnknownTenant { .. }
            | Self::TenantIsOwner
            | Self::RowsDisagree { .. }
            | Self::RepeatedOccupancy { .. }
            | Self::TakesNoCapacity
            | Self::NoCapacity { .. } => Weight::Partly,
            Self::Unreadable(_)
            | Self::Missing
            | Self::Untranslated { .. }
            | Self::NotANumber { .. }
            | Self::NotAWholeNumber { .. }
            | Self::Negative { .. }
            | Self::NotADate { .. }
            | Self::NotYesOrNo { .. }
            | Self::UnknownWord { .. }
            | Self::NoPosition
            | Self::Unplaced(_)
            | Self::WrongShape { .. }
            | Self::Attribute { .. }
            | Self::OverInstalled { .. }
            | Self::UnknownOrganization { .. }
            | Self::OwnerDiffers { .. }
            | Self::Shares { .. }
            | Self::List { .. }
            | Self::RepeatedOwner { .. }
            | Self::AlreadyRegistered { .. } => Weight::Refused,
        }
    }
}

/// A fault with its position in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The row number, counted from 1 without the header.
    pub row: u64,
    /// The name of the field in the file, if the fault has one.
    pub field: Option<String>,
    pub fault: RowFault,
    /// The raw row, cut to the length of an excerpt.
    pub raw: String,
}

impl Finding {
    /// The finding in the form of the store.
    #[must_use]
    pub(crate) fn to_stored(&self) -> NewFinding {
        NewFinding {
            row: self.row,
            field: self.field.clone(),
            rule: self.fault.rule(),
            weight: self.fault.weight().as_str(),
            message: message(&self.fault),
            raw: self.raw.clone(),
        }
    }
}
