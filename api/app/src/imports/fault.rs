//! What can be wrong with a row, each with a stable rule name, its weight and its sentence in both
//! languages.

use api_store::assets::imports::findings::NewFinding;

use super::words::message;
use api_geo::position::PositionError;
use api_geo::row::RowError;
use api_geo::shape::Unplaced;
use domain::messages::Message;

/// What a finding means for its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Everything of the row is in; somebody should look at it.
    Notice,
    /// Part of the row is in.
    Partly,
    /// Nothing of the row is in.
    Refused,
}

impl Weight {
    /// The word used in tables and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Partly => "partly",
            Self::Refused => "refused",
        }
    }
}

/// One thing that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The row could not be read.
    Unreadable(RowError),
    /// Nothing stands where something must.
    Missing,
    /// A word the translation table does not have.
    Untranslated {
        found: String,
    },
    NotANumber {
        found: String,
    },
    /// Not a whole number.
    NotAWholeNumber {
        found: String,
    },
    Negative {
        found: i64,
    },
    /// Not a date of the pattern.
    NotADate {
        found: String,
        pattern: String,
    },
    /// Neither yes nor no.
    NotYesOrNo {
        found: String,
    },
    /// A word that is none of ours.
    UnknownWord {
        found: String,
        /// The words that would do.
        known: String,
    },
    /// No geometry and no coordinates.
    NoPosition,
    /// A geometry that is no shape of the register.
    Unplaced(Unplaced),
    /// A shape the kind does not have.
    WrongShape {
        kind: String,
        found: String,
    },
    /// An attribute the catalogue refuses.
    Attribute {
        /// The attribute or unit.
        name: String,
        /// What the catalogue says.
        why: Box<Message>,
        found: String,
    },
    /// Reserved plus used is more than installed.
    OverInstalled {
        unit: String,
        installed: i64,
        /// What the row says is taken.
        taken: i64,
    },
    /// A name nobody knows.
    UnknownOrganization {
        name: String,
    },
    /// A tenant nobody knows; the asset is in all the same.
    UnknownTenant {
        name: String,
    },
    /// The asset belongs to somebody else.
    OwnerDiffers {
        /// Whom the row names.
        found: String,
    },
    /// Shares that do not make a whole.
    Shares {
        /// What the row says.
        percent: f64,
        /// How many own it together.
        owners: usize,
    },
    /// Not a list of owners or tenants as the register writes it.
    List {
        /// What is wrong with it.
        why: Box<Message>,
    },
    /// Places that are held for requests: they belong to their cases and are not taken in.
    HeldForRequests {
        places: usize,
    },
    /// The same organisation twice among the owners.
    RepeatedOwner {
        name: String,
    },
    /// The owner as its own tenant.
    TenantIsOwner,
    /// A row of the same asset says something else.
    RowsDisagree {
        /// The row that was first.
        first_row: u64,
        first: String,
        /// What this one says.
        found: String,
    },
    /// The register had this asset before the import.
    AlreadyRegistered {
        code: String,
    },
    /// The same attachment on an earlier row.
    RepeatedOccupancy {
        reference: String,
        /// The row that was first.
        first_row: u64,
    },
    /// An attachment that takes no unit, which the register cannot hold.
    TakesNoRoom,
    /// More tenants than there is room.
    NoRoom {
        unit: String,
        free: i64,
        /// What the row asks.
        asked: i64,
    },
    /// A whole percentage that is only the rounded equal part.
    ShareRounded {
        /// How many own it together.
        owners: usize,
    },
    /// Another asset of the same kind and owner stands right there.
    NearDuplicate {
        code: String,
        metres: f64,
    },
    /// In no area the register knows; the nearest was taken, or none.
    OutsideAreas,
}

impl Fault {
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
            Self::TakesNoRoom => "takes_no_room",
            Self::NoRoom { .. } => "no_room",
            Self::ShareRounded { .. } => "share_rounded",
            Self::NearDuplicate { .. } => "near_duplicate",
            Self::OutsideAreas => "outside_areas",
        }
    }

    /// What it means for its row.
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
            | Self::TakesNoRoom
            | Self::NoRoom { .. } => Weight::Partly,
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

/// A fault with its place in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Counted from 1, the header not counted.
    pub row: u64,
    /// What the file calls the field, when the fault has one.
    pub field: Option<String>,
    pub fault: Fault,
    /// The row as written, cut to the bound of an excerpt.
    pub raw: String,
}

impl Finding {
    /// The finding as the store keeps it.
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
