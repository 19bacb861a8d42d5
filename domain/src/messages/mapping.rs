//! Errors of an import mapping.

use super::messages;

messages! {
    /// An error of a part of an import mapping.
    "mappings" MappingProblem {
        OneSource = "one_source",
        PointerBeginsWithSlash = "pointer_begins_with_slash",
        ScaleNotZero = "scale_not_zero",
        DatePattern { pattern: String } = "date_pattern",
        Delimiter = "delimiter",
        Confidence = "confidence",
        FontNoEncoding { label: String } = "font_no_encoding",
        NoEncoding { label: String } = "no_encoding",
        SystemOfMetres = "system_of_metres",
        EastingAndNorthing = "easting_and_northing",
        TableHasNoFeature = "table_has_no_feature",
        TableHasNoPointers = "table_has_no_pointers",
        Name = "name",
    }
}
