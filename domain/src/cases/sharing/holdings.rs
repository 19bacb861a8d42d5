//! The holdings of a sharing request, derived from its history: the amount per unit, reserved and
//! in use.
//!
//! Only effects of actions change capacity, and the history lists the actions. The amount that an
//! effect reserved follows from the request at that time: the requested amount minus the amount
//! that the case held already. Two events leave no exact trace: whether the owner's silence
//! reserved capacity or joined the wait list, and which quantity waited when a supplement changed
//! it. A holding is therefore a range; nearly always its ends are equal.

use std::collections::BTreeMap;

use super::{Effect, Entry, Request};
use crate::{
    cases::{self, CaseContent, Event},
    ids::AssetId,
    registry::kind::UnitNature,
    workflow::{event::Taken, name::PackId},
};

/// The action of the system that gives a waiting request its capacity.
pub const PROMOTE: &str = "promote";

/// A quantity with a lower and an upper bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds {
    pub least: u32,
    pub most: u32,
}

impl Bounds {
    #[must_use]
    pub fn exactly(quantity: u32) -> Self {
        Self { least: quantity, most: quantity }
    }

    /// Reports whether a quantity is within the bounds.
    #[must_use]
    pub fn admits(self, quantity: u32) -> bool {
        (self.least..=self.most).contains(&quantity)
    }

    fn plus(self, other: Self) -> Self {
        Self { least: self.least.saturating_add(other.least), most: self.most.saturating_add(other.most) }
    }

    fn joined(self, other: Self) -> Self {
        Self { least: self.least.min(other.least), most: self.most.max(other.most) }
    }
}

/// The amount of one unit that a case holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holding {
    pub reserved: Bounds,
    pub active: Bounds,
}

/// The holdings of a case, by unit.
pub type Holdings = BTreeMap<(AssetId, String), Holding>;

/// Follows the events of a request from its opening. `effects` maps a past action to its effects
/// under the pack of that time; `nature` maps a unit of an asset to how the register counts it.
/// `None` when an action is unknown, so no statement is possible.
pub fn holdings<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    effects: impl Fn(&PackId, &Taken) -> Option<Vec<cases::Effect>>,
    nature: impl Fn(AssetId, &str) -> Option<UnitNature>,
) -> Option<Holdings> {
    let mut follower = Follower { request: Request::default(), asked: BTreeMap::new(), held: Holdings::new(), nature };
    let mut pack: Option<&PackId> = None;
    for event in events {
        match event {
            Event::Opened(opening) => {
                pack = Some(&opening.pack);
                follower.draft(&opening.content);
            }
            Event::Redrafted { content } => follower.draft(content),
            Event::Repinned { pack: to, .. } => pack = Some(to),
            Event::Taken(taken) => {
                for effect in effects(pack?, taken)? {
                    follower.follow(effect);
                }
                if *taken.action.as_str() == *PROMOTE {
                    follower.promoted();
                }
            }
            Event::ContentChanged { entry: cases::Entry::Sharing(entry) } => {
                if let Entry::Supplemented { request } = entry.as_ref() {
                    follower.supplemented(request);
                }
            }
            Event::ContentChanged { .. }
            | Event::CodeAssigned { .. }
            | Event::Clocked { .. }
            | Event::TextReplaced { .. }
            | Event::Raised { .. }
            | Event::Lowered { .. }
            | Event::Decided(_)
            | Event::Works { .. }
            | Event::Asked { .. }
            | Event::Answered { .. }
            | Event::Redated { .. } => {}
        }
    }
    Some(follower.held)
}

/// Whether an effect certainly reserved the requested amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// It reserved the amount, or the system would have refused the command.
    Reserved,
    /// It reserved the amount or joined the wait list.
    ReservedOrWaits,
}

struct Follower<N> {
    request: Request,
    /// The amounts that the filed request has asked for so far, in all its versions.
    asked: BTreeMap<(AssetId, String), Bounds>,
    held: Holdings,
    nature: N,
}

impl<N: Fn(AssetId, &str) -> Option<UnitNature>> Follower<N> {
    fn draft(&mut self, content: &CaseContent) {
        if let Some(content) = content.sharing() {
            self.request = content.request.clone();
            self.asked = wanted(&self.request).map(|(unit, quantity)| (unit, Bounds::exactly(quantity))).collect();
        }
    }

    fn supplemented(&mut self, request: &Request) {
        let now: BTreeMap<_, _> = wanted(request).collect();
        for (unit, quantity) in &now {
            let bounds = self.asked.entry(unit.clone()).or_default();
            *bounds = bounds.joined(Bounds::exactly(*quantity));
        }
        for (unit, bounds) in &mut self.asked {
            if !now.contains_key(unit) {
                bounds.least = 0;
            }
        }
        self.request = request.clone();
    }

    fn follow(&mut self, effect: cases::Effect) {
        let cases::Effect::Sharing(effect) = effect else { return };
        match effect {
            Effect::Reserve => self.reserve(UnitNature::Slot, Certainty::Reserved),
            Effect::ReserveOrQueue => self.reserve(UnitNature::Slot, Certainty::ReservedOrWaits),
            Effect::ReserveBudgets => self.reserve(UnitNature::Budget, Certainty::Reserved),
            Effect::Release => self.held.clear(),
            Effect::Activate => {
                for holding in self.held.values_mut() {
                    holding.active = holding.active.plus(holding.reserved);
                    holding.reserved = Bounds::default();
                }
            }
            Effect::AddressOwner
            | Effect::RecordGaps
            | Effect::RecordSupplement
            | Effect::ArrangeSurvey
            | Effect::RecordSurvey
            | Effect::RecordOffer
            | Effect::RecordCounter
            | Effect::RecordReasons
            | Effect::RecordSelfHelp
            | Effect::RecordCostClaim
            | Effect::RecordEntry
            | Effect::RecordAsBuilt
            | Effect::RecordObjection
            | Effect::RecordOverlash
            | Effect::RecordOverlashObjection
            | Effect::FinishOverlash
            | Effect::RecordRemoval
            | Effect::ConfirmRemoval
            | Effect::RecordDispute
            | Effect::RecordSettlement => {}
        }
    }

