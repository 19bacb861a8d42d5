//! What the world says and hears: shapes, paths and headers. One file a resource; status codes only in [`problem`].

pub mod areas;
pub mod auth;
pub mod case_view;
pub mod cases;
pub mod health;
pub mod landing;
pub mod organizations;
pub mod packs;
pub mod sharing_requests;
pub mod users;
pub mod measure;
pub mod caller;
pub mod documents;
pub mod import_mappings;
pub mod imports;
pub mod messages;
pub mod notifications;
pub mod outbox;
pub mod page;
pub mod problem;
pub mod request;
pub mod talk;
pub mod tasks;
