//! Why something in reach is no part of an answer.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::messages::Message;

/// Why something in reach is no part of an answer. The first reason that holds, in this order, is the one that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LeftOut {
    /// It is planned, restricted, going or gone.
    NotInService,
    /// Its owner does not share it.
    NotShareable,
    /// What is asked for is not free.
    Full,
    /// It is graded red: nothing is added without make-ready.
    Overloaded,
    /// It is lower than asked for.
    TooLow,
    /// How high it is, nobody has said.
    HeightUnknown,
    /// An end of the duct meets no chamber.
    Detached,
    /// It stands farther from the route than a span.
    TooFarOff,
    /// It is not planned for the days asked for.
    OtherDays,
    /// Nobody has said when.
    DaysUnknown,
    /// More was found than one answer looks at.
    BeyondLimit,
}

impl LeftOut {
    /// As stored, sent and written in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// How often each reason held.
pub type Tally = BTreeMap<LeftOut, u64>;

/// Counts one more.
pub fn count(tally: &mut Tally, why: LeftOut) {
    let so_far = tally.entry(why).or_default();
    *so_far = so_far.saturating_add(1);
}

impl LeftOut {
    /// In words.
    #[must_use]
    pub fn explanation(self) -> Message {
        Message::new("left_out", self.as_str(), Vec::new())
    }
}
