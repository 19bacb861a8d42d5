//! Who works here: logging in and out, organisations, people and their seats.

pub mod absence;
pub mod delegation;
pub mod doorkeeper;
pub mod gate;
pub mod login;
pub mod organization;
pub mod password;
pub mod user;
