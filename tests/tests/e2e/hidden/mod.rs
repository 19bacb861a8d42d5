//! What somebody may not see changes no answer: not by a word that is searched for, by an id that is sent, by a version, a
//! reservation or the text of a letter.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod campaigns;
mod drafts;
mod ids;
mod letters;
mod probes;
mod reservations;
mod search;
mod things;
mod versions;
