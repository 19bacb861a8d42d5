//! Two worlds: what a viewer may not see changes nothing that the viewer receives.
//!
//! Both worlds are copies of one database, so everything in it has the same ids and instants. Then hidden histories happen, each
//! in a step that draws its random bytes from a seed of its own ([`crate::in_process_server::Steps`]), so that a step after them makes
//! the same ids in both worlds, whatever happened before. Copies with seeds per step were preferred to renaming ids after the
//! fact: order by id is then part of what is compared. Hidden histories happen on the day before the calls: the daily series of
//! dossier codes, which the law wants without gaps, then begins at the same number. Viewers then make the same generated calls in
//! both worlds, and receive the same bytes.
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
pub use run::{Walk, walk};
