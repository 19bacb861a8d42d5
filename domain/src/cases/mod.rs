//! The kinds of case that the server supports, each with its content, guards and effects.
//!
//! The engine is generic; [`CaseRules`] is its only set of rules. A new kind adds a folder here and
//! a line in each of the enums; nothing in `workflow` changes.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{
    ids::OrganizationId,
    messages::Rule,
    workflow::{
        self,
        name::KindName,
        rules::{Consequence, GuardInput, Rules, Scene},
        violation::NotAccepted,
    },
};

pub mod change;
pub mod cleanup;
pub mod construction;
mod content;
pub mod dispute;
pub mod dossier;
pub mod draft;
pub mod facts;
pub mod gap;
pub mod information;
mod names;
mod number;
mod shape;
pub mod sharing;
pub mod site;
pub mod siting;
pub mod works;

pub use change::Change;
pub use content::CaseContent;
pub use draft::Draft;
pub use facts::Facts;
pub use names::{Effect, Entry, Guard};
pub use shape::FieldShape;

/// The rules of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseRules;

/// A case of any kind.
pub type Case = workflow::case::Case<CaseRules>;
/// An event of a case of any kind.
pub type Event = workflow::event::Event<CaseRules>;
/// The result of a command on a case of any kind.
pub type Decision = workflow::decide::Decision<CaseRules>;
/// The workflow of any kind.
pub type Definition = workflow::definition::Definition<CaseRules>;
/// An action of any kind.
pub type Action = workflow::definition::Action<CaseRules>;
/// The law for a case of any kind.
pub type Law<'a> = workflow::law::Law<'a, CaseRules>;

/// The kinds of case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// An operator asks an owner for capacity on its assets.
    SharingRequest,
    /// An operator asks an authority to approve a site.
    SitingApplication,
    /// An investor asks for a permit to build.
    ConstructionPermit,
    /// An investor gives notice of construction.
    CommencementNotice,
    /// An initiator announces digging works to others.
    PlannedWorks,
    /// Two sides of a case cannot agree.
    Dispute,
    /// An operator asks an owner for its assets in a place.
    InformationRequest,
    /// A survey of streets, and the removal of unused attachments.
    CleanUpCampaign,
}

impl Kind {
    /// The form in the database, in the API and in policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Kind {
    /// The name in the engine.
    #[must_use]
    pub fn name(self) -> Option<KindName> {
        KindName::new(self.as_str()).ok()
    }
}

impl Rules for CaseRules {
    type Guard = Guard;
    type Effect = Effect;
    type Shape = FieldShape;
    type Content = CaseContent;
    type Facts = Facts;
    type Event = Entry;
    type Change = Change;

    fn check(guard: Guard, scene: &Scene<'_, Self>) -> Result<(), NotAccepted> {
        match (guard, &scene.case.content) {
            (Guard::Sharing(guard), CaseContent::SharingRequest(content)) => sharing::check(guard, content, scene),
            (Guard::Siting(guard), CaseContent::SitingApplication(content)) => siting::check(guard, content, scene),
            (
                Guard::Construction(guard),
                CaseContent::ConstructionPermit(content) | CaseContent::CommencementNotice(content),
            ) => construction::check(guard, content, scene),
            (Guard::Works(guard), CaseContent::PlannedWorks(content)) => works::check(guard, content, scene),
            (Guard::Dispute(guard), CaseContent::Dispute(content)) => dispute::check(guard, content, scene),
            (Guard::Information(guard), CaseContent::InformationRequest(content)) => {
                information::check(guard, content, scene)
            }
            (Guard::Cleanup(guard), CaseContent::CleanUpCampaign(content)) => cleanup::check(guard, content, scene),
            (Guard::Dossier(guard), content) => match content.dossier() {
                Some(dossier) => dossier::check(guard, dossier, scene),
                None => Err(of_another_kind()),
            },
            (
                Guard::Sharing(_)
                | Guard::Siting(_)
                | Guard::Construction(_)
                | Guard::Works(_)
                | Guard::Dispute(_)
                | Guard::Information(_)
                | Guard::Cleanup(_),
                _,
            ) => Err(of_another_kind()),
        }
    }

