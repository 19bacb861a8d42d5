//! How the world reaches Hatang: server, store, post room, command line.

pub mod act;
pub mod almanac;
pub mod ask;
pub mod background;
pub mod calendars;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod diagram;
pub mod documents;
pub mod failure;
pub mod geo;
pub mod house;
pub mod http;
pub mod imports;
pub mod messages;
pub mod metrics;
pub mod people;
pub mod post;
pub mod register;
pub mod reorganisation;
pub mod server;
pub mod store;
pub mod tasks;
