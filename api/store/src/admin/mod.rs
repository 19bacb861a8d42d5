//! Administration of the installation: the schema, the audit log, backup and verification.

pub mod audit;
pub mod backup;
pub mod cleaning;
pub mod orphans;
pub mod schema;
pub mod verification;
