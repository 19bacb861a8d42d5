//! Calendars: one CSV file each, with a line for every day that differs from the plain week.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::{Calendar, DayKind};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    faults::{PolicyFault, PolicyFaults, unless},
    source::Source,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    date: NaiveDate,
    kind: Kind,
    name_vi: String,
    status: Status,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Holiday,
    SwapOff,
    MakeupWorkday,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Status {
    Confirmed,
    Forecast,
}

impl From<Kind> for DayKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Holiday => Self::Holiday,
            Kind::SwapOff => Self::SwappedOff,
            Kind::MakeupWorkday => Self::MakeUp,
        }
    }
}

/// Loads all calendars and checks them.
pub fn load(source: &Source) -> Result<BTreeMap<String, Calendar>, PolicyFaults> {
    let mut calendars = BTreeMap::new();
    let mut faults = Vec::new();
    for name in source.files("calendars")? {
        let Some(id) = name.strip_suffix(".csv") else { continue };
        let file = source.file(&format!("calendars/{name}"))?;
        match read(id, &file.path, &file.text) {
            Ok(calendar) => {
                calendars.insert(id.to_owned(), calendar);
            }
            Err(found) => faults.extend(found.0),
        }
    }
    unless(faults, calendars)
}

fn read(id: &str, path: &str, text: &str) -> Result<Calendar, PolicyFaults> {
    let mut days = BTreeMap::new();
    let mut faults = Vec::new();
    let mut last: Option<NaiveDate> = None;
    let mut forecast: Option<NaiveDate> = None;
    for (place, line) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Line>().enumerate() {
        let mut fault = |reason: String| faults.push(PolicyFault::new(path, place.saturating_add(2), reason));
        let line = match line {
            Ok(line) => line,
            Err(why) => {
                fault(why.to_string());
                continue;
            }
        };
        let Line { date, kind, name_vi, status } = line;
        if last.is_some_and(|last| date <= last) {
            fault(format!("{date} does not come after the line before it"));
        }
        match status {
            Status::Forecast => forecast = forecast.or(Some(date)),
            Status::Confirmed => {}
        }
        if name_vi.is_empty() {
            fault(format!("{date} has no name"));
        }
        if let Some(reason) = out_of_place(date, kind) {
            fault(reason);
        }
        days.insert(date, kind.into());
        last = Some(date);
    }
    // The table is official up to the first forecast day; without a forecast day, to the end of its
    // last year.
    let until = forecast.and_then(|day| day.pred_opt()).or_else(|| year_end(last?));
    let Some(confirmed_until) = until else {
        faults.push(PolicyFault::new(path, 0, "names no day"));
        return Err(PolicyFaults(faults));
    };
    unless(faults, Calendar { id: id.to_owned(), version: version(text), days, confirmed_until })
}

/// The fault of a make-up day on a working day, or of a day off that is free anyway.
fn out_of_place(date: NaiveDate, kind: Kind) -> Option<String> {
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    match kind {
        Kind::MakeupWorkday if !weekend => Some(format!("{date} is a {}, worked anyway", date.weekday())),
        Kind::SwapOff if weekend => Some(format!("{date} is a {}, free anyway", date.weekday())),
        Kind::Holiday | Kind::SwapOff | Kind::MakeupWorkday => None,
    }
}

fn year_end(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(day.year(), 12, 31)
}

/// A version that changes with the content, short enough to read aloud.
fn version(text: &str) -> String {
    let mut digest = format!("{:x}", Sha256::digest(text));
    digest.truncate(8);
    digest
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::calendar::Calendar;

    use super::{load, read};
    use crate::source::Source;

    fn vietnam() -> Calendar {
        load(&Source::BuiltIn).unwrap().remove("vn").unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_end_as_the_field_says() {
        let vn = vietnam();
        for (start, amount, due) in [
            ("2025-01-20", 10, "2025-02-10"),
            ("2026-02-10", 10, "2026-03-03"),
            ("2026-04-24", 5, "2026-05-06"),
            ("2026-08-20", 5, "2026-08-26"),
            ("2026-08-28", 3, "2026-09-07"),
            ("2026-11-20", 2, "2026-11-25"),
            ("2024-04-26", 3, "2024-05-04"),
        ] {
            assert_eq!(vn.add_working_days(day(start), amount), day(due), "{start} + {amount} working days");
        }
        for (start, due) in [("2026-01-28", "2026-02-23"), ("2026-04-11", "2026-05-04"), ("2026-08-13", "2026-09-03")] {
            assert_eq!(vn.add_calendar_days(day(start), 20), day(due), "{start} + 20 calendar days");
        }
    }

    #[test]
    fn the_year_that_is_only_forecast_is_not_confirmed() {
        let vn = vietnam();
        assert_eq!(vn.confirmed_until, day("2026-12-31"));
        assert!(!vn.is_working_day(day("2027-02-08")), "forecast days still count");
    }

    #[test]
    fn another_text_is_another_version() {
        let text = "date,kind,name_vi,status\n2026-01-01,holiday,Tết Dương lịch,confirmed\n";
        let other = text.replace("Tết Dương lịch", "Năm mới");
        let (one, two) = (read("x", "x.csv", text).unwrap(), read("x", "x.csv", &other).unwrap());
        assert_ne!(one.version, two.version);
        assert_eq!(one.confirmed_until, day("2026-12-31"));
    }

    #[test]
    fn broken_calendars_are_refused_with_the_line() {
        for (lines, fault) in [
            ("", "x.csv: names no day"),
            ("2026-13-01,holiday,A,confirmed", "x.csv:2: CSV deserialize error"),
            ("2026-01-01,feast,A,confirmed", "x.csv:2: CSV deserialize error"),
            ("2026-01-01,holiday,A,maybe", "x.csv:2: CSV deserialize error"),
            ("2026-01-01,holiday,,confirmed", "x.csv:2: 2026-01-01 has no name"),
            (
                "2026-01-02,holiday,A,confirmed\n2026-01-01,holiday,A,confirmed",
                "x.csv:3: 2026-01-01 does not come after",
            ),
            (
                "2026-01-01,holiday,A,confirmed\n2026-01-01,holiday,A,confirmed",
                "x.csv:3: 2026-01-01 does not come after",
            ),
            ("2026-08-21,makeup_workday,A,confirmed", "x.csv:2: 2026-08-21 is a Fri, worked anyway"),
            ("2026-08-22,swap_off,A,confirmed", "x.csv:2: 2026-08-22 is a Sat, free anyway"),
        ] {
            let found = read("x", "x.csv", &format!("date,kind,name_vi,status\n{lines}\n")).unwrap_err().to_string();
            assert!(found.starts_with(fault), "{lines}: {found}");
        }
    }
}
