//! The documents of the service besides features: what it is, what it can, which collections it has, what can be asked.

pub mod api;
pub mod collections;
pub mod conformance;
pub mod home_page;
pub mod links;
pub mod queryables;
