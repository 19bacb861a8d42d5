//! The trail of a case: one entry for each accepted command. A chain of hashes makes every change
//! of an entry detectable.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ids::CaseId;
use crate::text::{checked::cleaned, json::rewritten};

/// The schema migration that replaced text in existing entries: the only one that may record such a
/// replacement.
pub const CLEANING_STEP: &str = "m0027_clean_text";
/// The action of the migration's entry.
pub const CLEANING_ACTION: &str = "replace_text";
/// The event in the migration's entry.
const TEXT_REPLACED: &str = "text_replaced";

/// The hashed part of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub case: CaseId,
    /// The position in the trail, from 1.
    pub seq: u64,
    /// The instant of recording.
    pub at: DateTime<Utc>,
    /// The legal instant of the step.
    pub legal_at: DateTime<Utc>,
    /// The events, as stored.
    pub events: serde_json::Value,
}

/// An entry whose text was replaced, as recorded in a later entry
/// ([`super::event::Event::TextReplaced`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedEntry {
    /// The position in the trail.
    pub seq: u64,
    /// The recorded hash: that of the previous content.
    pub was: String,
    /// The hash of the new content.
    pub now: String,
}

/// The statement of a valid trail about replaced entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replacement {
    /// The position of the entry that records the replacement.
    pub named_by: u64,
    /// The number of entries with the hash of their previous content.
    pub entries: u64,
}

/// The event that records the replaced entries.
#[derive(Deserialize)]
struct Replacing {
    step: String,
    entries: Vec<ReplacedEntry>,
}

/// Reports whether an entry records a replacement.
fn names_replaced(entry: &Entry) -> bool {
    let mut events = entry.events.as_array().into_iter().flatten();
    events.any(|event| event.get("event").and_then(serde_json::Value::as_str) == Some(TEXT_REPLACED))
}

/// The position of the entry that records the replacements, and its statement on each; `None` when
/// no such entry exists, when two exist, and when the entry differs from what [`CLEANING_STEP`]
/// writes: one event that names each entry once.
fn naming_entry(trail: &[(&Entry, Option<&str>, &str)]) -> Option<(u64, BTreeMap<u64, ReplacedEntry>)> {
    let mut candidates = trail.iter().filter(|(entry, ..)| names_replaced(entry));
    let (entry, previous, own) = candidates.next()?;
    let [event] = entry.events.as_array()?.as_slice() else { return None };
    let said = Replacing::deserialize(event).ok()?;
    let named = said.entries.len();
    let entries: BTreeMap<_, _> = said.entries.into_iter().map(|replaced| (replaced.seq, replaced)).collect();
    let is_alone = candidates.next().is_none() && said.step == CLEANING_STEP;
    let names_each_once = entries.len() == named && entries.keys().all(|seq| *seq < entry.seq);
    let is_sound = is_alone && names_each_once && hash(entry, *previous) == *own;
    is_sound.then_some((entry.seq, entries))
}

/// Reports whether cleaning changes nothing in the events of an entry.
fn is_clean(entry: &Entry) -> bool {
    rewritten(&entry.events.to_string(), cleaned) == Ok(None)
}

/// Why a trail is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// A number is missing or repeated.
    #[error("entry {found} stands where entry {expected} should")]
    Gap { expected: u64, found: u64 },
    /// An entry was changed.
    #[error("entry {seq} does not bear the hash of its content")]
    Changed { seq: u64 },
    /// The hash of the previous entry does not match.
    #[error("entry {seq} does not follow the entry before it")]
    Unlinked { seq: u64 },
    /// An entry records a text replacement, which only [`CLEANING_STEP`] may do, once and in a
    /// separate entry.
    #[error("entry {seq} says that text was replaced, but not as {step} says it", step = CLEANING_STEP)]
    NotReplaced { seq: u64 },
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

/// The same value with sorted object keys, independent of the key order in a database.
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

