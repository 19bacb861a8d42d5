//! The reasons that exclude an asset in reach from a result.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::messages::Message;

/// Why an asset in reach is excluded from a result. The result names the first matching reason in
/// this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum LeftOut {
    /// Planned, restricted, or (being) removed.
    NotInService,
    /// The owner does not share the asset.
    NotShareable,
    /// The requested capacity is not free.
    Full,
    /// Graded red: no addition without make-ready.
    Overloaded,
    /// The asset is lower than required.
    TooLow,
    /// The height is unknown.
    HeightUnknown,
    /// An end of the duct meets no chamber.
    Detached,
    /// Further from the route than a span.
    TooFarOff,
    /// Not planned for the requested days.
    OtherDays,
    /// The days are unknown.
    DaysUnknown,
    /// Beyond the limit of assets for one result.
    BeyondLimit,
}

impl LeftOut {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The number of assets by reason.
pub type Tally = BTreeMap<LeftOut, u64>;

pub fn count(tally: &mut Tally, why: LeftOut) {
    let so_far = tally.entry(why).or_default();
    *so_far = so_far.saturating_add(1);
}

impl LeftOut {
    /// The explanation for readers.
    #[must_use]
    pub fn explanation(self) -> Message {
        Message::new("left_out", self.as_str(), Vec::new())
    }
}
