//! Pagination of lists: a limit, and a cursor for the next page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::messages::FieldProblem;
use poem_openapi::Object;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::parameter_set::query_parameters;
use api_app::error::AppError;

/// Default number of items on a page.
pub const USUAL: u64 = 50;
/// Greatest number of items on a page.
pub const MOST: u64 = 500;

/// A page of a list.
#[derive(Debug, Object)]
pub struct Page<T: Type + ParseFromJSON + ToJSON + Send + Sync> {
    /// Items of the page.
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last page.
    pub next_cursor: Option<String>,
}

/// Greatest total that is counted exactly.
pub const MOST_COUNTED: u64 = 10_000;

/// A page of a list that counts all its items on request.
#[derive(Debug, Object)]
pub struct CountedPage<T: Type + ParseFromJSON + ToJSON + Send + Sync> {
    /// Items of the page.
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last page.
    pub next_cursor: Option<String>,
    /// Number of items on all pages with `count=true`, up to 10,000.
    pub total: Option<u64>,
    /// 10,000 with `count=true` when there are more items.
    pub total_at_least: Option<u64>,
}

impl<T: Type + ParseFromJSON + ToJSON + Send + Sync> CountedPage<T> {
    /// A page with the number of all items, counted up to one more than [`MOST_COUNTED`].
    #[must_use]
    pub fn new(items: Vec<T>, next_cursor: Option<String>, counted: Option<u64>) -> Self {
        let total = counted.filter(|counted| *counted <= MOST_COUNTED);
        let total_at_least = counted.filter(|counted| *counted > MOST_COUNTED).map(|_| MOST_COUNTED);
        Self { items, next_cursor, total, total_at_least }
    }
}

query_parameters! {
    /// Pagination parameters of a list.
    #[derive(Debug)]
    pub struct PageParameters {
        pub(crate) limit: Option<u64>,
        pub(crate) cursor: Option<String>,
    }
}

impl PageParameters {
    /// Parses the requested page.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with the name of the parameter.
    pub fn wanted<P: DeserializeOwned>(&self) -> Result<PageRequest<P>, AppError> {
        Ok(PageRequest { limit: limit(self.limit)?, position: read(self.cursor.as_deref())? })
    }
}

/// A requested page of a list.
#[derive(Debug)]
pub struct PageRequest<P> {
    limit: u64,
    position: Option<P>,
}

impl<P: Serialize + Clone> PageRequest<P> {
    /// Position after which the page begins.
    #[must_use]
    pub fn position(&self) -> Option<P> {
        self.position.clone()
    }

    /// The order of the list and the position after which the page begins. A cursor without an
    /// order keeps its own.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the cursor belongs to another order.
    pub fn order<S, K, I>(&self, asked: Option<S>) -> Result<(S, Option<(K, I)>), AppError>
    where
        P: Into<(S, K, I)>,
        S: Copy + Default + PartialEq,
    {
        let Some((sort, key, id)) = self.position().map(Into::into) else {
            return Ok((asked.unwrap_or_default(), None));
        };
        if asked.is_some_and(|asked| asked != sort) {
            return Err(AppError::invalid("cursor", FieldProblem::CursorOfAnotherOrder));
        }
        Ok((sort, Some((key, id))))
    }

    /// Number of rows to read: one more than the page, to detect a further page.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.limit.saturating_add(1)
    }

    /// The page and the cursor of the next page.
    pub fn cut<T>(&self, rows: Vec<T>, place: impl Fn(&T) -> P) -> (Vec<T>, Option<String>) {
        cut(rows, self.limit, place)
    }
}

/// Validates the number of items.
///
/// # Errors
/// [`AppError::Invalid`] when it is zero or above the maximum.
pub fn limit(asked: Option<u64>) -> Result<u64, AppError> {
    match asked {
        None => Ok(USUAL),
        Some(limit @ 1..=MOST) => Ok(limit),
        Some(_) => Err(AppError::invalid("limit", FieldProblem::Between { least: 1.into(), most: MOST.into() })),
    }
}

fn read<P: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<P>, AppError> {
    let Some(cursor) = cursor else { return Ok(None) };
    let place = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place.map(Some).ok_or_else(|| AppError::invalid("cursor", FieldProblem::CursorFromPageBefore))
}

/// Cuts a list with one extra item to the page size; the position of the last item becomes the
/// cursor.
fn cut<T, P: Serialize>(mut rows: Vec<T>, limit: u64, place: impl Fn(&T) -> P) -> (Vec<T>, Option<String>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).and_then(|row| serde_json::to_vec(&place(row)).ok());
    (rows, last.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)))
}
