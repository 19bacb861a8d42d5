//! The engine: moves any kind of case through the states of a rule pack, within its time limits.
//!
//! The engine is pure: callers pass the time, the facts and the acting party, and the engine
//! returns the consequences. It knows states, actions, limits, referrals and people; the content of
//! a case comes through [`rules::Rules`].

pub mod case;
pub mod check;
pub mod clock;
mod consult;
pub mod deadline;
pub mod decide;
pub mod definition;
pub mod doer;
pub mod event;
pub mod evidence;
pub mod fields;
pub mod history;
pub mod law;
pub mod leading;
pub mod limit;
pub mod name;
pub mod not_now;
pub mod reachable_states;
pub mod referral;
pub mod rules;
pub mod sides;
pub mod violation;
