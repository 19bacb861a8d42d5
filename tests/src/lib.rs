//! What the end-to-end tests stand on: real databases, real mail servers, a town of people with a clock that can be moved.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests may stop where they are")]

pub mod door;
pub mod ground;
pub mod hamlet;
pub mod indoors;
pub mod node;
pub mod post_office;
pub mod postgres;
pub mod smtp;
pub mod town;
