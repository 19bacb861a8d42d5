//! The common part of feature readers: rows until the end of the file or the first fatal error.

use super::input::{Rows, SourceError};
use super::row::{Header, Row};

/// A reader of features.
pub(super) trait Features: Send {
    /// The next row; `None` at the end of the file.
    ///
    /// # Errors
    /// A fatal error, after which the file has no more rows.
    fn row(&mut self) -> Result<Option<Row>, SourceError>;
}

/// The rows of a reader; the iterator ends at the end of the file or after a fatal error.
pub(super) struct UntilEnd<F> {
    features: F,
    ended: bool,
}

impl<F> UntilEnd<F> {
    pub(super) fn of(features: F) -> Self {
        Self { features, ended: false }
    }
}

impl<F: Features> Iterator for UntilEnd<F> {
    type Item = Result<Row, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.features.row();
        self.ended = !matches!(row, Ok(Some(_)));
        row.transpose()
    }
}

impl<F: Features> Rows for UntilEnd<F> {
    fn header(&self) -> Option<&Header> {
        None
    }
}
