//! Why something in reach is no part of an answer.

use std::collections::BTreeMap;

use crate::{messages::Message, words::words};

words! {
    /// Why something in reach is no part of an answer. The first reason that holds, in this order, is the one that is told.
    LeftOut {
        /// It is planned, restricted, going or gone.
        NotInService = "not_in_service",
        /// Its owner does not share it.
        NotShareable = "not_shareable",
        /// What is asked for is not free.
        Full = "full",
        /// It is graded red: nothing is added without make-ready.
        Overloaded = "overloaded",
        /// It is lower than asked for.
        TooLow = "too_low",
        /// How high it is, nobody has said.
        HeightUnknown = "height_unknown",
        /// An end of the duct meets no chamber.
        Detached = "detached",
        /// It stands farther from the route than a span.
        TooFarOff = "too_far_off",
        /// It is not planned for the days asked for.
        OtherDays = "other_days",
        /// Nobody has said when.
        DaysUnknown = "days_unknown",
        /// More was found than one answer looks at.
        BeyondLimit = "beyond_limit",
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
