//! The register: what stands in the street, who owns it, and how much room it has.

pub mod asset;
pub mod capacity;
pub mod kind;
pub mod life;
pub mod owners;