/// Checks a whole trail: entries with the previous hash and their own hash. An entry with replaced
/// text keeps the hash of its previous content, and the single entry of [`CLEANING_STEP`] records
/// it; the replaced entry then has exactly the recorded content, and clean text.
///
/// # Errors
/// The first [`HistoryError`].
pub fn verify<'a, I>(trail: I) -> Result<Option<Replacement>, HistoryError>
where
    I: IntoIterator<Item = (&'a Entry, Option<&'a str>, &'a str)>,
{
    let trail: Vec<_> = trail.into_iter().collect();
    let (named_by, named) = naming_entry(&trail).unzip();
    let named = named.unwrap_or_default();
    let mut last: Option<String> = None;
    let mut entries: u64 = 0;
    for (expected, (entry, previous, own)) in (1_u64..).zip(trail) {
        if entry.seq != expected {
            return Err(HistoryError::Gap { expected, found: entry.seq });
        }
        if previous != last.as_deref() {
            return Err(HistoryError::Unlinked { seq: entry.seq });
        }
        let content = hash(entry, previous);
        if content != own {
            let said = named.get(&entry.seq).is_some_and(|said| said.was == own && said.now == content);
            if !said || !is_clean(entry) {
                return Err(HistoryError::Changed { seq: entry.seq });
            }
            entries = entries.saturating_add(1);
        }
        if names_replaced(entry) && named_by != Some(entry.seq) {
            return Err(HistoryError::NotReplaced { seq: entry.seq });
        }
        last = Some(own.to_owned());
    }
    Ok(named_by.map(|named_by| Replacement { named_by, entries }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    struct Line {
        entry: Entry,
        previous: Option<String>,
        own: String,
    }

    fn add(trail: &mut Vec<Line>, events: Value) {
        let at = DateTime::UNIX_EPOCH;
        let seq = u64::try_from(trail.len()).unwrap() + 1;
        let entry = Entry { case: CaseId::new(Uuid::from_u128(7)), seq, at, legal_at: at, events };
        let previous = trail.last().map(|line| line.own.clone());
        let own = hash(&entry, previous.as_deref());
        trail.push(Line { entry, previous, own });
    }

    /// Two entries, the first with a title that was replaced, and the record of the replacement.
    fn replaced(title: &str) -> (Vec<Line>, Value) {
        let mut trail = Vec::new();
        add(&mut trail, json!([{"event": "opened", "title": "Trần\u{7} Hưng Đạo"}]));
        add(&mut trail, json!([{"event": "offered"}]));
        let was = trail[0].own.clone();
        trail[0].entry.events = json!([{"event": "opened", "title": title}]);
        let now = hash(&trail[0].entry, None);
        (trail, json!({"seq": 1, "was": was, "now": now}))
    }

    fn said(step: &str, entries: &[&Value]) -> Value {
        json!({"event": "text_replaced", "step": step, "entries": entries})
    }

    fn found(mut trail: Vec<Line>, more: Vec<Value>) -> Result<Option<Replacement>, HistoryError> {
        for events in more {
            add(&mut trail, events);
        }
        verify(trail.iter().map(|line| (&line.entry, line.previous.as_deref(), line.own.as_str())))
    }

    proptest::proptest! {
        /// A place has all digits of a double. The parser must read exactly what was stored.
        #[test]
        fn an_entry_with_any_number_has_the_same_hash_after_a_read(bits: u64) {
            let number = f64::from_bits(bits);
            proptest::prop_assume!(number.is_finite());
            let mut trail = Vec::new();
            add(&mut trail, json!([{"event": "opened", "place": [number, number]}]));
            let stored = trail[0].entry.events.to_string();
            trail[0].entry.events = serde_json::from_str(&stored).unwrap();
            proptest::prop_assert_eq!(hash(&trail[0].entry, None), trail[0].own.clone());
        }
    }

    #[test]
    fn only_the_entry_of_the_step_excuses_another_content() {
        let title = "Trần Hưng Đạo";
        let (trail, first) = replaced(title);
        let sound = said(CLEANING_STEP, &[&first]);
        let accepted = Ok(Some(Replacement { named_by: 3, entries: 1 }));
        assert_eq!(found(trail, vec![json!([sound]), json!([{"event": "offered"}])]), accepted);
        let (mut later, mut other) = (first.clone(), first.clone());
        later["seq"] = json!(4);
        other["now"] = first["was"].clone();
        for forged in [
            vec![],
            vec![json!([said("m0028_another", &[&first])])],
            vec![json!([sound]), json!([sound])],
            vec![json!([sound, {"event": "offered"}])],
            vec![json!([sound, sound])],
            vec![json!([said(CLEANING_STEP, &[&first, &first])])],
            vec![json!([said(CLEANING_STEP, &[&first, &later])])],
            vec![json!([said(CLEANING_STEP, &[&other])])],
        ] {
            assert_eq!(found(replaced(title).0, forged.clone()), Err(HistoryError::Changed { seq: 1 }), "{forged:?}");
        }
        // The migration never writes text that is not clean.
        let (trail, first) = replaced("Trần\u{202e} Hưng Đạo");
        let reported = json!([said(CLEANING_STEP, &[&first])]);
        assert_eq!(found(trail, vec![reported]), Err(HistoryError::Changed { seq: 1 }));
    }

    #[test]
    fn an_entry_that_says_it_otherwise_is_found_where_nothing_was_replaced() {
        let mut trail = Vec::new();
        add(&mut trail, json!([{"event": "opened"}]));
        let reported = vec![json!([said("m0028_another", &[])])];
        assert_eq!(found(trail, reported), Err(HistoryError::NotReplaced { seq: 2 }));
        // The record names an entry after itself.
        let mut early = Vec::new();
        let next = json!({"seq": 2, "was": "", "now": ""});
        add(&mut early, json!([said(CLEANING_STEP, &[&next])]));
        assert_eq!(found(early, vec![json!([{"event": "offered"}])]), Err(HistoryError::NotReplaced { seq: 1 }));
    }
}
