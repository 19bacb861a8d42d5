//! Whether an asset is usable for a planner: open to the planner, with free capacity, and not
//! overloaded.

use std::collections::BTreeSet;

use crate::{
    ids::OrganizationId,
    registry::{
        asset::Lifecycle,
        band::{Fit, UnitBand},
        capacity::{Grade, Ledger, Overload},
        kind::UnitNature,
    },
};

use super::left_out::LeftOut;

/// The units of an asset that the viewer can see. Unknown units decide nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownUnits {
    /// The viewer sees the numbers.
    Ledgers(Vec<(String, UnitNature, Ledger)>),
    /// The viewer sees only bands.
    Bands(Vec<(String, UnitBand)>),
}

/// The height of an asset, as far as the viewer can see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum KnownHeight {
    /// The viewer sees the attribute, which may be absent.
    Metres(Option<f64>),
    /// The attribute is hidden from the viewer.
    Hidden,
}

/// A quantity of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The unit, for example `bore`.
    pub unit: String,
    pub quantity: u32,
}

/// The requirements for an asset.
#[derive(Debug, Clone, Copy)]
pub struct Requirement<'a> {
    /// The asset must have one of these units, and enough of each unit that it has. An empty list
    /// requires a free slot.
    pub needs: &'a [Need],
    /// The threshold of overload.
    pub overload: Overload,
    /// The planner's organisations: an owner can use its own asset, shared or not.
    pub own: &'a BTreeSet<OrganizationId>,
}

/// The data of the asset under test.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    pub lifecycle: Lifecycle,
    /// Whether others may request capacity.
    pub shareable: bool,
    /// The owner that answers for it.
    pub owner: Option<OrganizationId>,
    pub units: &'a KnownUnits,
}

impl KnownUnits {
    /// Whether a quantity of a unit is free; `None` when the asset has no such unit.
    #[must_use]
    pub fn fit(&self, unit: &str, quantity: u32) -> Option<Fit> {
        match self {
            Self::Ledgers(units) => {
                let known = units.iter().find(|(name, ..)| name == unit);
                known.map(|(_, _, ledger)| Fit::of_free(ledger.free(), quantity))
            }
            Self::Bands(units) => units.iter().find(|(name, _)| name == unit).map(|(_, band)| band.fit(quantity)),
        }
    }

    /// Whether a quantity of any slot unit is free.
    #[must_use]
    pub fn best_fit(&self, quantity: u32) -> Fit {
        let best = match self {
            Self::Ledgers(units) => {
                let slots = units.iter().filter(|(_, nature, _)| *nature == UnitNature::Slot);
                slots.map(|(_, _, ledger)| Fit::of_free(ledger.free(), quantity)).max()
            }
            Self::Bands(units) => {
                let slots = units.iter().filter(|(_, band)| band.nature() == UnitNature::Slot);
                slots.map(|(_, band)| band.fit(quantity)).max()
            }
        };
        best.unwrap_or(Fit::DoesNotFit)
    }

    /// The grade of the most loaded unit; `None` when the viewer cannot see it.
    #[must_use]
    pub fn grade(&self, overload: Overload) -> Option<Grade> {
        match self {
            Self::Ledgers(units) => Some(overload.worst(units.iter().map(|(_, _, ledger)| ledger))),
            Self::Bands(_) => None,
        }
    }
}

impl Requirement<'_> {
    /// Whether an asset is usable, or the planner must ask its owner.
    ///
    /// # Errors
    /// Why the asset is not usable.
    pub fn fit(&self, asset: Candidate<'_>) -> Result<Fit, LeftOut> {
        if let Some(closed) = self.closed(asset) {
            return Err(closed);
        }
        let fit = self.free(asset.units);
        if fit == Fit::DoesNotFit {
            return Err(LeftOut::Full);
        }
        if asset.units.grade(self.overload) == Some(Grade::Red) {
            return Err(LeftOut::Overloaded);
        }
        Ok(fit)
    }

    /// Why an asset is closed to passage, independent of its capacity.
    #[must_use]
    pub fn closed(&self, asset: Candidate<'_>) -> Option<LeftOut> {
        if asset.lifecycle != Lifecycle::InService {
            return Some(LeftOut::NotInService);
        }
        let own = asset.owner.is_some_and(|owner| self.own.contains(&owner));
        (!asset.shareable && !own).then_some(LeftOut::NotShareable)
    }

    /// The worst result among the needs whose units the asset has.
    fn free(&self, units: &KnownUnits) -> Fit {
        if self.needs.is_empty() {
            return units.best_fit(1);
        }
        let fits = self.needs.iter().filter_map(|need| units.fit(&need.unit, need.quantity));
        fits.min().unwrap_or(Fit::DoesNotFit)
    }
}

