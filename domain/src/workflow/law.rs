//! The law of one case: the pinned definition, the calendar and the office hours.

use super::{definition::Definition, rules::Rules};
use crate::calendar::{Calendar, OfficeHours};

/// The law and calendar that apply to a case.
#[derive(Debug)]
pub struct Law<'a, R: Rules> {
    /// The workflow of the kind of case, from the pinned pack.
    pub definition: &'a Definition<R>,
    /// The working days of the jurisdiction.
    pub calendar: &'a Calendar,
    /// The hours that determine when a document counts as received.
    pub office: &'a OfficeHours,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "a derive would ask the rules to be Clone")]
impl<R: Rules> Clone for Law<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Rules> Copy for Law<'_, R> {}
