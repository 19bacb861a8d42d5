//! Translates CQL2, as text and as JSON, into [`Filter`].
//!
//! The library parses; its result is translated piece by piece, and every property or operator that
//! a collection does not know is rejected with its position. A hostile text is bounded before it is
//! parsed: in length, in the depth of its brackets, and in the number of times that they make the
//! parser backtrack. The compute pool parses the text, because its threads have enough stack for
//! the deepest nesting of such a text.

mod place;
mod time;
mod translate;

use std::sync::Arc;

use domain::messages::{FieldProblem, FilterProblem};
use domain::workflow::violation::FieldError;
use strum::EnumString;

use super::schema::Schema;
use crate::compute_pool::ComputePool;
use crate::error::AppError;
use api_geo::crs::Crs;
use api_store::filter::Filter;

/// The greatest length of a filter.
pub(crate) const LONGEST_BYTES: usize = 8 * 1024;
/// The most times that backtracking may read characters again.
const MOST_READINGS: u64 = 1 << 20;
/// The deepest nesting of brackets. A JSON condition takes two, and the positions of a polygon
/// four.
const DEEPEST_BRACKETS: u32 = 100;

/// The encoding of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, EnumString)]
pub enum Language {
    /// `kind = 'pole'`; clients of the draft standard still send `cql-text`.
    #[default]
    #[strum(serialize = "cql2-text", serialize = "cql-text")]
    Text,
    /// `{"op": "=", "args": [{"property": "kind"}, "pole"]}`
    #[strum(serialize = "cql2-json")]
    Json,
}

/// Parses a filter on the features of a collection, with geometries in a given coordinate system.
///
/// # Errors
/// [`AppError::Invalid`] with the position and the rule; [`AppError::Busy`] when all threads of the
/// pool are busy.
pub async fn read(
    pool: &ComputePool,
    text: &str,
    language: Language,
    schema: &Arc<Schema>,
    crs: Crs,
) -> Result<Filter, AppError> {
    if text.len() > LONGEST_BYTES {
        return Err(AppError::invalid("filter", FieldProblem::TooManyBytes { most: LONGEST_BYTES.into() }));
    }
    if brackets(text) > DEEPEST_BRACKETS || readings(text) > MOST_READINGS {
        return Err(AppError::invalid("filter", FilterProblem::TooDeep));
    }
    let (text, schema) = (text.to_owned(), schema.clone());
    let reading = move || parse(&text, language).and_then(|parsed| translate::filter(&parsed, &schema, crs));
    match pool.run(reading).await {
        Ok(read) => read.map_err(|fault| AppError::Invalid(vec![fault])),
        Err(AppError::Internal(_panicked)) => Err(AppError::invalid("filter", FieldProblem::Unreadable)),
        Err(other) => Err(other),
    }
}

/// The nesting depth of brackets of any kind, in quotes or not.
fn brackets(text: &str) -> u32 {
    let (mut depth, mut deepest) = (0_u32, 0_u32);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth = depth.saturating_add(1),
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

fn parse(text: &str, language: Language) -> Result<cql2::Expr, FieldError> {
    match language {
        Language::Text => cql2::parse_text(text).map_err(|why| FieldError::new("filter", not_text(&why.to_string()))),
        Language::Json => cql2::parse_json(text).map_err(|_why| FieldError::new("filter", FilterProblem::NotCqlJson)),
    }
}

/// Extracts the column from the parser's `--> line:column`; the rest of its message names the
/// parser's own rules.
fn not_text(words: &str) -> FilterProblem {
    let place = words.split_once("--> ").and_then(|(_, rest)| rest.lines().next());
    let column = place.and_then(|place| place.trim().split_once(':')?.1.parse().ok());
    column.map_or(FilterProblem::NotCqlTextAtAll, |column| FilterProblem::NotCqlText { column })
}

/// The number of character reads when every bracket makes the parser backtrack once.
fn readings(text: &str) -> u64 {
    let (mut depth, mut sum, mut quoted) = (0_u32, 0_u64, None);
    for byte in text.bytes() {
        match (quoted, byte) {
            (Some(quote), byte) if byte == quote => quoted = None,
            (None, b'\'' | b'"') => quoted = Some(byte),
            (None, b'(') => depth = depth.saturating_add(1),
            (None, b')') => depth = depth.saturating_sub(1),
            (Some(_) | None, _) => {}
        }
        sum = sum.saturating_add(1_u64.checked_shl(depth.min(40)).unwrap_or(u64::MAX));
    }
    sum
}

#[cfg(test)]
mod tests;
