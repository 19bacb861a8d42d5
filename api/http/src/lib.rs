//! The HTTP interface: bodies, paths and headers, one file per resource. Only [`problem`] defines
//! status codes.

pub mod admin;
pub mod assets;
pub mod browser_app;
pub mod caller;
pub mod cases;
pub mod conditions;
pub mod contract;
pub mod endpoint;
pub mod etag;
pub mod fingerprint;
pub(crate) mod legal_days;
pub mod maps;
pub mod middleware;
pub mod page;
pub mod parameter_set;
pub mod people;
pub mod planning;
pub mod problem;
pub mod request;
pub mod request_context;
pub(crate) mod request_source;
pub mod resources;
pub mod search;
pub mod session_cookie;
pub mod stored_file;
