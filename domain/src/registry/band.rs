//! Bands of free capacity: a competitor sees a band, never a number (GIA art. 4). Bands are
//! absolute: a policy publishes the thresholds of each unit, so a band means the same for every
//! asset.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{capacity::Ledger, kind::UnitNature};

/// The band of free capacity of a slot unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Band {
    /// Fewer free units than `few`.
    None,
    /// Fewer free units than `some`.
    Few,
    /// Fewer free units than `many`.
    Some,
    /// `many` free units or more.
    Many,
}

/// Whether any part of a budget is free. The amount is never published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum BudgetBand {
    None,
    Available,
}

impl BudgetBand {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Whether a quantity of a unit is free. The better result is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Fit {
    /// The quantity is not free.
    DoesNotFit,
    /// The viewer's band includes numbers that suffice and numbers that do not; only the owner
    /// knows.
    AskOwner,
    /// The quantity is free.
    Fits,
}

/// The least free number of each band of a slot unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandThresholds {
    pub few: u32,
    pub some: u32,
    pub many: u32,
}

/// What a viewer knows of a unit that is visible only in bands. Results depend on this value alone,
/// so equal bands give equal results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UnitBand {
    Slot {
        /// The band of the free capacity.
        band: Band,
        /// The thresholds of the unit.
        thresholds: BandThresholds,
    },
    Budget(BudgetBand),
}

/// The thresholds of all slot units, by unit. A unit has the same thresholds in all kinds of asset.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BandRules(pub BTreeMap<String, BandThresholds>);

impl Band {
    /// The form in the database and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The band of a free number of a slot unit.
    #[must_use]
    pub fn of(thresholds: BandThresholds, free: u32) -> Self {
        match free {
            free if free >= thresholds.many => Self::Many,
            free if free >= thresholds.some => Self::Some,
            free if free >= thresholds.few => Self::Few,
            _ => Self::None,
        }
    }
}

impl BandThresholds {
    /// For a unit that the catalogue no longer contains: something is free, or nothing.
    pub const UNNAMED: Self = Self { few: 1, some: u32::MAX - 1, many: u32::MAX };

    /// Reports whether every band contains a number, and `none` contains 0.
    #[must_use]
    pub fn is_sound(self) -> bool {
        1 <= self.few && self.few < self.some && self.some < self.many
    }

    /// The least number of a band.
    #[must_use]
    pub fn least(self, band: Band) -> u32 {
        match band {
            Band::None => 0,
            Band::Few => self.few,
            Band::Some => self.some,
            Band::Many => self.many,
        }
    }

    /// The least free number for which a quantity gives [`Fit::Fits`] or needs a question to the
    /// owner: the least number of the quantity's own band.
    #[must_use]
    pub fn least_possible(self, quantity: u32) -> u32 {
        self.least(Band::of(self, quantity))
    }
}

impl Fit {
    /// The result for a viewer who sees the number.
    #[must_use]
    pub fn of_free(free: u32, quantity: u32) -> Self {
        if quantity <= free { Self::Fits } else { Self::DoesNotFit }
    }
}

impl UnitBand {
    /// The form in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Slot { band, .. } => band.as_str(),
            Self::Budget(band) => band.as_str(),
        }
    }

    /// Slots for a slot band, load for a budget band.
    #[must_use]
    pub fn nature(self) -> UnitNature {
        match self {
            Self::Slot { .. } => UnitNature::Slot,
            Self::Budget(_) => UnitNature::Budget,
        }
    }

    /// Whether a quantity is free, as far as the band shows.
    #[must_use]
    pub fn fit(self, quantity: u32) -> Fit {
        match self {
            _ if quantity == 0 => Fit::Fits,
            Self::Slot { band, thresholds } if quantity <= thresholds.least(band) => Fit::Fits,
            Self::Slot { band, thresholds } if Band::of(thresholds, quantity) <= band => Fit::AskOwner,
            Self::Budget(BudgetBand::Available) => Fit::AskOwner,
            Self::Slot { .. } | Self::Budget(BudgetBand::None) => Fit::DoesNotFit,
        }
    }
}

impl BandRules {
    /// The thresholds of a slot unit.
    #[must_use]
    pub fn thresholds(&self, unit: &str) -> BandThresholds {
        self.0.get(unit).copied().unwrap_or(BandThresholds::UNNAMED)
    }

    /// The band of a unit, given its free amount.
    #[must_use]
    pub fn of_unit(&self, unit: &str, nature: UnitNature, free: u32) -> UnitBand {
        match nature {
            UnitNature::Slot => {
                let thresholds = self.thresholds(unit);
                UnitBand::Slot { band: Band::of(thresholds, free), thresholds }
            }
            UnitNature::Budget if free > 0 => UnitBand::Budget(BudgetBand::Available),
            UnitNature::Budget => UnitBand::Budget(BudgetBand::None),
        }
    }

    /// The band of a sum over several unknown units: it uses thresholds that no unit exceeds.
    #[must_use]
    pub(crate) fn of_sum(&self, quantity: u32) -> Band {
        let coarsest = self.0.values().copied().reduce(|one, other| BandThresholds {
            few: one.few.max(other.few),
            some: one.some.max(other.some),
            many: one.many.max(other.many),
        });
        Band::of(coarsest.unwrap_or(BandThresholds::UNNAMED), quantity)
    }

