//! The background work of the server: deadlines, mail, imports, expired keys.
//!
//! Every piece of work is claimed in the database before it starts, so any number of `hatang serve`
//! nodes may share one database, and any of them may die at any time.

pub mod abandoned_files;
pub mod assembly;
pub mod jobs;
pub mod supervisor;