/// Whether an asset is high enough. A missing height is an error; a hidden height means that the
/// planner must ask the owner.
///
/// # Errors
/// Why the asset is not usable.
pub fn high_enough(height: KnownHeight, least_metres: f64) -> Result<Fit, LeftOut> {
    match height {
        _ if least_metres <= 0.0 => Ok(Fit::Fits),
        KnownHeight::Hidden => Ok(Fit::AskOwner),
        KnownHeight::Metres(Some(metres)) if metres >= least_metres => Ok(Fit::Fits),
        KnownHeight::Metres(Some(_)) => Err(LeftOut::TooLow),
        KnownHeight::Metres(None) => Err(LeftOut::HeightUnknown),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::{Candidate, KnownHeight, KnownUnits, Need, Requirement, high_enough};
    use crate::{
        ids::OrganizationId,
        planning::left_out::LeftOut,
        registry::{
            asset::Lifecycle,
            band::{Band, BandThresholds, BudgetBand, Fit, UnitBand},
            capacity::{Ledger, Overload},
            kind::UnitNature,
        },
    };

    const OVERLOAD: Overload = Overload { amber_from_percent: 70, red_over_percent: 90 };

    fn units(installed: u32, active: u32) -> KnownUnits {
        let ledger = Ledger { installed, active, ..Ledger::default() };
        KnownUnits::Ledgers(vec![("bore".to_owned(), UnitNature::Slot, ledger)])
    }

    fn bands(band: Band) -> KnownUnits {
        let thresholds = BandThresholds { few: 1, some: 3, many: 6 };
        let load = ("load".to_owned(), UnitBand::Budget(BudgetBand::Available));
        KnownUnits::Bands(vec![("bore".to_owned(), UnitBand::Slot { band, thresholds }), load])
    }

    #[test]
    fn the_first_reason_is_reported() {
        let owner = OrganizationId::new(Uuid::from_u128(1));
        let (nobody, own) = (BTreeSet::new(), BTreeSet::from([owner]));
        let need = [Need { unit: "bore".to_owned(), quantity: 2 }];
        let stranger = Requirement { needs: &need, overload: OVERLOAD, own: &nobody };
        let full = units(4, 3);
        let there = Candidate { lifecycle: Lifecycle::InService, shareable: true, owner: Some(owner), units: &full };
        assert_eq!(stranger.fit(there), Err(LeftOut::Full));
        assert_eq!(stranger.fit(Candidate { shareable: false, ..there }), Err(LeftOut::NotShareable));
        let gone = Candidate { lifecycle: Lifecycle::Withdrawn, shareable: false, ..there };
        assert_eq!(stranger.fit(gone), Err(LeftOut::NotInService));
        let (free, red) = (units(4, 2), units(40, 38));
        let closed = Candidate { shareable: false, units: &free, ..there };
        assert_eq!(Requirement { own: &own, ..stranger }.fit(closed), Ok(Fit::Fits), "an owner uses its own");
        assert_eq!(stranger.fit(Candidate { units: &red, ..there }), Err(LeftOut::Overloaded));
        let without = KnownUnits::Ledgers(Vec::new());
        assert_eq!(stranger.fit(Candidate { units: &without, ..there }), Err(LeftOut::Full), "no such unit");
        assert_eq!(Requirement { needs: &[], ..stranger }.fit(Candidate { units: &free, ..there }), Ok(Fit::Fits));
    }

    #[test]
    fn a_reader_of_bands_gets_ask_owner() {
        let need = |unit: &str, quantity| Need { unit: unit.to_owned(), quantity };
        let nobody = BTreeSet::new();
        for (needs, band, fit) in [
            (vec![need("bore", 2)], Band::None, Err(LeftOut::Full)),
            (vec![need("bore", 2)], Band::Few, Ok(Fit::AskOwner)),
            (vec![need("bore", 2)], Band::Some, Ok(Fit::Fits)),
            (vec![need("bore", 2), need("load", 1)], Band::Some, Ok(Fit::AskOwner)),
            (vec![need("bore", 2), need("tray", 9)], Band::Some, Ok(Fit::Fits)),
            (vec![need("tray", 9)], Band::Many, Err(LeftOut::Full)),
            (vec![], Band::Few, Ok(Fit::Fits)),
            (vec![], Band::None, Err(LeftOut::Full)),
        ] {
            let wanted = Requirement { needs: &needs, overload: OVERLOAD, own: &nobody };
            let units = bands(band);
            let there = Candidate { lifecycle: Lifecycle::InService, shareable: true, owner: None, units: &units };
            assert_eq!(wanted.fit(there), fit, "{needs:?} of {band:?}");
        }
    }

    #[test]
    fn an_unknown_height_is_no_height() {
        let height = KnownHeight::Metres;
        assert_eq!(high_enough(height(Some(42.0)), 42.0), Ok(Fit::Fits));
        assert_eq!(high_enough(height(Some(41.9)), 42.0), Err(LeftOut::TooLow));
        assert_eq!(high_enough(height(None), 42.0), Err(LeftOut::HeightUnknown));
        assert_eq!(high_enough(height(None), 0.0), Ok(Fit::Fits));
        assert_eq!(high_enough(KnownHeight::Hidden, 42.0), Ok(Fit::AskOwner));
        assert_eq!(high_enough(KnownHeight::Hidden, 0.0), Ok(Fit::Fits));
    }
}