    /// The band of an asset: that of its best slot unit. `None` when it has no slot units.
    #[must_use]
    pub fn of_asset<'a>(&self, units: impl IntoIterator<Item = (&'a str, UnitNature, &'a Ledger)>) -> Option<Band> {
        let slots = units.into_iter().filter(|(_, nature, _)| *nature == UnitNature::Slot);
        slots.map(|(unit, _, ledger)| Band::of(self.thresholds(unit), ledger.free())).max()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Band, BandRules, BandThresholds, BudgetBand, Fit, UnitBand};
    use crate::registry::{
        capacity::Ledger,
        kind::UnitNature::{self, Budget, Slot},
    };

    const POSITIONS: BandThresholds = BandThresholds { few: 1, some: 3, many: 6 };

    fn rules() -> BandRules {
        BandRules([("position".to_owned(), POSITIONS)].into())
    }

    fn free(free: u32) -> Ledger {
        Ledger { installed: free.saturating_add(7), own_use: 7, ..Ledger::default() }
    }

    #[test]
    fn a_band_is_absolute() {
        for (number, band) in
            [(0, Band::None), (1, Band::Few), (2, Band::Few), (3, Band::Some), (5, Band::Some), (6, Band::Many)]
        {
            assert_eq!(Band::of(POSITIONS, number), band, "{number}");
            assert_eq!(rules().of_asset([("position", Slot, &free(number))]), Some(band), "{number}");
        }
        assert_eq!(rules().of_asset([("nameless", Slot, &free(9_000))]), Some(Band::Few));
    }

    #[test]
    fn the_best_slot_unit_is_the_band_of_an_asset() {
        let units = [("position", Slot, &free(4)), ("nameless", Slot, &free(0)), ("load", Budget, &free(0))];
        assert_eq!(rules().of_asset(units), Some(Band::Some), "a budget that is used up is told on its own");
        assert_eq!(rules().of_asset([("load", Budget, &free(1))]), None);
        assert_eq!(rules().of_unit("load", Budget, 0), UnitBand::Budget(BudgetBand::None));
        assert_eq!(rules().of_unit("load", Budget, 1), UnitBand::Budget(BudgetBand::Available));
    }

    #[test]
    fn a_quantity_has_three_answers() {
        let answers = |band: UnitBand| [0, 1, 2, 3, 5, 6, 900].map(|quantity| band.fit(quantity));
        let (no, ask, yes) = (Fit::DoesNotFit, Fit::AskOwner, Fit::Fits);
        for (number, expected) in [
            (0, [yes, no, no, no, no, no, no]),
            (2, [yes, yes, ask, no, no, no, no]),
            (5, [yes, yes, yes, yes, ask, no, no]),
            (9, [yes, yes, yes, yes, yes, yes, ask]),
        ] {
            assert_eq!(answers(rules().of_unit("position", Slot, number)), expected, "{number}");
        }
        assert_eq!(answers(UnitBand::Budget(BudgetBand::Available)), [yes, ask, ask, ask, ask, ask, ask]);
        assert_eq!(answers(UnitBand::Budget(BudgetBand::None)), [yes, no, no, no, no, no, no]);
    }

    fn thresholds() -> impl Strategy<Value = BandThresholds> {
        (1_u32..40, 1_u32..40, 1_u32..40).prop_map(|(few, more, most)| BandThresholds {
            few,
            some: few + more,
            many: few + more + most,
        })
    }

    fn nature() -> impl Strategy<Value = UnitNature> {
        prop_oneof![Just(Slot), Just(Budget)]
    }

    proptest! {
        /// Numbers in the same band give the same result, and no result is wrong.
        #[test]
        fn equal_bands_give_equal_answers_and_true_ones(
            thresholds in thresholds(), nature in nature(), one in 0_u32..150, other in 0_u32..150, quantity in 0_u32..150,
        ) {
            let rules = BandRules([("unit".to_owned(), thresholds)].into());
            let (band, like) = (rules.of_unit("unit", nature, one), rules.of_unit("unit", nature, other));
            let fit = band.fit(quantity);
            if band == like {
                prop_assert_eq!(fit, like.fit(quantity));
            }
            match fit {
                Fit::Fits => prop_assert!(one >= quantity),
                Fit::DoesNotFit => prop_assert!(one < quantity),
                // A pack may include numbers above zero in `none`.
                Fit::AskOwner => prop_assert!(one > 0 || (nature == Slot && quantity < thresholds.few)),
            }
            let least = thresholds.least_possible(quantity);
            if nature == Slot {
                prop_assert_eq!(fit != Fit::DoesNotFit, one >= least, "as the database finds it");
            }
        }

        /// A larger quantity never gives a better result.
        #[test]
        fn answers_get_worse_with_the_quantity(thresholds in thresholds(), free in 0_u32..150, quantity in 0_u32..150) {
            let band = UnitBand::Slot { band: Band::of(thresholds, free), thresholds };
            prop_assert!(band.fit(quantity) >= band.fit(quantity + 1));
        }
    }
}
