//! Probable errors in the data of an asset.

use super::messages;

messages! {
    /// A probable error in the data of an asset.
    "quality" QualityProblem {
        DuplicatePlace { metres: String } = "duplicate_place",
        DuplicateTag { tag: String } = "duplicate_tag",
        LooseStart = "loose_end.start",
        LooseEnd = "loose_end",
        ShapeOfKind { shape: String } = "shape_of_kind",
        LengthMismatch { percent: String } = "length_mismatch",
        OutsideArea { metres: String } = "outside_area",
        LedgerMismatch { unit: String, difference: String } = "ledger_mismatch",
    }
}
