//! The message of each fault of a row.

use domain::messages::{ImportProblem, Message};

use super::fault::Fault;
use api_geo::position::PositionError;
use api_geo::row::RowError;
use api_geo::shape::Unplaced;

/// The message for people.
#[must_use]
pub fn message(fault: &Fault) -> Message {
    let problem = match fault.clone() {
        Fault::Unreadable(unreadable) => return unreadable_message(unreadable),
        Fault::Missing => ImportProblem::Missing,
        Fault::Untranslated { found } => ImportProblem::Untranslated { found },
        Fault::NotANumber { found } => ImportProblem::NotANumber { found },
        Fault::NotAWholeNumber { found } => ImportProblem::NotAWholeNumber { found },
        Fault::Negative { found } => ImportProblem::Negative { found },
        Fault::NotADate { found, pattern } => ImportProblem::NotADate { found, pattern },
        Fault::NotYesOrNo { found } => ImportProblem::NotYesOrNo { found },
        Fault::UnknownWord { found, known } => ImportProblem::UnknownWord { found, known },
        Fault::NoPosition => ImportProblem::NoPosition,
        Fault::Unplaced(unplaced) => unplaced_problem(unplaced),
        Fault::WrongShape { kind, found } => ImportProblem::WrongShape { kind, found },
        Fault::Attribute { name, why, found } => ImportProblem::Attribute { name, why: *why, found },
        Fault::OverInstalled { unit, installed, taken } => ImportProblem::OverInstalled { unit, installed, taken },
        Fault::UnknownOrganization { name } | Fault::UnknownTenant { name } => {
            ImportProblem::UnknownOrganization { name }
        }
        Fault::OwnerDiffers { found } => ImportProblem::OwnerDiffers { found },
        Fault::Shares { percent, owners } => ImportProblem::Shares { percent, owners },
        Fault::List { why } => ImportProblem::List { why: *why },
        Fault::HeldForRequests { places } => ImportProblem::HeldForRequests { places },
        Fault::RepeatedOwner { name } => ImportProblem::RepeatedOwner { name },
        Fault::TenantIsOwner => ImportProblem::TenantIsOwner,
        Fault::RowsDisagree { first_row, first, found } => ImportProblem::RowsDisagree { first_row, first, found },
        Fault::AlreadyRegistered { code } => ImportProblem::AlreadyRegistered { code },
        Fault::RepeatedOccupancy { reference, first_row } => ImportProblem::RepeatedOccupancy { reference, first_row },
        Fault::TakesNoRoom => ImportProblem::TakesNoRoom,
        Fault::NoRoom { unit, free, asked } => ImportProblem::NoRoom { unit, free, asked },
        Fault::ShareRounded { owners } => ImportProblem::ShareRounded { owners },
        Fault::NearDuplicate { code, metres } => ImportProblem::NearDuplicate { code, metres: format!("{metres:.1}") },
        Fault::OutsideAreas => ImportProblem::OutsideAreas,
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
