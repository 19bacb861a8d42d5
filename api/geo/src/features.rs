//! What readers of features share: one row after another, until the file ends or something ends it early.

use super::input::{Rows, SourceError};
use super::row::{Header, Row};

/// A reader of features.
pub(super) trait Features: Send {
    /// The next row; `None` at the end of the file.
    ///
    /// # Errors
    /// What ends the file early.
    fn row(&mut self) -> Result<Option<Row>, SourceError>;
}

/// The rows of a reader: after the end, and after a fault, there are none.
pub(super) struct UntilEnd<F> {
    features: F,
    ended: bool,
}

impl<F> UntilEnd<F> {
    /// All that the reader gives.
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
