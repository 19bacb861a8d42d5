//! What can be wrong with a mapping of an import.

use super::messages;

messages! {
    /// What is wrong with a part of a mapping of an import.
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
