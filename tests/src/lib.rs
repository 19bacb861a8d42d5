//! The harness of the end-to-end tests: real databases, real mail servers, a [`test_app::TestApp`]
//! with people and a clock that tests can move.
#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "tests may stop where they are")]

/// Percent-encodes a password for a URL.
fn percent_encoded(password: &str) -> String {
    use std::fmt::Write as _;
    password.bytes().fold(String::new(), |mut url, byte| {
        write!(url, "%{byte:02X}").expect("writing into a string");
        url
    })
}

pub mod bucket;
mod certificate;
pub mod document;
pub mod events;
pub mod external_tools;
pub mod fake_smtp;
pub mod faults;
pub mod fixtures;
pub mod hostile;
pub mod in_process_server;
pub mod load;
pub mod maps;
pub mod node;
pub mod postgres;
pub mod promised;
pub mod smtp;
pub mod switch;
pub mod test_app;
pub mod test_client;
pub mod test_db;
pub mod worlds;
