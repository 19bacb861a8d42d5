//! Validity periods in whole days.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// From one day until the day before another: `[from, to)`. A missing end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validity {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// Two validities of one key that share a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` is valid twice: {one} and {other}")]
pub struct Clash<K: std::fmt::Debug + std::fmt::Display> {
    pub key: K,
    pub one: Validity,
    pub other: Validity,
}

impl Validity {
    /// An interval of at least one day; `None` when it ends before it begins.
    #[must_use]
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Self> {
        let empty = from.zip(to).is_some_and(|(from, to)| to <= from);
        (!empty).then_some(Self { from, to })
    }

    /// The first day; `None` when the start is open.
    #[must_use]
    pub fn from(self) -> Option<NaiveDate> {
        self.from
    }

    /// The first day after the period; `None` while the end is open.
    #[must_use]
    pub fn to(self) -> Option<NaiveDate> {
        self.to
    }

    #[must_use]
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Reports whether the two periods share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let begins_before_end = |one: Self, other: Self| match (one.from, other.to) {
            (Some(from), Some(to)) => from < to,
            (None, _) | (_, None) => true,
        };
        begins_before_end(self, other) && begins_before_end(other, self)
    }

    /// Reports whether the period covers every day of the other.
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        let begins_in_time = match (self.from, other.from) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => own <= other,
        };
        let lasts = match (self.to, other.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(other)) => other <= own,
        };
        begins_in_time && lasts
    }
}

impl std::fmt::Display for Validity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.from, self.to) {
            (None, None) => f.write_str("always"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(to)) => write!(f, "until {to}"),
            (Some(from), Some(to)) => write!(f, "from {from} until {to}"),
        }
    }
}

/// The first two validities of one key that overlap.
#[must_use]
pub fn clash<K>(of: impl IntoIterator<Item = (K, Validity)>) -> Option<Clash<K>>
where
    K: Ord + std::fmt::Debug + std::fmt::Display,
{
    let mut by_key: BTreeMap<K, Vec<Validity>> = BTreeMap::new();
    for (key, validity) in of {
        by_key.entry(key).or_default().push(validity);
    }
    by_key.into_iter().find_map(|(key, mut validities)| {
        validities.sort_by_key(|validity| validity.from);
        let twice = validities.iter().zip(validities.iter().skip(1)).find(|(one, other)| one.overlaps(**other));
        twice.map(|(one, other)| (*one, *other)).map(|(one, other)| Clash { key, one, other })
    })
}
