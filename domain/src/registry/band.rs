//! What competitors learn of free room: a band, never a number (GIA art. 4).

use serde::{Deserialize, Serialize};

use super::{capacity::Ledger, kind::UnitNature};

/// Roughly how much room an asset has for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Nothing is free.
    None,
    /// Up to a third.
    Few,
    /// Up to two thirds.
    Some,
    /// More.
    Many,
}

impl Band {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Few, Self::Some, Self::Many];

    /// As stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Few => "few",
            Self::Some => "some",
            Self::Many => "many",
        }
    }

    /// Of one unit.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Self {
        let (free, installed) = (u64::from(ledger.free()), u64::from(ledger.installed));
        if free == 0 {
            Self::None
        } else if free * 3 <= installed {
            Self::Few
        } else if free * 3 <= installed * 2 {
            Self::Some
        } else {
            Self::Many
        }
    }

    /// Of an asset: its best places; none when a load it must carry is used up. `None` when it has no
    /// places at all.
    #[must_use]
    pub fn of_asset<'a>(units: impl IntoIterator<Item = (UnitNature, &'a Ledger)>) -> Option<Self> {
        let (mut places, mut exhausted) = (None, false);
        for (nature, ledger) in units {
            match nature {
                UnitNature::Slot => places = places.max(Some(Self::of(ledger))),
                UnitNature::Budget => exhausted |= ledger.free() == 0,
            }
        }
        if exhausted { places.map(|_| Self::None) } else { places }
    }
}

#[cfg(test)]
mod tests {
    use super::Band;
    use crate::registry::{capacity::Ledger, kind::UnitNature};

    fn ledger(installed: u32, active: u32) -> Ledger {
        Ledger { installed, active, ..Ledger::default() }
    }

    #[test]
    fn a_band_says_little() {
        for (active, band) in [(6, Band::None), (5, Band::Few), (4, Band::Few), (3, Band::Some), (1, Band::Many)] {
            assert_eq!(Band::of(&ledger(6, active)), band, "{active} of 6 taken");
        }
        assert_eq!(Band::of(&ledger(0, 0)), Band::None);
    }

    #[test]
    fn free_positions_are_no_room_when_the_load_is_used_up() {
        let (positions, load) = (ledger(6, 1), ledger(9_000, 9_000));
        assert_eq!(Band::of_asset([(UnitNature::Slot, &positions)]), Some(Band::Many));
        assert_eq!(Band::of_asset([(UnitNature::Slot, &positions), (UnitNature::Budget, &load)]), Some(Band::None));
        assert_eq!(Band::of_asset([(UnitNature::Budget, &load)]), None);
    }
}
