//! Properties that hold for every calendar and every office, independent of the days in the table.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{Calendar, DayKind, OfficeHours};

fn days() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap();
    (0_u64..1_500).prop_map(move |n| first.checked_add_days(Days::new(n)).unwrap())
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let kind = prop::sample::select(vec![DayKind::Holiday, DayKind::SwappedOff, DayKind::MakeUp]);
    prop::collection::btree_map(days(), kind, 0..120).prop_map(calendar)
}

fn calendar(days: BTreeMap<NaiveDate, DayKind>) -> Calendar {
    let confirmed_until = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
    Calendar { id: "any".to_owned(), version: "1".to_owned(), days, confirmed_until }
}

fn offices() -> impl Strategy<Value = OfficeHours> {
    let zone = prop::sample::select(vec![Tz::Asia__Ho_Chi_Minh, Tz::America__Sao_Paulo, Tz::Europe__Brussels, Tz::UTC]);
    let hour = |hour: u32| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
    (zone, 6_u32..10, 15_u32..19).prop_map(move |(timezone, open, close)| OfficeHours {
        open: hour(open),
        close: hour(close),
        timezone,
    })
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (days(), 0_i64..86_400).prop_map(|(day, second)| day.and_time(NaiveTime::MIN).and_utc() + Duration::seconds(second))
}

proptest! {
    #[test]
    fn a_period_of_working_days_holds_just_so_many(calendar in calendars(), event in days(), n in 1_u32..120) {
        let due = calendar.add_working_days(event, n);
        prop_assert!(due > event && calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days_between(event, due), n);
        prop_assert!(calendar.add_working_days(event, n + 1) > due);
        prop_assert!(calendar.add_working_days(event.succ_opt().unwrap(), n) >= due);
        prop_assert_eq!(calendar.working_days_between(calendar.subtract_working_days(due, n), due), n);
    }

    #[test]
    fn a_period_of_calendar_days_or_months_ends_on_the_first_working_day_from_its_end(
        calendar in calendars(), event in days(), n in 0_u32..120,
    ) {
        let by_days = event.checked_add_days(Days::new(u64::from(n))).unwrap();
        let by_months = event.checked_add_months(chrono::Months::new(n)).unwrap();
        for (end, due) in [(by_days, calendar.add_calendar_days(event, n)), (by_months, calendar.add_months(event, n))] {
            prop_assert!(due >= end && calendar.is_working_day(due));
            prop_assert!(end.iter_days().take_while(|day| *day < due).all(|day| !calendar.is_working_day(day)));
        }
    }

    #[test]
    fn a_new_holiday_never_moves_an_end_earlier(
        calendar in calendars(), event in days(), holiday in days(), n in 0_u32..60,
    ) {
        let mut longer = calendar.clone();
        longer.days.insert(holiday, DayKind::Holiday);
        prop_assert!(longer.add_working_days(event, n) >= calendar.add_working_days(event, n));
        prop_assert!(longer.add_calendar_days(event, n) >= calendar.add_calendar_days(event, n));
        prop_assert!(longer.add_months(event, n) >= calendar.add_months(event, n));
    }

    #[test]
    fn what_arrives_counts_from_a_working_day_that_is_not_before_it(
        calendar in calendars(), office in offices(), at in instants(), later in 0_i64..200_000,
    ) {
        let received = office.legal_day_of_receipt(&calendar, at);
        prop_assert!(calendar.is_working_day(received) && received >= office.local_date(at));
        prop_assert!(office.legal_day_of_receipt(&calendar, at + Duration::seconds(later)) >= received);
    }

    #[test]
    fn a_day_ends_with_its_last_instant(office in offices(), day in days()) {
        let end = office.end_of_day(day);
        prop_assert!(office.local_date(end) > day);
        prop_assert_eq!(office.local_date(end - Duration::nanoseconds(1)), day);
        prop_assert!(office.start_of_work(day) < end);
    }
}

fn hanoi() -> OfficeHours {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    OfficeHours { open: at(7, 30), close: at(17, 0), timezone: Tz::Asia__Ho_Chi_Minh }
}

#[test]
fn what_comes_after_hours_or_on_a_day_off_is_received_when_the_office_opens_again() {
    let calendar = super::tests::vietnam();
    for (at, day) in [
        ("2026-04-24T02:00:00Z", "2026-04-24"),
        ("2026-04-24T10:00:00Z", "2026-04-24"),
        ("2026-04-24T10:00:01Z", "2026-04-28"),
        ("2026-04-23T18:00:00Z", "2026-04-24"),
        ("2026-08-22T03:00:00Z", "2026-08-22"),
        ("2026-08-30T17:30:00Z", "2026-09-03"),
    ] {
        let received = hanoi().legal_day_of_receipt(&calendar, at.parse().unwrap());
        assert_eq!(received.to_string(), day, "received at {at}");
    }
}

#[test]
fn a_period_that_ends_on_a_day_is_met_one_minute_before_its_midnight() {
    let end = hanoi().end_of_day(NaiveDate::from_ymd_opt(2026, 5, 6).unwrap());
    assert_eq!(end.to_rfc3339(), "2026-05-06T17:00:00+00:00");
}

#[test]
fn a_month_from_its_last_day_ends_on_the_last_day_of_the_next() {
    let plain = calendar(BTreeMap::new());
    for (event, n, due) in
        [("2024-01-31", 1, "2024-02-29"), ("2026-01-31", 1, "2026-03-02"), ("2025-11-30", 3, "2026-03-02")]
    {
        assert_eq!(plain.add_months(event.parse().unwrap(), n).to_string(), due, "{event} + {n} months");
    }
}

#[test]
fn what_is_forecast_is_not_confirmed() {
    let calendar = calendar(BTreeMap::new());
    assert!(calendar.is_confirmed("2026-12-31".parse().unwrap()));
    assert!(!calendar.is_confirmed("2027-01-01".parse().unwrap()));
}
