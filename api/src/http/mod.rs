//! What the world says and hears: shapes, paths and headers. One file a resource; status codes only in [`problem`].

pub mod caller;
pub mod documents;
pub mod imports;
pub mod messages;
pub mod notifications;
pub mod outbox;
pub mod page;
pub mod problem;
pub mod request;
pub mod talk;
pub mod tasks;
