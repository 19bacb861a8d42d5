//! The conditions that the actions of a sharing request can demand.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

mod assets;
mod reasons;
mod steps;

use super::content::Content;
use crate::{
    cases::CaseRules,
    workflow::{rules::Scene, violation::NotAccepted},
};

pub(super) use assets::elements_are_known;
pub use assets::no_room;
pub(super) use steps::sides;

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The request names assets, and each once, with units that the asset has.
    ElementsAreKnown,
    /// All assets belong to one owner, who is not the applicant.
    OneOwner,
    /// All assets are in service and open to sharing.
    ElementsAreOpen,
    /// All assets are in service; whether the owner shares them is not asked.
    ElementsAreInService,
    /// The ledger has the places that are asked for.
    RouteHasRoom,
    /// Load, wind area and power suffice, or the offer lists the work that makes them suffice.
    LimitsHoldOrMakeReady,
    /// Load, wind area and power suffice now.
    LimitsHold,
    /// The standing offer lists work to be done first.
    MakeReadyIsListed,
    /// The standing offer lists no work.
    NoMakeReadyIsListed,
    /// A refusal for want of room agrees with the ledger.
    RefusalAgreesWithLedger,
    /// The applicant may finish the work only under self-help, the owner always.
    OwnerOrSelfHelp,
    /// A crew was announced, and its day has come.
    EntryWasAnnounced,
    /// An overlash was announced, its day has come, and no objection that counts stands against it.
    OverlashMayProceed,
    /// An overlash is waiting for an answer.
    OverlashIsOpen,
    /// The side has not confirmed the removal before.
    RemovalIsUnconfirmed,
    /// The other side has confirmed the removal before.
    OtherSideConfirmed,
}

/// Whether a condition holds.
///
/// # Errors
/// The rule that forbids, with the assets in the way; or the faults of the content.
pub fn check(guard: Guard, papers: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::ElementsAreKnown => elements_are_known(&papers.request, scene.facts),
        Guard::OneOwner => assets::one_owner(scene),
        Guard::ElementsAreOpen => assets::elements_are_open(papers, scene.facts),
        Guard::ElementsAreInService => assets::elements_are_in_service(papers, scene.facts),
        Guard::RouteHasRoom => assets::route_has_room(papers, scene.facts),
        Guard::LimitsHoldOrMakeReady => assets::limits_hold_or_make_ready(papers, scene),
        Guard::LimitsHold => assets::limits_hold(papers, scene.facts),
        Guard::MakeReadyIsListed => steps::make_ready_is_listed(papers),
        Guard::NoMakeReadyIsListed => steps::no_make_ready_is_listed(papers),
        Guard::RefusalAgreesWithLedger => reasons::refusal_agrees_with_ledger(papers, scene),
        Guard::OwnerOrSelfHelp => steps::owner_or_self_help(papers, scene),
        Guard::EntryWasAnnounced => steps::entry_was_announced(papers, scene),
        Guard::OverlashMayProceed => steps::overlash_may_proceed(papers, scene),
        Guard::OverlashIsOpen => steps::overlash_is_open(papers),
        Guard::RemovalIsUnconfirmed => steps::removal_is_unconfirmed(papers, scene),
        Guard::OtherSideConfirmed => steps::other_side_confirmed(papers, scene),
    }
}
