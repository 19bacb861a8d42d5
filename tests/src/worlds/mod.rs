//! Two worlds: data hidden from a viewer changes no response to that viewer.
//!
//! Both worlds are copies of one database, so all its rows have the same ids and instants. Then
//! hidden histories happen, each in a step that draws its random bytes from a seed of its own
//! ([`crate::in_process_server::Steps`]), so that later steps generate the same ids in both worlds,
//! whatever happened before. Copies with seeds per step were preferred to renaming ids afterwards:
//! order by id is then part of the comparison. Hidden histories happen on the day before the calls:
//! the daily series of dossier codes, which the law requires without gaps, then begins at the same
//! number. Viewers then make the same generated calls in both worlds, and receive the same bytes.
#![expect(clippy::indexing_slicing, reason = "tests may stop where they are")]

mod answer;
mod bands;
mod base;
mod bodies;
mod calls;
mod chance;
mod contract;
mod generators;
mod histories;
mod pair;
mod pools;
mod probes;
mod report;
mod run;
mod values;
mod viewers;

pub use base::Base;
pub use contract::Contract;
pub use histories::History;
pub use report::Report;
pub use run::{RunParameters, run_worlds};
