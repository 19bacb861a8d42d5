//! The register: assets, occupancies, data quality, imports and exports.

pub mod asset;
pub(crate) mod bands;
pub(crate) mod bodies;
pub mod corrections;
pub mod counts;
pub mod exports;
pub(crate) mod filters;
pub mod import_mappings;
pub mod imports;
pub mod kinds;
pub mod occupancies;
pub mod photos;
pub mod quality_issues;
pub(crate) mod requests;
pub mod surveys;
pub mod transfers;
pub mod versions;
