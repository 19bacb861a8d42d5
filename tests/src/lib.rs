//! What the end-to-end tests stand on.
#![expect(clippy::expect_used, reason = "tests may stop where they are")]

pub mod post_office;
