//! Money: whole Vietnamese dong, never negative.

use serde::{Deserialize, Serialize};

/// An amount in whole VND.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Vnd(i64);

impl Vnd {
    /// An amount; `None` when it is negative.
    #[must_use]
    pub fn new(amount: i64) -> Option<Self> {
        (amount >= 0).then_some(Self(amount))
    }

    #[must_use]
    pub fn amount(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for Vnd {
    type Error = &'static str;
    fn try_from(amount: i64) -> Result<Self, &'static str> {
        Self::new(amount).ok_or("an amount of money cannot be below 0")
    }
}

impl From<Vnd> for i64 {
    fn from(amount: Vnd) -> Self {
        amount.0
    }
}
