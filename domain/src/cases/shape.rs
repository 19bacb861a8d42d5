//! The shapes of the values that actions take: the entries of lists, objects, and texts that name
//! something.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{construction, gap::Gap, sharing, siting};
use crate::{
    ids::{AssetId, OrganizationId},
    workflow::{
        evidence::Reason,
        fields::{Form, ValueShape, fault_of},
        violation::FieldError,
    },
};

/// A shape that a field of a pack can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum FieldShape {
    /// A list of agencies, by their ids.
    Agency,
    /// The id of an asset.
    Asset,
    /// The id of an office that is competent for dossiers.
    Authority,
    /// A list of units with the installed amounts.
    Capacity,
    /// A list of refusal codes, each with explanation and evidence.
    CodedReason,
    /// A list of documents on file, by their ids.
    Document,
    /// A list of missing parts, each with the reason why it is needed.
    Gap,
    /// A list of works on assets before the installation.
    MakeReady,
    /// The id of an organisation.
    Organization,
    /// A list of photographs on file, by their document ids.
    Photo,
    /// A whole sharing request.
    SharingRequest,
    /// A whole siting application.
    SitingApplication,
    /// A list of numbers on the tags of a clean-up campaign.
    TagNumber,
    /// The whole description of works for a permit or a notice.
    Works,
}

impl FieldShape {
    /// The form in packs and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl ValueShape for FieldShape {
    fn form(self) -> Form {
        match self {
            Self::Asset | Self::Authority | Self::Organization => Form::Text,
            Self::SharingRequest | Self::SitingApplication | Self::Works => Form::Object,
            Self::Agency
            | Self::Capacity
            | Self::CodedReason
            | Self::Document
            | Self::Gap
            | Self::MakeReady
            | Self::Photo
            | Self::TagNumber => Form::List,
        }
    }

    fn fault(self, value: &Value, pointer: &str) -> Option<FieldError> {
        match self {
            Self::Agency => list::<OrganizationId>(value, pointer),
            Self::Asset => fault_of::<AssetId>(value, pointer),
            Self::Authority | Self::Organization => fault_of::<OrganizationId>(value, pointer),
            Self::Capacity => list::<construction::BuiltCapacity>(value, pointer),
            Self::CodedReason => list::<Reason>(value, pointer),
            Self::Document | Self::Photo => list::<String>(value, pointer),
            Self::Gap => list::<Gap>(value, pointer),
            Self::MakeReady => list::<sharing::MakeReady>(value, pointer),
            Self::SharingRequest => fault_of::<sharing::Request>(value, pointer),
            Self::SitingApplication => fault_of::<siting::Application>(value, pointer),
            Self::TagNumber => list::<u32>(value, pointer),
            Self::Works => fault_of::<construction::Works>(value, pointer),
        }
    }
}

fn list<T: DeserializeOwned>(value: &Value, pointer: &str) -> Option<FieldError> {
    fault_of::<Vec<T>>(value, pointer)
}
