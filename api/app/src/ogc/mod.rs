//! The register as a geographic service (OGC API – Features): which collections there are, what can be asked of them, and what a
//! feature says.
//!
//! A question is read into one [`Filter`](api_store::filter::Filter), whatever it came in as: a box, a day, a name and value, or CQL2. The store
//! narrows by it as far as SQL can, [`evaluate`] decides, feature by feature, by what the reader may see of it: so both databases give
//! the same answer, and what a reader may not see acts as if it were not there.

pub mod collection;
pub mod cql;
pub mod document;
pub mod evaluate;
pub mod feature;
pub mod fetch;
pub mod geometry;
pub mod page;
pub mod query_params;
pub mod schema;
pub mod temporal;
