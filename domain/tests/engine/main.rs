//! The guarantees of the engine, tested with random workflows, calendars, people and hours.
//!
//! | guarantee | test |
//! | --- | --- |
//! | no case is ever stuck | `life::no_case_is_ever_stuck` |
//! | a closed case stays closed | `life::a_closed_case_stays_closed` |
//! | a refused command changes nothing; deciding is pure | `life::deciding_is_pure` |
//! | one version and one entry per command; replay | `life::the_history_is_the_case` |
//! | nobody acts for both sides of a case | `life::nobody_asks_and_answers` |
//! | four eyes; limited repetition | `life::nobody_checks_their_own_work` |
//! | a pause moves no due date earlier | `clocks::each_turn_of_a_clock_is_lawful` |
//! | a reset keeps extensions | `clocks::a_reset_never_shortens_what_was_prolonged` |
//! | extension in a pause | `clocks::more_time_can_be_given_while_a_clock_stands` |
//! | a new holiday moves no clock earlier | `clocks::a_new_holiday_takes_no_time_away` |
//! | one expiry, at its legal instant | `clocks::downtime_changes_nothing` |
//! | one reminder each, in time | `clocks::reminders_come_once_and_in_time` |
//! | mandatory documents and fields | `content::what_is_asked_for_must_be_sent` |
//! | refusal codes need their evidence | `content::a_code_needs_its_evidence` |
//! | effect of an agency's silence; join | `referrals` |
//! | the hash chain shows any change of the trail | `trail` |
//! | capacity is never oversold; a route whole or not at all (I1, I2) | `ledger` |
//!
//! Details: a closed case has no action out of it. Deciding is pure and deterministic. Replaying
//! the entries gives the same case. Reset, resume and none are the three effects of a supplement.
//! Due days are working days. The extension of a paused clock equals an extension after the pause.
//! A calendar without changes moves no clock. An expiry happens once, independent of the time of
//! processing. Reminders before the due day come before the expiry. Silence takes effect once, and
//! never where the law forbids it. A refusal names the blocking elements of a route.
//!
//! Other tests: the single ledger in `domain/src/registry/laws.rs`; the calendar in
//! `domain/src/calendar/laws.rs`; the shipped packs in `policies/tests/packs/laws` (with I3 and
//! I4). One winner of many, the same result for the same key, exactly-once notifications and
//! immutable ledger entries (I5) need a store, so `tests/` covers them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod clocks;
mod content;
mod ledger;
mod life;
mod referrals;
mod sketch;
mod tale;
mod toy;
mod trail;
