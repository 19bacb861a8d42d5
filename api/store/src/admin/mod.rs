//! What keeps the installation: the schema, the audit, backup and verification.

pub mod audit;
pub mod backup;
pub mod cleaning;
pub mod orphans;
pub mod schema;
pub mod verification;
