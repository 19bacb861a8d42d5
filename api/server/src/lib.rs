//! The command line, and the server that it starts.

pub mod cli;
pub mod listener;
pub mod server;
