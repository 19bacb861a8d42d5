//! The conditions that actions of a sharing request can require.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

mod assets;
mod reasons;
mod steps;

use super::content::Content;
use crate::{
    cases::CaseRules,
    workflow::{
        rules::{GuardInput, Scene},
        violation::NotAccepted,
    },
};

pub(super) use assets::impossible_elements;
pub use assets::no_capacity;
pub(super) use steps::sides;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Guard {
    /// The request has a title and names known assets, each once, with units that the asset has.
    ElementsAreKnown,
    /// All assets belong to one owner, and the owner is not the applicant.
    OneOwner,
    /// All assets are in service and open to sharing.
    ElementsAreOpen,
    /// All assets are in service, open to sharing or not.
    ElementsAreInService,
    /// The ledger has the requested places.
    #[serde(rename = "route_has_room")]
    #[strum(serialize = "route_has_room")]
    RouteHasCapacity,
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

/// The knowledge that a guard needs.
#[must_use]
pub fn input_of(guard: Guard) -> GuardInput {
    match guard {
        Guard::ElementsAreKnown
        | Guard::OneOwner
        | Guard::MakeReadyIsListed
        | Guard::NoMakeReadyIsListed
        | Guard::OwnerOrSelfHelp
        | Guard::EntryWasAnnounced
        | Guard::OverlashMayProceed
        | Guard::OverlashIsOpen
        | Guard::RemovalIsUnconfirmed
        | Guard::OtherSideConfirmed => GuardInput::Case,
        Guard::ElementsAreOpen | Guard::ElementsAreInService | Guard::RouteHasCapacity | Guard::LimitsHold => {
            GuardInput::Owner
        }
        Guard::LimitsHoldOrMakeReady | Guard::RefusalAgreesWithLedger => GuardInput::Action,
    }
}

/// Checks a condition.
///
/// # Errors
/// The rule that forbids the action, with the blocking assets; or the faults of the content.
pub fn check(guard: Guard, content: &Content, scene: &Scene<'_, CaseRules>) -> Result<(), NotAccepted> {
    match guard {
        Guard::ElementsAreKnown => assets::elements_are_known(&content.request, scene.facts),
        Guard::OneOwner => assets::one_owner(scene),
        Guard::ElementsAreOpen => assets::elements_are_open(content, scene.facts),
        Guard::ElementsAreInService => assets::elements_are_in_service(content, scene.facts),
        Guard::RouteHasCapacity => assets::route_has_capacity(content, scene.facts),
        Guard::LimitsHoldOrMakeReady => assets::limits_hold_or_make_ready(content, scene),
        Guard::LimitsHold => assets::limits_hold(content, scene.facts),
        Guard::MakeReadyIsListed => steps::make_ready_is_listed(content),
        Guard::NoMakeReadyIsListed => steps::no_make_ready_is_listed(content),
        Guard::RefusalAgreesWithLedger => reasons::refusal_agrees_with_ledger(content, scene),
        Guard::OwnerOrSelfHelp => steps::owner_or_self_help(content, scene),
        Guard::EntryWasAnnounced => steps::entry_was_announced(content, scene),
        Guard::OverlashMayProceed => steps::overlash_may_proceed(content, scene),
        Guard::OverlashIsOpen => steps::overlash_is_open(content),
        Guard::RemovalIsUnconfirmed => steps::removal_is_unconfirmed(content, scene),
        Guard::OtherSideConfirmed => steps::other_side_confirmed(content, scene),
    }
}
