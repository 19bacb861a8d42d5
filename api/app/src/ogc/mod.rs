//! The register as a geographic service (OGC API – Features): collections, queries and features.
//!
//! Every form of query becomes one [`Filter`](api_store::filter::Filter): a box, a day, a name and
//! value, or CQL2. The store narrows by the filter as far as SQL can; [`evaluate`] decides for each
//! feature, by the properties that the reader may see. So both databases give the same answer, and
//! hidden properties act as if they did not exist.

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
