//! Since when and until when something holds.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// From one day until the day before another: `[from, to)`. A missing end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Validity {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// Two validities of one thing that hold on the same day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` is valid twice: {one} and {other}")]
pub struct Clash<K: std::fmt::Debug + std::fmt::Display> {
    /// The thing.
    pub key: K,
    /// The earlier validity.
    pub one: Validity,
    /// The later one.
    pub other: Validity,
}

impl Validity {
    /// An interval of at least one day; `None` when it ends before it begins.
    #[must_use]
    pub fn new(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Self> {
        let empty = from.zip(to).is_some_and(|(from, to)| to <= from);
        (!empty).then_some(Self { from, to })
    }

    /// The first day; `None` when it has always held.
    #[must_use]
    pub fn from(self) -> Option<NaiveDate> {
        self.from
    }

    /// The first day on which it holds no longer; `None` while no end is known.
    #[must_use]
    pub fn to(self) -> Option<NaiveDate> {
        self.to
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day < to)
    }

    /// Whether there is a day on which both hold.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let begins_before_end = |one: Self, other: Self| match (one.from, other.to) {
            (Some(from), Some(to)) => from < to,
            (None, _) | (_, None) => true,
        };
        begins_before_end(self, other) && begins_before_end(other, self)
    }

    /// Whether it holds on every day on which the other does.
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
