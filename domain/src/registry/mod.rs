//! The register: what stands in the street, who owns it, and how much room it has.

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
