//! What the server does without being asked: deadlines that pass, letters that leave, imports that
//! run, keys that expire.
//!
//! Every piece of work is claimed in the database before it is done, so any number of `hatang
//! serve` nodes may share one database and any of them may die at any time.

pub mod assembly;
pub mod jobs;
pub mod leftovers;
pub mod supervisor;
