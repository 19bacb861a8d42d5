//! The documents of the service besides features: landing page, conformance, collections,
//! queryables, API definition.

pub mod api;
pub mod collections;
pub mod conformance;
pub mod home_page;
pub mod links;
pub mod queryables;
