//! What somebody may not see changes no answer: not by a word that is searched for, by an id that is sent, by a version, a
//! reservation or the text of a letter.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod hidden {
    pub(crate) mod campaigns;
    pub(crate) mod drafts;
    pub(crate) mod ids;
    pub(crate) mod letters;
    pub(crate) mod probes;
    pub(crate) mod reservations;
    pub(crate) mod search;
    pub(crate) mod things;
    pub(crate) mod versions;
}
