//! The preferences of a person.

/// In the notation of [`super`].
pub(super) const SCHEMAS: &str = "
PreferenceValues = object
";
