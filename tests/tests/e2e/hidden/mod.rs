//! Hidden data changes no answer: neither by a search word nor by a sent id, a version, a
//! reservation or the text of a letter.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod campaigns;
mod drafts;
mod ids;
mod messages;
mod probes;
mod reservations;
mod search;
mod things;
mod versions;
