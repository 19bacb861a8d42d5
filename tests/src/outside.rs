//! Programs of others that tests hold the house against.

use std::process::{Command, Stdio};

/// Whether a test that needs a program is passed over here, which is said aloud: only where it is missing, and never in CI.
///
/// # Panics
/// When it is missing in CI.
#[must_use]
#[expect(clippy::print_stderr, reason = "a test that was passed over must be seen")]
pub fn is_passed_over(program: &str, package: &str, what: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let missing = asked.is_err();
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!(missing && in_ci), "{program} is missing; `make test` installs it (Debian: {package})");
    if missing {
        eprintln!("PASSED OVER, {program} is missing (`make test` installs {package}): {what}");
    }
    missing
}
