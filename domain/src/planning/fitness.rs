//! Whether an asset is of use to whom plans: open to them, with room, and not overloaded.

use std::collections::BTreeSet;

use crate::{
    ids::OrganizationId,
    registry::{
        asset::Lifecycle,
        capacity::{Grade, Ledger, Overload},
        kind::UnitNature,
    },
};

use super::left_out::LeftOut;

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
pub struct Wanted<'a> {
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
    pub units: &'a [(String, UnitNature, Ledger)],
}

impl Wanted<'_> {
    /// What keeps an asset from being used; `None` when it fits.
    #[must_use]
    pub fn hindrance(&self, asset: Candidate<'_>) -> Option<LeftOut> {
        if let Some(closed) = self.closed(asset) {
            return Some(closed);
        }
        if !self.has_room(asset.units) {
            return Some(LeftOut::Full);
        }
        let grade = self.overload.worst(asset.units.iter().map(|(_, _, ledger)| ledger));
        (grade == Grade::Red).then_some(LeftOut::Overloaded)
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

    fn has_room(&self, units: &[(String, UnitNature, Ledger)]) -> bool {
        if self.needs.is_empty() {
            return units.iter().any(|(_, nature, ledger)| *nature == UnitNature::Slot && ledger.free() > 0);
        }
        let named = |need: &Need| units.iter().find(|(unit, _, _)| *unit == need.unit);
        self.needs.iter().any(|need| named(need).is_some())
            && self.needs.iter().all(|need| named(need).is_none_or(|(_, _, ledger)| ledger.free() >= need.quantity))
    }
}

/// Whether something is high enough; what nobody has said is not.
#[must_use]
pub fn too_low(height_metres: Option<f64>, least_metres: f64) -> Option<LeftOut> {
    match height_metres {
        Some(height) if height >= least_metres => None,
        Some(_) => Some(LeftOut::TooLow),
        None if least_metres > 0.0 => Some(LeftOut::HeightUnknown),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::{Candidate, Need, Wanted, too_low};
    use crate::{
        ids::OrganizationId,
        planning::left_out::LeftOut,
        registry::{
            asset::Lifecycle,
            capacity::{Ledger, Overload},
            kind::UnitNature,
        },
    };

    const OVERLOAD: Overload = Overload { amber_from_percent: 70, red_over_percent: 90 };

    fn units(installed: u32, active: u32) -> Vec<(String, UnitNature, Ledger)> {
        vec![("bore".to_owned(), UnitNature::Slot, Ledger { installed, active, ..Ledger::default() })]
    }

    #[test]
    fn the_first_reason_is_told() {
        let owner = OrganizationId::new(Uuid::from_u128(1));
        let (nobody, own) = (BTreeSet::new(), BTreeSet::from([owner]));
        let need = [Need { unit: "bore".to_owned(), quantity: 2 }];
        let stranger = Wanted { needs: &need, overload: OVERLOAD, own: &nobody };
        let full = units(4, 3);
        let there = Candidate { lifecycle: Lifecycle::InService, shareable: true, owner: Some(owner), units: &full };
        assert_eq!(stranger.hindrance(there), Some(LeftOut::Full));
        assert_eq!(stranger.hindrance(Candidate { shareable: false, ..there }), Some(LeftOut::NotShareable));
        let gone = Candidate { lifecycle: Lifecycle::Withdrawn, shareable: false, ..there };
        assert_eq!(stranger.hindrance(gone), Some(LeftOut::NotInService));
        let (free, red) = (units(4, 2), units(40, 38));
        let closed = Candidate { shareable: false, units: &free, ..there };
        assert_eq!(Wanted { own: &own, ..stranger }.hindrance(closed), None, "an owner uses its own");
        assert_eq!(stranger.hindrance(Candidate { units: &red, ..there }), Some(LeftOut::Overloaded));
        assert_eq!(stranger.hindrance(Candidate { units: &[], ..there }), Some(LeftOut::Full), "no such unit");
        assert_eq!(Wanted { needs: &[], ..stranger }.hindrance(Candidate { units: &free, ..there }), None);
    }

    #[test]
    fn an_unknown_height_is_no_height() {
        assert_eq!(too_low(Some(42.0), 42.0), None);
        assert_eq!(too_low(Some(41.9), 42.0), Some(LeftOut::TooLow));
        assert_eq!(too_low(None, 42.0), Some(LeftOut::HeightUnknown));
        assert_eq!(too_low(None, 0.0), None);
    }
}
