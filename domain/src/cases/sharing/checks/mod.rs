//! The conditions that actions of a sharing request can require.

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The request names known assets, each once, with units that the asset has.
    ElementsAreKnown,
    /// All assets belong to one owner, and the owner is not the applicant.
    OneOwner,
    /// All assets are in service and open to sharing.
    ElementsAreOpen,
    /// All assets are in service, open to sharing or not.
    ElementsAreInService,
    /// The ledger has the requested places.
    RouteHasRoom,
    /// Load, wind area and power suffice, or the offer lists the make-ready work that makes them
    /// suffice.
    LimitsHoldOrMakeReady,
    /// Load, wind area and power suffice now.
    LimitsHold,
    /// The current offer lists make-ready work.
    MakeReadyIsListed,
    /// The current offer lists no make-ready work.
    NoMakeReadyIsListed,
    /// A refusal for lack of capacity agrees with the ledger.
    RefusalAgreesWithLedger,
    /// The applicant may finish the work only under self-help, the owner always.
    OwnerOrSelfHelp,
    /// The notice of entry was given, and its day has come.
    EntryWasAnnounced,
    /// The overlash was announced, its day has come, and no effective objection exists.
    OverlashMayProceed,
    /// An overlash waits for an answer.
    OverlashIsOpen,
    /// The side has not confirmed the removal yet.
    RemovalIsUnconfirmed,
    /// The other side has confirmed the removal.
    OtherSideConfirmed,
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action, with the blocking assets; or the faults of the content.
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
