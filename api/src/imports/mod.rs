//! Import: somebody else's file into the register, row by row, with nothing lost and nothing guessed.
//!
//! A [`mapping`] says what the columns mean; [`check`] turns a row into a [`proposal`] or into its faults; the importer
//! puts proposals beside what the register knows and writes them in chunks that survive a kill.

pub mod building;
pub mod catalogue;
pub mod cell;
pub mod check;
pub mod depot;
pub mod fault;
pub mod importer;
pub mod mapping;
pub mod place;
pub mod proposal;
pub mod reader;
pub mod report;
mod run;
pub mod settle;
pub mod shares;
pub mod words;

#[cfg(test)]
mod check_tests;
#[cfg(test)]
mod importer_tests;
