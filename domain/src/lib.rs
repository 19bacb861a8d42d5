//! The domain rules for the sharing and permitting of passive telecom infrastructure.
//!
//! Rules without IO: no clock, socket, file, database, HTTP or async. Callers pass the time and the
//! facts; functions return the consequences. Start at [`workflow`] for the engine and at [`cases`]
//! for the kinds of case that the engine runs.

pub mod absence;
pub mod access;
pub mod area;
pub mod calendar;
pub mod cases;
pub mod decode;
pub mod delegation;
pub mod fault;
pub mod ids;
pub mod messages;
pub mod money;
pub mod notice;
pub mod organization;
pub mod place;
pub mod planning;
pub mod registry;
pub mod text;
mod text_message;
pub mod words;
pub mod workflow;
