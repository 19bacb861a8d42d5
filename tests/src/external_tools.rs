//! Detects the external programs that some tests need.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Whether to skip a test that needs a program, with a message on standard error: only where the
/// program is missing, and never in CI.
///
/// # Panics
/// When the tool is missing in CI.
#[must_use]
pub fn is_passed_over(program: &str, package: &str, what: &str) -> bool {
    let asked = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    reported(asked.is_err(), &format!("{program} (Debian: {package})"), what)
}

/// Whether to skip a test that needs a folder from `make deps`, under the same conditions.
///
/// # Panics
/// When the folder is missing in CI.
#[must_use]
pub fn is_folder_missing(folder: &Path, what: &str) -> bool {
    reported(!folder.exists(), &folder.display().to_string(), what)
}

/// The library that gives a process its own clock, for `LD_PRELOAD`; `None`, with a message, where
/// it is missing outside CI.
///
/// # Panics
/// When the library is missing in CI.
#[must_use]
pub fn faketime(what: &str) -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|folder| folder.path());
    let found = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|library| library.exists());
    let missing = reported(found.is_none(), "libfaketime (Debian: libfaketime)", what);
    found.filter(|_| !missing)
}

#[expect(clippy::print_stderr, reason = "a test that was passed over must be seen")]
fn reported(missing: bool, name: &str, what: &str) -> bool {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!(missing && in_ci), "{name} is missing; `make test` installs it");
    if missing {
        eprintln!("PASSED OVER, {name} is missing (`make test` installs it): {what}");
    }
    missing
}
