//! Calendars: one CSV file each, a line for every day that differs from the plain week.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::calendar::{Calendar, DayKind};
use serde::Deserialize;

use crate::{faults::{Fault, Faults, unless}, source::Source};

#[derive(Deserialize)]
struct Line {
    date: String,
    kind: String,
    #[serde(rename = "name_vi")]
    _name_vi: String,
    status: String,
}

/// Reads all calendars.
///
/// # Errors
/// Every fault of every file.
pub fn load(source: &Source) -> Result<BTreeMap<String, Calendar>, Faults> {
    let mut calendars = BTreeMap::new();
    let mut faults = Vec::new();
    for name in source.files("calendars")? {
        let Some(id) = name.strip_suffix(".csv") else { continue };
        let file = source.file(&format!("calendars/{name}"))?;
        match one(id, &file.path, &file.text) {
            Ok(calendar) => {
                calendars.insert(id.to_owned(), calendar);
            }
            Err(found) => faults.extend(found.0),
        }
    }
    unless(faults, calendars)
}

fn one(id: &str, path: &str, text: &str) -> Result<Calendar, Faults> {
    let mut days = BTreeMap::new();
    let mut faults = Vec::new();
    let mut confirmed_until = NaiveDate::MIN;
    let mut first_forecast: Option<NaiveDate> = None;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for (place, line) in reader.deserialize::<Line>().enumerate() {
        let at = |reason: String| Fault { file: path.to_owned(), line: place.saturating_add(2), reason };
        let line = match line {
            Ok(line) => line,
            Err(why) => {
                faults.push(at(why.to_string()));
                continue;
            }
        };
        let kind = match line.kind.as_str() {
            "holiday" => DayKind::Holiday,
            "swap_off" => DayKind::SwappedOff,
            "makeup_workday" => DayKind::MakeUp,
            other => {
                faults.push(at(format!("`{other}` is not a kind of day: holiday, swap_off or makeup_workday")));
                continue;
            }
        };
        let Ok(date) = line.date.parse::<NaiveDate>() else {
            faults.push(at(format!("`{}` is not a day", line.date)));
            continue;
        };
        match line.status.as_str() {
            "confirmed" => confirmed_until = confirmed_until.max(date),
            "forecast" => first_forecast = Some(first_forecast.map_or(date, |first| first.min(date))),
            other => faults.push(at(format!("`{other}` is not a status: confirmed or forecast"))),
        }
        if days.insert(date, kind).is_some() {
            faults.push(at(format!("{date} is written twice")));
        }
    }
    let days = unless(faults, days)?;
    // Up to the first forecast day the table is as announced; without one, to the end of its last year.
    let until = first_forecast.and_then(|day| day.pred_opt()).unwrap_or(confirmed_until);
    Ok(Calendar { id: id.to_owned(), version: version(text), days, confirmed_until: until })
}

/// A version that changes with the content: its length and a sum over it, short enough to be read aloud.
fn version(text: &str) -> String {
    let sum = text.bytes().fold(5381_u32, |sum, byte| sum.wrapping_mul(33) ^ u32::from(byte));
    format!("{sum:08x}")
}
