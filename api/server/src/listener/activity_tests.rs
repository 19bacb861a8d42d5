//! The limit that a connection has passed, by the events on it.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::Limits;
use super::activity::{Activity, Check, Overdue, Protocol};

const LIMITS: Limits = Limits {
    header: Duration::from_secs(10),
    idle: Duration::from_secs(75),
    write: Duration::from_mins(1),
    max_open: 1,
    max_open_per_address: None,
};

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// The limit that has passed by then.
fn overdue(activity: &Activity, at: Instant) -> Option<Overdue> {
    match activity.check(at, &LIMITS) {
        Check::Overdue(overdue) => Some(overdue),
        Check::NotBefore(_) => None,
    }
}

#[test]
fn a_header_has_its_time_from_the_opening_however_it_is_dribbled() {
    let began = Instant::now();
    let activity = Activity::new(began);
    assert_eq!(activity.check(began, &LIMITS), Check::NotBefore(began + seconds(10)));
    activity.received(began + seconds(9));
    assert_eq!(overdue(&activity, began + seconds(10)), Some(Overdue::Header));
}

#[test]
fn a_request_in_flight_has_no_limit_and_idleness_begins_behind_it() {
    let began = Instant::now();
    let activity = Arc::new(Activity::new(began));
    let request = activity.begin(Protocol::Http1);
    activity.received(began + seconds(1));
    assert_eq!(overdue(&activity, began + seconds(10_000)), None);
    drop(request);
    let ended = Instant::now();
    assert_eq!(overdue(&activity, ended + seconds(74)), None);
    assert_eq!(overdue(&activity, ended + seconds(76)), Some(Overdue::Idle));
    // The last bytes of the answer leave after its body was handed over.
    activity.wrote(ended + seconds(50));
    assert_eq!(overdue(&activity, ended + seconds(124)), None);
    assert_eq!(overdue(&activity, ended + seconds(125)), Some(Overdue::Idle));
}

#[test]
fn the_header_of_a_later_request_has_its_time_from_its_first_byte() {
    let activity = Arc::new(Activity::new(Instant::now()));
    drop(activity.begin(Protocol::Http1));
    let first = Instant::now() + seconds(30);
    activity.received(first);
    activity.received(first + seconds(9));
    assert_eq!(overdue(&activity, first + seconds(9)), None);
    assert_eq!(overdue(&activity, first + seconds(10)), Some(Overdue::Header));
    drop(activity.begin(Protocol::Http1));
    assert_eq!(overdue(&activity, first + seconds(10)), None);
}

#[test]
fn looking_at_each_due_instant_misses_no_limit() {
    let activity = Arc::new(Activity::new(Instant::now()));
    drop(activity.begin(Protocol::Http1));
    let now = Instant::now();
    // A header that begins right after this check is overdue after ten seconds.
    assert_eq!(activity.check(now, &LIMITS), Check::NotBefore(now + LIMITS.header));
}

#[test]
fn a_client_that_reads_nothing_is_overdue_and_one_that_reads_a_little_is_not() {
    let began = Instant::now();
    let activity = Arc::new(Activity::new(began));
    let request = activity.begin(Protocol::Http1);
    activity.blocked(began);
    activity.blocked(began + seconds(59));
    assert_eq!(overdue(&activity, began + seconds(60)), Some(Overdue::Blocked));
    activity.wrote(began + seconds(60));
    activity.blocked(began + seconds(60));
    assert_eq!(overdue(&activity, began + seconds(119)), None);
    // The body is handed over, and its last bytes still wait in the socket.
    drop(request);
    assert_eq!(overdue(&activity, began + seconds(119)), None);
    assert_eq!(overdue(&activity, began + seconds(120)), Some(Overdue::Blocked));
}

#[test]
fn pings_of_http2_keep_no_connection_open() {
    let activity = Arc::new(Activity::new(Instant::now()));
    drop(activity.begin(Protocol::Http2));
    let ended = Instant::now();
    activity.received(ended + seconds(60));
    activity.wrote(ended + seconds(60));
    assert_eq!(overdue(&activity, ended + seconds(74)), None);
    assert_eq!(overdue(&activity, ended + seconds(76)), Some(Overdue::Idle));
}

#[test]
fn a_stream_of_http2_with_a_closed_window_is_overdue_and_an_idle_one_is_not() {
    let began = Instant::now();
    let activity = Arc::new(Activity::new(began));
    let (read, silent) = (activity.begin(Protocol::Http2), activity.begin(Protocol::Http2));
    read.offered(began);
    silent.offered(began);
    silent.wanted();
    assert_eq!(overdue(&activity, began + seconds(59)), None);
    assert_eq!(overdue(&activity, began + seconds(60)), Some(Overdue::Unread));
    drop(read);
    assert_eq!(overdue(&activity, began + seconds(10_000)), None);
}
