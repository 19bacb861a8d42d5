//! The schedule of arrivals. The same settings give the same schedule.

use std::time::Duration;

/// The kind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Asset,
    /// A page of assets in a box.
    Page,
    /// A page of the map service in a box.
    Features,
    Tile,
    Transition,
}

#[derive(Debug, Clone, Copy)]
pub struct Arrival {
    /// The time since the start.
    pub at: Duration,
    pub kind: Kind,
    /// A number by which the request picks its asset or place.
    pub pick: u32,
}

/// The arrivals of a duration in seconds at a rate per second.
#[must_use]
pub fn arrivals(seconds: u32, rate: u32) -> Vec<Arrival> {
    let gap = Duration::from_secs(1) / rate;
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 8
    };
    let arrival = |n: u32| {
        let (share, pick) = (next() % 100, next());
        let kind = match share {
            0..45 => Kind::Asset,
            45..65 => Kind::Page,
            65..75 => Kind::Features,
            75..90 => Kind::Tile,
            90.. => Kind::Transition,
        };
        Arrival { at: gap * n, kind, pick }
    };
    (0..seconds.saturating_mul(rate)).map(arrival).collect()
}
