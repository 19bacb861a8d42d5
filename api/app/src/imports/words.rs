//! The message of each fault of a row.

use domain::messages::{ImportProblem, Message};

use super::fault::RowFault;
use api_geo::position::PositionError;
use api_geo::row::RowError;
use api_geo::shape::Unplaced;

/// The message for people.
#[must_use]
pub fn message(fault: &RowFault) -> Message {
    let problem = match fault.clone() {
        RowFault::Unreadable(unreadable) => return unreadable_message(unreadable),
        RowFault::Missing => ImportProblem::Missing,
        RowFault::Untranslated { found } => ImportProblem::Untranslated { found },
        RowFault::NotANumber { found } => ImportProblem::NotANumber { found },
        RowFault::NotAWholeNumber { found } => ImportProblem::NotAWholeNumber { found },
        RowFault::Negative { found } => ImportProblem::Negative { found },
        RowFault::NotADate { found, pattern } => ImportProblem::NotADate { found, pattern },
        RowFault::NotYesOrNo { found } => ImportProblem::NotYesOrNo { found },
        RowFault::UnknownWord { found, known } => ImportProblem::UnknownWord { found, known },
        RowFault::NoPosition => ImportProblem::NoPosition,
        RowFault::Unplaced(unplaced) => unplaced_problem(unplaced),
        RowFault::WrongShape { kind, found } => ImportProblem::WrongShape { kind, found },
        RowFault::Attribute { name, why, found } => ImportProblem::Attribute { name, why: *why, found },
        RowFault::OverInstalled { unit, installed, taken } => ImportProblem::OverInstalled { unit, installed, taken },
        RowFault::UnknownOrganization { name } | RowFault::UnknownTenant { name } => {
            ImportProblem::UnknownOrganization { name }
        }
        RowFault::OwnerDiffers { found } => ImportProblem::OwnerDiffers { found },
        RowFault::Shares { percent, owners } => ImportProblem::Shares { percent, owners },
        RowFault::List { why } => ImportProblem::List { why: *why },
        RowFault::HeldForRequests { places } => ImportProblem::HeldForRequests { places },
        RowFault::RepeatedOwner { name } => ImportProblem::RepeatedOwner { name },
        RowFault::TenantIsOwner => ImportProblem::TenantIsOwner,
        RowFault::RowsDisagree { first_row, first, found } => ImportProblem::RowsDisagree { first_row, first, found },
        RowFault::AlreadyRegistered { code } => ImportProblem::AlreadyRegistered { code },
        RowFault::RepeatedOccupancy { reference, first_row } => {
            ImportProblem::RepeatedOccupancy { reference, first_row }
        }
        RowFault::TakesNoCapacity => ImportProblem::TakesNoCapacity,
        RowFault::NoCapacity { unit, free, asked } => ImportProblem::NoCapacity { unit, free, asked },
        RowFault::ShareRounded { owners } => ImportProblem::ShareRounded { owners },
        RowFault::NearDuplicate { code, metres } => {
            ImportProblem::NearDuplicate { code, metres: format!("{metres:.1}") }
        }
        RowFault::OutsideAreas => ImportProblem::OutsideAreas,
    };
    problem.into()
}

fn unreadable_message(unreadable: RowError) -> Message {
    let problem = match unreadable {
        RowError::NotUtf8 { .. } => ImportProblem::NotUtf8,
        RowError::Columns { expected, found } => ImportProblem::Columns { expected, found },
        RowError::ZeroCharacter => ImportProblem::ZeroCharacter,
        RowError::Text(error) => return error.into(),
        RowError::TooLong { limit } => ImportProblem::RowTooLong { limit },
        RowError::Broken { what } => ImportProblem::BrokenRecord { what },
        RowError::NotAFeature { what } => ImportProblem::NotAFeature { what },
    };
    problem.into()
}

fn unplaced_problem(unplaced: Unplaced) -> ImportProblem {
    match unplaced {
        Unplaced::PositionError(misplaced) => match misplaced {
            PositionError::NotFinite => ImportProblem::PositionNotFinite,
            PositionError::Swapped => ImportProblem::PositionSwapped,
            PositionError::Metres => ImportProblem::PositionInMetres,
            PositionError::Degrees => ImportProblem::PositionInDegrees,
            PositionError::OutOfRange => ImportProblem::PositionOutOfRange,
            PositionError::Null => ImportProblem::PositionNull,
        },
        Unplaced::TooManyVertices { found, limit } => ImportProblem::TooManyVertices { found, limit },
        Unplaced::Unsupported(found) => ImportProblem::GeometryType { found: found.to_owned() },
        Unplaced::AcrossAntimeridian => ImportProblem::AcrossAntimeridian,
        Unplaced::Malformed(what) => ImportProblem::GeometryMalformed { what },
    }
}
