//! Days, instants and spans of time, as they are asked for.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::messages::FilterProblem;

use api_store::filter::Value;

/// How the legal day of an instant is found.
pub type LegalDay<'a> = &'a (dyn Fn(DateTime<Utc>) -> NaiveDate + Send + Sync);

/// A day or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DateOrInstant {
    Day(NaiveDate),
    Instant(DateTime<Utc>, NaiveDate),
}

/// What `datetime` asks for: from here until there, both included; an end that is not said is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemporalFilter {
    from: Option<DateOrInstant>,
    until: Option<DateOrInstant>,
}

/// A span with its ends as values.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Where it begins, unless it always was.
    pub from: Option<Value>,
    /// Where it ends, unless it always will be.
    pub until: Option<Value>,
}

impl TemporalFilter {
    /// A single day.
    #[must_use]
    pub const fn day(day: NaiveDate) -> Self {
        Self { from: Some(DateOrInstant::Day(day)), until: Some(DateOrInstant::Day(day)) }
    }

    /// Reads an instant or day, or two of them with `/` between; `..` or nothing is an open end.
    ///
    /// # Errors
    /// What is wrong with it.
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

    /// In legal days.
    #[must_use]
    pub fn days(&self) -> Span {
        let day = |moment: DateOrInstant| match moment {
            DateOrInstant::Day(day) | DateOrInstant::Instant(_, day) => Value::Day(day),
        };
        Span { from: self.from.map(day), until: self.until.map(day) }
    }

    /// In instants; a day is one of UTC.
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

/// A day as it is written, in years that people live in: both databases keep these alike.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    let plain = text.len() == 10 && text.is_ascii();
    let day = plain.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()?;
    (1..=9999).contains(&day.year()).then_some(day)
}

/// An instant as it is written, to the microsecond, which is what both databases keep.
#[must_use]
pub fn instant(text: &str) -> Option<DateTime<Utc>> {
    use chrono::{Datelike, SubsecRound};
    let at = DateTime::parse_from_rfc3339(text).ok()?.to_utc().trunc_subsecs(6);
    (1..=9999).contains(&at.year()).then_some(at)
}

/// A text as it can be said back.
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
