//! Assets around a place and along a route.

pub mod along_route;
pub mod nearby;
