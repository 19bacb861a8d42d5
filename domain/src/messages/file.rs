//! Reasons why a map file is unreadable.

use super::messages;

messages! {
    /// Why a map file is unreadable.
    "files" FileProblem {
        CannotBeRead = "cannot_be_read",
        Empty = "empty",
        Utf16 = "utf16",
        HeaderNotUtf8 = "header_not_utf8",
        RepeatedColumn { column: String } = "repeated_column",
        TooManyColumns { found: usize, limit: usize } = "too_many_columns",
        EndlessRow { after: u64, limit: usize } = "endless_row",
        NotGeoJson { offset: u64 } = "not_geojson",
        NotACollection { found: String } = "not_a_collection",
        ForeignCrs { crs: String } = "foreign_crs",
        NoCrs { format: String } = "no_crs",
        Broken { format: String } = "broken",
        UnknownFormat = "unknown_format",
        OtherFormat { is: String, wanted: String } = "other_format",
        NoLayer { wanted: String, has: String } = "no_layer",
        TooLong { limit_bytes: u64 } = "too_long",
        TooManyFiles { found: usize, limit: usize } = "too_many_files",
        UnpacksTooLong { name: String } = "unpacks_too_long",
    }
}
