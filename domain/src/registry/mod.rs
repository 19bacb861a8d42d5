//! The register: the assets in the field, their owners and their capacity.

pub mod asset;
pub mod band;
pub mod capacity;
pub mod correction;
pub mod kind;
pub mod life;
pub mod owners;
pub mod quality;
pub mod route;

#[cfg(test)]
mod laws;
