//! Absences of a person, with or without a delegate.

use chrono::NaiveDate;

use crate::messages::FieldProblem;
use crate::workflow::violation::{FieldError, FieldErrors};

/// Days on which a person is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    pub valid_from: NaiveDate,
    /// The first day on which the person is back.
    pub valid_to: NaiveDate,
}

impl Absence {
    /// Validates the absence against the person's other absences: two absences must not overlap.
    #[must_use]
    pub fn faults(&self, today: NaiveDate, others: &[Self]) -> Vec<FieldError> {
        FieldErrors::default()
            .unless(self.valid_from >= today, "/valid_from", FieldProblem::InThePast)
            .unless(self.valid_to > self.valid_from, "/valid_to", FieldProblem::AfterTheFirstDay)
            .unless(!others.iter().any(|other| self.meets(*other)), "/valid_from", FieldProblem::AwayAlready)
            .found()
    }

    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && day < self.valid_to
    }

    fn meets(self, other: Self) -> bool {
        self.valid_from < other.valid_to && other.valid_from < self.valid_to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: u32, to: u32) -> Absence {
        let day = |day| NaiveDate::from_ymd_opt(2026, 8, day).unwrap();
        Absence { valid_from: day(from), valid_to: day(to) }
    }

    #[test]
    fn one_is_away_for_days_to_come_and_once_at_a_time() {
        let today = days(10, 11).valid_from;
        let pointers = |absence: Absence, others: &[Absence]| -> Vec<String> {
            absence.faults(today, others).into_iter().map(|fault| fault.pointer).collect()
        };
        assert!(pointers(days(10, 11), &[days(11, 14)]).is_empty(), "back on the day on which the other begins");
        assert_eq!(pointers(days(9, 9), &[]), ["/valid_from", "/valid_to"]);
        assert_eq!(pointers(days(12, 20), &[days(11, 14)]), ["/valid_from"]);
        assert!(days(10, 12).holds_on(days(11, 12).valid_from) && !days(10, 12).holds_on(days(12, 13).valid_from));
    }
}
