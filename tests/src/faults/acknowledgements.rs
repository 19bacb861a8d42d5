//! The ledger of acknowledgements: every change carries a mark, and the ledger records its answer.
//! The count compares the database with the ledger.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Adds an asset to the register.
    Asset,
    /// Changes the address of an asset.
    AssetEdit,
    /// Drafts a sharing request.
    Draft,
    /// Performs an action on a case.
    Action,
    /// Writes a message in a case.
    Message,
    /// Uploads a document to a case.
    Document,
    /// Marks a notification as read.
    Read,
    Organization,
    /// Changes the English name of an organisation.
    OrganizationEdit,
    Subscription,
    /// Logs a person in.
    Login,
    /// Logs a person out.
    Logout,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Asset,
        Self::AssetEdit,
        Self::Draft,
        Self::Action,
        Self::Message,
        Self::Document,
        Self::Read,
        Self::Organization,
        Self::OrganizationEdit,
        Self::Subscription,
        Self::Login,
        Self::Logout,
    ];
}

/// The final answer to a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// No answer yet, or never.
    Unanswered,
    /// Answered with a status 2xx.
    Acknowledged,
    /// 4xx, with the text of the answer.
    Refused(String),
}

/// A change that a client sent.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The unique mark in its content.
    pub mark: String,
    pub kind: Kind,
    pub outcome: Outcome,
    /// The id or token that the answer named.
    pub subject: String,
    /// The number of attempts.
    pub attempts: u32,
    /// The time of the answer.
    pub answered: Option<Instant>,
}

/// The results of requests, attempt by attempt.
#[derive(Debug, Clone, Default)]
pub struct Attempts {
    /// Counts by status, or by the error below HTTP.
    pub by_result: BTreeMap<String, u64>,
    /// The duration of the longest attempt.
    pub slowest: Duration,
}

/// The ledger of acknowledgements.
#[derive(Debug, Default)]
pub struct Acknowledgements {
    entries: Mutex<Vec<Entry>>,
    attempts: Mutex<BTreeMap<String, Attempts>>,
}

impl Acknowledgements {
    /// Enters a new change; returns its place and its mark.
    ///
    /// # Panics
    /// Never.
    pub fn begin(&self, kind: Kind) -> (usize, String) {
        let mut entries = self.entries.lock().expect("the ledger");
        let (place, mark) = (entries.len(), format!("mk{:07}z", entries.len()));
        let outcome = Outcome::Unanswered;
        entries.push(Entry { mark: mark.clone(), kind, outcome, subject: String::new(), attempts: 0, answered: None });
        (place, mark)
    }

    /// Records an answer.
    ///
    /// # Panics
    /// When no change was begun at `place`.
    pub fn answered(&self, place: usize, outcome: Outcome, subject: &str) {
        let mut entries = self.entries.lock().expect("the ledger");
        let entry = entries.get_mut(place).expect("a change that was begun");
        (entry.outcome, entry.answered) = (outcome, Some(Instant::now()));
        subject.clone_into(&mut entry.subject);
    }

    /// Records an attempt: its address, result and duration.
    ///
    /// # Panics
    /// When no change was begun at `place`.
    pub fn attempted(&self, place: usize, address: &str, result: &str, took: Duration) {
        self.entries.lock().expect("the ledger").get_mut(place).expect("a change that was begun").attempts += 1;
        let mut all = self.attempts.lock().expect("the attempts");
        let attempts = all.entry(address.to_owned()).or_default();
        *attempts.by_result.entry(result.to_owned()).or_default() += 1;
        attempts.slowest = attempts.slowest.max(took);
    }

    /// The results of attempts, by address.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn attempts(&self) -> BTreeMap<String, Attempts> {
        self.attempts.lock().expect("the attempts").clone()
    }

    /// Resets the results of attempts.
    ///
    /// # Panics
    /// Never.
    pub fn forget_attempts(&self) {
        self.attempts.lock().expect("the attempts").clear();
    }

    /// All changes so far.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.entries.lock().expect("the ledger").clone()
    }

    /// The number of acknowledged changes.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.entries().iter().filter(|entry| entry.outcome == Outcome::Acknowledged).count()
    }
}
