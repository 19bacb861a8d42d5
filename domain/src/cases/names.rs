//! The names of guards and effects in packs, each for one kind of case or for all dossiers.

use serde::{Deserialize, Serialize};

use super::{Kind, cleanup, construction, dispute, dossier, information, sharing, siting, works};

/// A pack names a guard or an effect that no kind of case has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} `{name}`")]
pub struct UnknownNameError {
    what: &'static str,
    name: String,
}

macro_rules! of_kinds {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub enum $name {
            Sharing(sharing::$name),
            Dossier(dossier::$name),
            Siting(siting::$name),
            Construction(construction::$name),
            Works(works::$name),
            Dispute(dispute::$name),
            Information(information::$name),
            Cleanup(cleanup::$name),
        }

        impl $name {
            /// Reports whether a kind of case supports the name.
            #[must_use]
            pub fn is_for(self, kind: Kind) -> bool {
                match (self, kind) {
                    (Self::Sharing(_), Kind::SharingRequest)
                    | (Self::Siting(_), Kind::SitingApplication)
                    | (Self::Works(_), Kind::PlannedWorks)
                    | (Self::Dispute(_), Kind::Dispute)
                    | (Self::Information(_), Kind::InformationRequest)
                    | (Self::Cleanup(_), Kind::CleanUpCampaign)
                    | (Self::Construction(_), Kind::ConstructionPermit | Kind::CommencementNotice)
                    | (
                        Self::Dossier(_),
                        Kind::SitingApplication | Kind::ConstructionPermit | Kind::CommencementNotice,
                    ) => true,
                    (
                        Self::Sharing(_)
                        | Self::Siting(_)
                        | Self::Construction(_)
                        | Self::Works(_)
                        | Self::Dossier(_)
                        | Self::Dispute(_)
                        | Self::Information(_)
                        | Self::Cleanup(_),
                        _,
                    ) => false,
                }
            }

            /// The name in packs.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::Sharing(own) => own.into(),
                    Self::Dossier(own) => own.into(),
                    Self::Siting(own) => own.into(),
                    Self::Construction(own) => own.into(),
                    Self::Works(own) => own.into(),
                    Self::Dispute(own) => own.into(),
                    Self::Information(own) => own.into(),
                    Self::Cleanup(own) => own.into(),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = UnknownNameError;
            fn try_from(name: String) -> Result<Self, UnknownNameError> {
                name.parse()
                    .map(Self::Sharing)
                    .or_else(|_| name.parse().map(Self::Dossier))
                    .or_else(|_| name.parse().map(Self::Siting))
                    .or_else(|_| name.parse().map(Self::Construction))
                    .or_else(|_| name.parse().map(Self::Works))
                    .or_else(|_| name.parse().map(Self::Dispute))
                    .or_else(|_| name.parse().map(Self::Information))
                    .or_else(|_| name.parse().map(Self::Cleanup))
                    .map_err(|_unknown| UnknownNameError { what: $what, name })
            }
        }

        impl From<$name> for String {
            fn from(named: $name) -> Self {
                named.as_str().to_owned()
            }
        }
    };
}

of_kinds! {
    /// A condition that an action of a pack can require.
    Guard, "guard"
}

impl Guard {
    /// The date of the action's data that must not be in the future, if the guard demands that.
    #[must_use]
    pub fn reported_day(self) -> Option<&'static str> {
        match self {
            Self::Construction(construction::Guard::DayHasCome) | Self::Works(works::Guard::WorksDayHasCome) => {
                Some("on")
            }
            Self::Sharing(_)
            | Self::Dossier(_)
            | Self::Siting(_)
            | Self::Construction(_)
            | Self::Works(_)
            | Self::Dispute(_)
            | Self::Information(_)
            | Self::Cleanup(_) => None,
        }
    }
}

of_kinds! {
    /// An effect that an action of a pack can have.
    Effect, "effect"
}

/// A change of the content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Entry {
    Sharing(Box<sharing::Entry>),
    Dossier(Box<dossier::Entry>),
    Siting(Box<siting::Entry>),
    Construction(Box<construction::Entry>),
    Works(Box<works::Entry>),
    Dispute(Box<dispute::Entry>),
    Information(Box<information::Entry>),
    Cleanup(Box<cleanup::Entry>),
}
