//! How the world reaches Hatang: server, store, post room, command line.

pub mod background;
pub mod diagram;
pub mod documents;
pub mod geo;
pub mod imports;
pub mod post;
pub mod store;
