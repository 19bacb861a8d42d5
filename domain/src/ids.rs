//! Identifiers: a separate type per entity, so that the compiler separates a case from an asset.
//!
//! Identifiers are UUIDv7. The `api` crates create them, because clock and randomness belong there.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an existing UUID.
            #[must_use]
            pub const fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

id! {
    /// An organisation: operator, owner, authority.
    OrganizationId;
    /// A person who can log in.
    UserId;
    SessionId;
    /// An administrative unit in one of its validities.
    AreaId;
    /// A pole, duct, tower …
    AssetId;
    /// The use of units of an asset by a tenant.
    OccupancyId;
    CaseId;
    /// The clock of a limit in a case.
    TimerId;
    /// A pending piece of work for a person or an office.
    TaskId;
    /// One version of a document.
    DocumentId;
    /// A message between the parties of a case.
    MessageId;
    /// An outgoing message, pending or sent.
    OutboxId;
    /// A notification in a person's inbox.
    NotificationId;
    /// A batch of imported rows.
    ImportId;
    /// A file export for a user.
    ExportId;
}
