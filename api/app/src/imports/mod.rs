//! Imports an external file into the register, row by row, without lost rows and without guesses.
//!
//! A [`mapping`] describes the columns; [`check`] turns a row into a [`proposal`] or into its
//! faults; the importer compares proposals with the register and writes them in chunks that survive
//! a kill.

pub mod assemble;
pub mod catalogue;
pub mod cell;
pub mod check;
pub mod fault;
pub mod import_file_store;
pub mod importer;
mod kinds;
mod listed;
pub mod mapping;
pub mod place;
pub mod proposal;
pub mod queries;
pub mod reader;
pub mod report;
pub mod resolve;
pub mod roll_back;
mod run;
pub mod save_mapping;
pub mod shares;
pub mod start;
pub mod suggest;
pub mod words;

use std::collections::BTreeSet;

use domain::access::{Actor, Stance};
use domain::ids::OrganizationId;

use crate::command_pipeline::CommandContext;

/// The resource name in the grants.
pub const RESOURCE: &str = "import";

/// The organisation that owns the assets owns the batch; regulators and administrators have their
/// own stances.
fn relations(organization: OrganizationId, context: &CommandContext<'_>) -> BTreeSet<(OrganizationId, Stance)> {
    let offices = context.request.actor().map(Actor::organizations).unwrap_or_default();
    let watching = offices.into_iter().flat_map(|office| [(office, Stance::Admin), (office, Stance::Regulator)]);
    watching.chain([(organization, Stance::Owner)]).collect()
}

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod dirt_tests;
#[cfg(test)]
mod importer_tests;
#[cfg(test)]
mod legal_day_tests;
#[cfg(test)]
mod listed_tests;
#[cfg(test)]
mod stop_tests;

pub use policies::mappings as shipped_mappings;
