//! What people were told: every change carries a mark, and its answer is written down here. The database is held against it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An asset is registered.
    Asset,
    /// An asset is corrected.
    AssetEdit,
    /// A sharing request is drafted.
    Draft,
    /// An action is taken on a case.
    Action,
    /// A message is written in a case.
    Message,
    /// A document is put on file.
    Document,
    /// A notification is marked as read.
    Read,
    /// An organisation is entered.
    Organization,
    /// An organisation is changed.
    OrganizationEdit,
    /// A subscription is made.
    Subscription,
    /// A person logs in.
    Login,
    /// A person logs out.
    Logout,
}

impl Kind {
    /// All of them.
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

/// How a change was answered in the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Not yet, or never.
    Unanswered,
    /// 2xx.
    Acknowledged,
    /// 4xx, with what it said.
    Refused(String),
}

/// One change.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it carries.
    pub mark: String,
    /// What it is.
    pub kind: Kind,
    /// How it was answered.
    pub outcome: Outcome,
    /// What its answer named: an id, a token.
    pub subject: String,
    /// How often it was sent.
    pub attempts: u32,
    /// When it was answered.
    pub answered: Option<Instant>,
}

/// How requests went, attempt by attempt.
#[derive(Debug, Clone, Default)]
pub struct Attempts {
    /// By status, or by what went wrong below HTTP.
    pub by_result: BTreeMap<String, u64>,
    /// The longest of all.
    pub slowest: Duration,
}

/// The ledger of acknowledgements.
#[derive(Debug, Default)]
pub struct Acknowledgements {
    entries: Mutex<Vec<Entry>>,
    attempts: Mutex<BTreeMap<String, Attempts>>,
}

impl Acknowledgements {
    /// A mark for a new change: its place, and the word.
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

    /// Writes an answer down.
    ///
    /// # Panics
    /// When the place was never begun.
    pub fn answered(&self, place: usize, outcome: Outcome, subject: &str) {
        let mut entries = self.entries.lock().expect("the ledger");
        let entry = entries.get_mut(place).expect("a change that was begun");
        (entry.outcome, entry.answered) = (outcome, Some(Instant::now()));
        subject.clone_into(&mut entry.subject);
    }

    /// Writes an attempt down: at which address, how it went, how long it took.
    ///
    /// # Panics
    /// When the place was never begun.
    pub fn attempted(&self, place: usize, address: &str, result: &str, took: Duration) {
        self.entries.lock().expect("the ledger").get_mut(place).expect("a change that was begun").attempts += 1;
        let mut all = self.attempts.lock().expect("the attempts");
        let attempts = all.entry(address.to_owned()).or_default();
        *attempts.by_result.entry(result.to_owned()).or_default() += 1;
        attempts.slowest = attempts.slowest.max(took);
    }

    /// How attempts went, by address.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn attempts(&self) -> BTreeMap<String, Attempts> {
        self.attempts.lock().expect("the attempts").clone()
    }

    /// Begins to count attempts anew.
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

    /// How many are acknowledged.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.entries().iter().filter(|entry| entry.outcome == Outcome::Acknowledged).count()
    }
}
