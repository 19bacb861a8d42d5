//! Days, instants and spans of time in queries.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::messages::FilterProblem;

use api_store::filter::Value;

/// Computes the legal day of an instant.
pub type LegalDay<'a> = &'a (dyn Fn(DateTime<Utc>) -> NaiveDate + Send + Sync);

/// A day or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateOrInstant {
    Day(NaiveDate),
    Instant(DateTime<Utc>, NaiveDate),
}

/// The value of `datetime`: from a start to an end, both included; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemporalFilter {
    from: Option<DateOrInstant>,
    until: Option<DateOrInstant>,
}

/// A span with its ends as values.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The start; `None` means unbounded.
    pub from: Option<Value>,
    /// The end; `None` means unbounded.
    pub until: Option<Value>,
}

impl TemporalFilter {
    #[must_use]
    pub const fn day(day: NaiveDate) -> Self {
        Self { from: Some(DateOrInstant::Day(day)), until: Some(DateOrInstant::Day(day)) }
    }

    /// Parses an instant or day, or two of them separated by `/`; `..` or an empty text is an open
    /// end.
    ///
    /// # Errors
    /// The defect of the text.
    pub fn read(text: &str, legal_day: LegalDay<'_>) -> Result<Self, FilterProblem> {
        let Some((from, until)) = text.split_once('/') else {
            let only = Some(moment(text, legal_day)?);
            return Ok(Self { from: only, until: only });
        };
        let end = |text: &str| match text.trim() {
            "" | ".." => Ok(None),
            said => moment(said, legal_day).map(Some),
        };
        let read = Self { from: end(from)?, until: end(until)? };
        if matches!((read.from.map(first), read.until.map(last)), (Some(from), Some(until)) if from > until) {
            return Err(FilterProblem::EndsBeforeItBegins);
        }
        Ok(read)
    }

    /// The span in legal days.
    #[must_use]
    pub fn days(&self) -> Span {
        let day = |moment: DateOrInstant| match moment {
            DateOrInstant::Day(day) | DateOrInstant::Instant(_, day) => Value::Day(day),
        };
        Span { from: self.from.map(day), until: self.until.map(day) }
    }

    /// The span in instants; a day is a UTC day.
    #[must_use]
    pub fn instants(&self) -> Span {
        Span { from: self.from.map(first).map(Value::Instant), until: self.until.map(last).map(Value::Instant) }
    }
}

fn first(moment: DateOrInstant) -> DateTime<Utc> {
    match moment {
        DateOrInstant::Day(day) => day.and_time(NaiveTime::MIN).and_utc(),
        DateOrInstant::Instant(at, _) => at,
    }
}

fn last(moment: DateOrInstant) -> DateTime<Utc> {
    match moment {
        DateOrInstant::Day(day) => {
            let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
            next.and_time(NaiveTime::MIN).and_utc() - TimeDelta::microseconds(1)
        }
        DateOrInstant::Instant(at, _) => at,
    }
}

fn moment(text: &str, legal_day: LegalDay<'_>) -> Result<DateOrInstant, FilterProblem> {
    if let Some(day) = day(text) {
        return Ok(DateOrInstant::Day(day));
    }
    let at = instant(text).ok_or_else(|| FilterProblem::NoDateTime { found: shortened(text) })?;
    Ok(DateOrInstant::Instant(at, legal_day(at)))
}

/// Parses a day; the range of years is limited to that which both databases store alike.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    let plain = text.len() == 10 && text.is_ascii();
    let day = plain.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()?;
    (1..=9999).contains(&day.year()).then_some(day)
}

/// Parses an instant, to the microsecond, which is the precision of both databases.
#[must_use]
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    use chrono::{Datelike, SubsecRound};
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc().trunc_subsecs(6);
    (1..=9999).contains(&at.year()).then_some(at)
}

/// A text short enough to repeat in an error.
#[must_use]
pub fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::{Span, TemporalFilter, day, instant};
    use api_store::filter::Value;

    #[test]
    fn spans_have_open_ends() {
        let legal = |at: chrono::DateTime<chrono::Utc>| at.date_naive();
        let read = |text: &str| TemporalFilter::read(text, &legal);
        let at = |text: &str| instant(text).map(Value::Instant);
        let open = read("2026-01-01T00:00:00Z/..").unwrap();
        assert_eq!(open.instants(), Span { from: at("2026-01-01T00:00:00Z"), until: None });
        assert_eq!(read("/2026-01-01").unwrap().days(), Span { from: None, until: day("2026-01-01").map(Value::Day) });
        assert_eq!(read("../..").unwrap().days(), Span { from: None, until: None });
        for wrong in ["yesterday", "2026-13-01T00:00:00Z", "2026-01-02/2026-01-01", "2026-01-01/x/y", "2026-1-1", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
