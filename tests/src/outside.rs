//! Programs of others that tests hold the house against.

use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a test that needs a program is passed over here, which is said aloud: only where it is missing, and never in CI.
///
/// # Panics
/// When it is missing in CI.
#[must_use]
pub fn is_passed_over(program: &str, package: &str, what: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    told(asked.is_err(), &format!("{program} (Debian: {package})"), what)
}

/// The same for what `make deps` puts into a folder.
///
/// # Panics
/// When it is missing in CI.
#[must_use]
pub fn is_folder_missing(folder: &Path, what: &str) -> bool {
    told(!folder.exists(), &folder.display().to_string(), what)
}

#[expect(clippy::print_stderr, reason = "a test that was passed over must be seen")]
fn told(missing: bool, name: &str, what: &str) -> bool {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!(missing && in_ci), "{name} is missing; `make test` installs it");
    if missing {
        eprintln!("PASSED OVER, {name} is missing (`make test` installs it): {what}");
    }
    missing
}