    fn input_of(guard: Guard) -> GuardInput {
        match guard {
            Guard::Sharing(guard) => sharing::input_of(guard),
            Guard::Dossier(guard) => dossier::input_of(guard),
            Guard::Siting(guard) => siting::input_of(guard),
            Guard::Construction(guard) => construction::input_of(guard),
            Guard::Works(guard) => works::input_of(guard),
            Guard::Dispute(guard) => dispute::input_of(guard),
            Guard::Information(guard) => information::input_of(guard),
            Guard::Cleanup(guard) => cleanup::input_of(guard),
        }
    }

    fn run(effect: Effect, scene: &Scene<'_, Self>) -> Result<Consequence<Self>, NotAccepted> {
        match (effect, &scene.case.content) {
            (Effect::Sharing(effect), CaseContent::SharingRequest(content)) => sharing::run(effect, content, scene),
            (Effect::Siting(effect), CaseContent::SitingApplication(content)) => siting::run(effect, content, scene),
            (
                Effect::Construction(effect),
                CaseContent::ConstructionPermit(content) | CaseContent::CommencementNotice(content),
            ) => construction::run(effect, content, scene),
            (Effect::Works(effect), CaseContent::PlannedWorks(_)) => works::run(effect, scene),
            (Effect::Dispute(effect), CaseContent::Dispute(content)) => dispute::run(effect, content, scene),
            (Effect::Information(effect), CaseContent::InformationRequest(content)) => {
                information::run(effect, content, scene)
            }
            (Effect::Cleanup(effect), CaseContent::CleanUpCampaign(content)) => cleanup::run(effect, content, scene),
            (Effect::Dossier(effect), content) => match content.dossier() {
                Some(dossier) => dossier::run(effect, dossier, scene),
                None => Err(of_another_kind()),
            },
            (
                Effect::Sharing(_)
                | Effect::Siting(_)
                | Effect::Construction(_)
                | Effect::Works(_)
                | Effect::Dispute(_)
                | Effect::Information(_)
                | Effect::Cleanup(_),
                _,
            ) => Err(of_another_kind()),
        }
    }

    fn agency_kind(facts: &Facts, agency: OrganizationId) -> Option<String> {
        facts.agencies.get(&agency).cloned()
    }

    fn apply(content: &mut CaseContent, event: &Entry) {
        match (content, event) {
            (CaseContent::SharingRequest(content), Entry::Sharing(entry)) => content.write(entry),
            (CaseContent::SitingApplication(content), Entry::Siting(entry)) => content.write(entry),
            (
                CaseContent::ConstructionPermit(content) | CaseContent::CommencementNotice(content),
                Entry::Construction(entry),
            ) => {
                content.write(entry);
            }
            (CaseContent::PlannedWorks(content), Entry::Works(entry)) => content.write(entry),
            (CaseContent::Dispute(content), Entry::Dispute(entry)) => content.write(entry),
            (CaseContent::InformationRequest(content), Entry::Information(entry)) => content.write(entry),
            (CaseContent::CleanUpCampaign(content), Entry::Cleanup(entry)) => content.write(entry),
            (content, Entry::Dossier(entry)) => {
                if let Some(dossier) = content.dossier_mut() {
                    dossier.write(entry);
                }
            }
            // An event of another kind does not belong to this case: the loader rejects packs with
            // such effects.
            (
                _,
                Entry::Sharing(_)
                | Entry::Siting(_)
                | Entry::Construction(_)
                | Entry::Works(_)
                | Entry::Dispute(_)
                | Entry::Information(_)
                | Entry::Cleanup(_),
            ) => {}
        }
    }
}

/// The loader rejects packs in which this could happen: see [`Guard::is_for`] and
/// [`Effect::is_for`].
fn of_another_kind() -> NotAccepted {
    Rule::OfAnotherKind.into()
}
