//! Sessions of browsers: the cookie, the same-origin rule, and the account of a person.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod account;
mod cookie;
mod passwords;
mod same_origin;
