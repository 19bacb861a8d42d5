//! The names of states, actions, limits, documents and codes in a rule pack.
//!
//! Names are data, so they are strings; each kind of name has its own type, so that the compiler
//! separates a state from an action.

use serde::{Deserialize, Serialize};

/// A name that has not the form of names in a rule pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a name: use letters, digits, `_`, `-`, `.` or `:`, at most 80")]
pub struct NameError(pub String);

fn checked(text: &str) -> Result<(), NameError> {
    let fits = !text.is_empty()
        && text.len() <= 80
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '@'));
    if fits { Ok(()) } else { Err(NameError(text.to_owned())) }
}

macro_rules! name {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses a name.
            ///
            /// # Errors
            /// [`NameError`] when the text is empty, too long, or has other characters.
            pub fn new(text: &str) -> Result<Self, NameError> {
                checked(text).map(|()| Self(text.to_owned()))
            }

            /// The name as written in the pack.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(text: String) -> Result<Self, NameError> {
                checked(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }
    )*};
}

name! {
    /// A kind of case, `sharing_request`.
    KindName;
    /// A rule pack and its date, `vn-qn@2023-09-07`.
    PackId;
    /// A state of a case, `submitted`.
    StateId;
    /// An action on a case, `confirm_complete`.
    ActionId;
    /// A time limit, `completeness`.
    LimitId;
    /// A rule for consulting other agencies, `consultation`.
    ReferralId;
    /// A kind of document, `route_plan`.
    DocumentKind;
    /// A field of an action's data, `rent_vnd_per_month`.
    FieldId;
    /// A refusal code, `NO_SPACE`.
    CodeId;
    /// A kind of evidence that a refusal code needs, `reserve_policy`.
    EvidenceId;
    /// A letter to the parties, `sharing.offered`.
    LetterName;
}
