//! Assets around a location and along a route.

pub mod along_route;
pub mod nearby;