    fn reserve(&mut self, nature: UnitNature, certainty: Certainty) {
        let wanted: Vec<_> = wanted(&self.request).filter(|(unit, _)| self.is(unit, nature)).collect();
        for (unit, quantity) in wanted {
            self.take(unit, Bounds::exactly(quantity), certainty);
        }
    }

    /// The wait list granted the amount that the request asked for on joining.
    fn promoted(&mut self) {
        let waited: Vec<_> = self.asked.iter().map(|(unit, bounds)| (unit.clone(), *bounds)).collect();
        for (unit, bounds) in waited {
            if self.is(&unit, UnitNature::Slot) {
                self.take(unit, bounds, Certainty::Reserved);
            }
        }
    }

    fn is(&self, (asset, unit): &(AssetId, String), nature: UnitNature) -> bool {
        (self.nature)(*asset, unit) == Some(nature)
    }

    fn take(&mut self, unit: (AssetId, String), wanted: Bounds, certainty: Certainty) {
        let holding = self.held.entry(unit).or_default();
        let least = wanted.least.saturating_sub(holding.active.most);
        let most = wanted.most.saturating_sub(holding.active.least);
        holding.reserved.most = holding.reserved.most.max(most);
        match certainty {
            Certainty::Reserved => holding.reserved.least = holding.reserved.least.max(least),
            Certainty::ReservedOrWaits => {}
        }
    }
}

/// The amounts of a request, by unit.
fn wanted(request: &Request) -> impl Iterator<Item = ((AssetId, String), u32)> + '_ {
    request.elements.iter().flat_map(|element| {
        element.units.iter().map(move |unit| ((element.asset_id, unit.unit.clone()), unit.quantity))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cases::sharing::{Element, UnitAmount};

    const POSITION: &str = "attachment_position";
    const WEIGHT: &str = "weight_kg";

    fn follower(positions: u32, weight: u32) -> Follower<impl Fn(AssetId, &str) -> Option<UnitNature>> {
        let nature = |_, unit: &str| match unit {
            POSITION => Some(UnitNature::Slot),
            WEIGHT => Some(UnitNature::Budget),
            _ => None,
        };
        let request = request(positions, weight);
        let asked = wanted(&request).map(|(unit, quantity)| (unit, Bounds::exactly(quantity))).collect();
        Follower { request, asked, held: Holdings::new(), nature }
    }

    fn asset() -> AssetId {
        serde_json::from_value(json!("018b0000-0000-7000-8000-000000000001")).unwrap()
    }

    fn request(positions: u32, weight: u32) -> Request {
        let amount = |unit: &str, quantity| UnitAmount { unit: unit.to_owned(), quantity };
        let units = vec![amount(POSITION, positions), amount(WEIGHT, weight)];
        Request { elements: vec![Element { asset_id: asset(), units }], ..Request::default() }
    }

    fn held(follower: &Follower<impl Fn(AssetId, &str) -> Option<UnitNature>>, unit: &str) -> [(u32, u32); 2] {
        let holding = follower.held.get(&(asset(), unit.to_owned())).copied().unwrap_or_default();
        [holding.reserved, holding.active].map(|bounds| (bounds.least, bounds.most))
    }

    #[test]
    fn places_are_reserved_then_load_and_both_come_into_use() {
        let mut follower = follower(2, 5);
        follower.follow(cases::Effect::Sharing(Effect::Reserve));
        assert_eq!((held(&follower, POSITION), held(&follower, WEIGHT)), ([(2, 2), (0, 0)], [(0, 0), (0, 0)]));
        follower.follow(cases::Effect::Sharing(Effect::Reserve));
        follower.follow(cases::Effect::Sharing(Effect::ReserveBudgets));
        follower.follow(cases::Effect::Sharing(Effect::Activate));
        follower.follow(cases::Effect::Sharing(Effect::ReserveBudgets));
        assert_eq!((held(&follower, POSITION), held(&follower, WEIGHT)), ([(0, 0), (2, 2)], [(0, 0), (5, 5)]));
        follower.follow(cases::Effect::Sharing(Effect::Release));
        assert_eq!(held(&follower, POSITION), [(0, 0), (0, 0)]);
    }

    #[test]
    fn who_may_wait_holds_all_or_nothing_until_it_is_promoted() {
        let mut follower = follower(2, 5);
        follower.follow(cases::Effect::Sharing(Effect::ReserveOrQueue));
        assert_eq!(held(&follower, POSITION), [(0, 2), (0, 0)]);
        follower.supplemented(&request(3, 5));
        follower.promoted();
        assert_eq!(held(&follower, POSITION), [(2, 3), (0, 0)]);
        follower.follow(cases::Effect::Sharing(Effect::Reserve));
        assert_eq!(held(&follower, POSITION), [(3, 3), (0, 0)]);
    }
}
