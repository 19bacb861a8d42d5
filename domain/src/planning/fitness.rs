//! Whether an asset is of use to whom plans: open to them, with room, and not overloaded.

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

/// The units of an asset, as far as the viewer sees them. What is not here decides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownUnits {
    /// The viewer reads the numbers.
    Ledgers(Vec<(String, UnitNature, Ledger)>),
    /// The viewer reads only bands.
    Bands(Vec<(String, UnitBand)>),
}

/// How high an asset is, as far as the viewer sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum KnownHeight {
    /// The viewer reads the attribute, which may be absent.
    Metres(Option<f64>),
    /// The attribute is hidden from the viewer.
    Hidden,
}

/// So much of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The unit, `bore`.
    pub unit: String,
    /// How much of it.
    pub quantity: u32,
}

/// What an asset must be and have.
#[derive(Debug, Clone, Copy)]
pub struct Requirement<'a> {
    /// It must have one of these units, and enough of each that it has. Without any, a free place.
    pub needs: &'a [Need],
    /// From where on an asset is overloaded.
    pub overload: Overload,
    /// For whom: an owner uses its own whether or not it shares it with others.
    pub own: &'a BTreeSet<OrganizationId>,
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Where in its life it is.
    pub lifecycle: Lifecycle,
    /// Whether others may ask for room.
    pub shareable: bool,
    /// Who answers for it.
    pub owner: Option<OrganizationId>,
    /// Its units.
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

    /// Whether a quantity is free of any slot unit.
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

    /// The grade of the most loaded unit; `None` when the viewer does not see it.
    #[must_use]
    pub fn grade(&self, overload: Overload) -> Option<Grade> {
        match self {
            Self::Ledgers(units) => Some(overload.worst(units.iter().map(|(_, _, ledger)| ledger))),
            Self::Bands(_) => None,
        }
    }
}

impl Requirement<'_> {
    /// Whether an asset can be used, or its owner must be asked.
    ///
    /// # Errors
    /// What keeps it from being used.
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

    /// What keeps an asset from being passed through, whatever room it has.
    #[must_use]
    pub fn closed(&self, asset: Candidate<'_>) -> Option<LeftOut> {
        if asset.lifecycle != Lifecycle::InService {
            return Some(LeftOut::NotInService);
        }
        let own = asset.owner.is_some_and(|owner| self.own.contains(&owner));
        (!asset.shareable && !own).then_some(LeftOut::NotShareable)
    }

    /// The worst answer to the needs whose units the asset has.
    fn free(&self, units: &KnownUnits) -> Fit {
        if self.needs.is_empty() {
            return units.best_fit(1);
        }
        let fits = self.needs.iter().filter_map(|need| units.fit(&need.unit, need.quantity));
        fits.min().unwrap_or(Fit::DoesNotFit)
    }
}

/// Whether something is high enough. An owner who has said nothing is not asked; one whose answer is hidden is.
///
/// # Errors
/// Why it is not.
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
    fn the_first_reason_is_told() {
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
    fn who_sees_bands_is_told_to_ask() {
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
