//! What the engine guarantees, each tried on machines, calendars, people and hours that chance has made.
//!
//! | guarantee | test |
//! | --- | --- |
//! | no case is ever stuck | `life::no_case_is_ever_stuck` |
//! | a closed case stays closed, no action leads out of it | `life::a_closed_case_stays_closed` |
//! | a refused command changes nothing; deciding is pure and deterministic | `life::deciding_is_pure` |
//! | every accepted command is one version and one entry; replay gives the same case | `life::the_history_is_the_case` |
//! | whoever has acted for one side of a case never acts for the other | `life::nobody_asks_and_answers` |
//! | four eyes; what may be done only so often | `life::nobody_checks_their_own_work` |
//! | pausing never moves a due date earlier; reset, resume, none; due days are worked | `clocks::each_turn_of_a_clock_is_lawful` |
//! | a reset never shortens what an extension has given | `clocks::a_reset_never_shortens_what_was_prolonged` |
//! | prolonging a clock that stands is prolonging it afterwards | `clocks::more_time_can_be_given_while_a_clock_stands` |
//! | a calendar that has not changed moves no clock; a new holiday moves none earlier | `clocks::a_new_holiday_takes_no_time_away` |
//! | an expiry happens once, at its legal instant, whoever looks and however late | `clocks::downtime_changes_nothing` |
//! | reminders once each, those before the due day before the expiry | `clocks::reminders_come_once_and_in_time` |
//! | documents and fields that are asked for must be there | `content::what_is_asked_for_must_be_sent` |
//! | refusal codes need their evidence | `content::a_code_needs_its_evidence` |
//! | silence of an agency: deemed once, never where the law forbids it, joined when all is said | `referrals` |
//! | the hash chain shows any change of the trail | `trail` |
//! | capacity is never oversold among rivals; a route whole or not at all, what blocks it is named (I1, I2) | `ledger` |
//!
//! Elsewhere: the single ledger `domain/src/registry/laws.rs`; the calendar `domain/src/calendar/laws.rs`; the shipped packs
//! `policies/tests/packs/laws` (with I3 and I4); one winner of many, the same answer to the same key, notices exactly once and
//! the ledger's entries that nobody can edit (I5) need a store and are tried in `tests/`.
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
