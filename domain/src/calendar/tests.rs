//! Ten reference vectors for the counting of periods, and properties of every calendar.

use chrono::NaiveDate;

use super::{Calendar, DayKind};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// The days of 2024 to 2026 that the vectors need.
pub(crate) fn vietnam() -> Calendar {
    let off = [
        "2024-04-30",
        "2024-05-01",
        "2025-01-27",
        "2025-01-28",
        "2025-01-29",
        "2025-01-30",
        "2025-01-31",
        "2026-02-16",
        "2026-02-17",
        "2026-02-18",
        "2026-02-19",
        "2026-02-20",
        "2026-04-27",
        "2026-04-30",
        "2026-05-01",
        "2026-09-01",
        "2026-09-02",
        "2026-11-24",
    ];
    let swapped = ["2024-04-29", "2026-08-31"];
    let worked = ["2024-05-04", "2026-08-22"];
    let days = off
        .iter()
        .map(|text| (day(text), DayKind::Holiday))
        .chain(swapped.iter().map(|text| (day(text), DayKind::SwappedOff)))
        .chain(worked.iter().map(|text| (day(text), DayKind::MakeUp)))
        .collect();
    Calendar { id: "vn".to_owned(), version: "test".to_owned(), days, confirmed_until: day("2026-12-31") }
}

#[test]
fn working_days_are_counted_as_the_field_counts_them() {
    let calendar = vietnam();
    for (start, amount, due) in [
        ("2025-01-20", 10, "2025-02-10"),
        ("2026-02-10", 10, "2026-03-03"),
        ("2026-04-24", 5, "2026-05-06"),
        ("2026-08-20", 5, "2026-08-26"),
        ("2026-08-28", 3, "2026-09-07"),
        ("2026-11-20", 2, "2026-11-25"),
        ("2024-04-26", 3, "2024-05-04"),
    ] {
        assert_eq!(calendar.add_working_days(day(start), amount), day(due), "{start} + {amount} working days");
    }
}

#[test]
fn calendar_days_roll_to_the_next_working_day() {
    let calendar = vietnam();
    for (start, due) in [("2026-01-28", "2026-02-23"), ("2026-04-11", "2026-05-04"), ("2026-08-13", "2026-09-03")] {
        assert_eq!(calendar.add_calendar_days(day(start), 20), day(due), "{start} + 20 calendar days");
    }
}
