//! What a stored text becomes.

use domain::text::checked::{cleaned, stripped};
use domain::text::json::rewritten;
use sea_orm_migration::prelude::DbErr;
use sha2::{Digest, Sha256};

use super::columns::{Column, Kind};

/// Stands for U+0000 in rows of an older archive that come into `PostgreSQL`, until this step takes it out. It is no character
/// (Unicode 23.7), so no text of a person has it.
pub const NULL_STAND_IN: char = '\u{fdd0}';
/// What is left of a text of which nothing is left.
const NOTHING_LEFT: &str = "\u{fffd}";

/// What a value becomes; `None` when it is clean.
pub(super) fn replacement(column: &Column, value: &str) -> Result<Option<String>, DbErr> {
    let change = if column.is_folded { stripped } else { cleaned };
    match column.kind {
        Kind::Text => Ok(change(value).map(filled)),
        Kind::Json => document(value),
    }
}

/// What a document becomes; `None` when it is clean.
pub(super) fn document(value: &str) -> Result<Option<String>, DbErr> {
    // Most documents are clean as they stand, and need not be taken apart.
    if !value.contains("\\u") && cleaned(value).is_none() {
        return Ok(None);
    }
    rewritten(value, |text| cleaned(text).map(filled)).map_err(|why| DbErr::Custom(why.to_string()))
}

fn filled(text: String) -> String {
    if text.is_empty() { NOTHING_LEFT.to_owned() } else { text }
}

/// A hash of a text, as 64 hexadecimal digits.
pub(super) fn sha256(text: &str) -> String {
    format!("{:x}", Sha256::digest(text))
}
