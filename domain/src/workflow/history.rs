//! The trail of a case: one entry for each accepted command, chained by hashes so that no entry can be changed unseen.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ids::CaseId;

/// What is hashed of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The case.
    pub case: CaseId,
    /// Its place in the trail, from 1.
    pub seq: u64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it took effect, as the law sees it.
    pub legal_at: DateTime<Utc>,
    /// The events, as stored.
    pub events: serde_json::Value,
}

/// An entry whose text was replaced, as a later entry says ([`super::event::Event::TextReplaced`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedEntry {
    /// Its place in the trail.
    pub seq: u64,
    /// The hash that it bears: that of its content before.
    pub was: String,
    /// The hash of its content now.
    pub now: String,
}

/// The events of an entry that says which entries before it were replaced.
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Replacing {
    TextReplaced {
        entries: Vec<ReplacedEntry>,
    },
    #[serde(other)]
    Another,
}

/// What the entries of a trail say of entries before them, if they bear their own hash.
fn replaced<'a>(trail: &[(&'a Entry, Option<&'a str>, &'a str)]) -> BTreeMap<u64, ReplacedEntry> {
    let sound = trail.iter().filter(|(entry, previous, own)| hash(entry, *previous) == *own);
    let events = sound.filter_map(|(entry, ..)| {
        let events = Vec::<Replacing>::deserialize(&entry.events).ok()?;
        Some(events.into_iter().map(|event| (entry.seq, event)))
    });
    let mut found = BTreeMap::new();
    for (seq, event) in events.flatten() {
        if let Replacing::TextReplaced { entries } = event {
            found.extend(entries.into_iter().filter(|entry| entry.seq < seq).map(|entry| (entry.seq, entry)));
        }
    }
    found
}

/// What is wrong with a trail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A number is missing or doubled.
    #[error("entry {found} stands where entry {expected} should")]
    Gap {
        /// The number that should be here.
        expected: u64,
        /// The number that is.
        found: u64,
    },
    /// An entry was changed.
    #[error("entry {seq} does not bear the hash of its content")]
    Changed {
        /// Which.
        seq: u64,
    },
    /// Two entries do not belong together.
    #[error("entry {seq} does not follow the entry before it")]
    Unlinked {
        /// Which.
        seq: u64,
    },
}

/// The hash of an entry that follows another.
#[must_use]
pub fn hash(entry: &Entry, previous: Option<&str>) -> String {
    let mut digest = Sha256::new();
    for part in [
        previous.unwrap_or(""),
        &entry.case.to_string(),
        &entry.seq.to_string(),
        &entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        &entry.legal_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        &canonical(&entry.events).to_string(),
    ] {
        digest.update(part.len().to_string());
        digest.update(":");
        digest.update(part);
    }
    format!("{:x}", digest.finalize())
}

/// The same value with the keys of every object in order, whatever a database did to them.
#[must_use]
pub fn canonical(value: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<_, _> = map.iter().map(|(key, inner)| (key.clone(), canonical(inner))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(canonical).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Checks a whole trail: entries with the hash before them and their own. An entry whose text was replaced bears the hash of its
/// content before, and a later entry says so.
///
/// # Errors
/// The first [`Broken`] place.
pub fn verify<'a, I>(trail: I) -> Result<(), Broken>
where
    I: IntoIterator<Item = (&'a Entry, Option<&'a str>, &'a str)>,
{
    let trail: Vec<_> = trail.into_iter().collect();
    let replaced = replaced(&trail);
    let mut last: Option<String> = None;
    for (expected, (entry, previous, own)) in (1_u64..).zip(trail) {
        if entry.seq != expected {
            return Err(Broken::Gap { expected, found: entry.seq });
        }
        if previous != last.as_deref() {
            return Err(Broken::Unlinked { seq: entry.seq });
        }
        let content = hash(entry, previous);
        let said = replaced.get(&entry.seq).is_some_and(|said| said.was == own && said.now == content);
        if content != own && !said {
            return Err(Broken::Changed { seq: entry.seq });
        }
        last = Some(own.to_owned());
    }
    Ok(())
}
