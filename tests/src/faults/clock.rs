//! A server with a wrong clock (libfaketime), which a test can step while the server runs. The
//! monotonic clock stays right.

use std::path::{Path, PathBuf};

use crate::node::Plan;

const LIBRARIES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
];

/// Whether to skip a test that needs libfaketime, with a message on standard error: only where it
/// is missing, and never in CI.
///
/// # Panics
/// When libfaketime is missing in CI.
#[must_use]
pub fn is_passed_over(what: &str) -> bool {
    library().is_none()
        && crate::external_tools::is_folder_missing(Path::new("libfaketime (Debian: libfaketime)"), what)
}

fn library() -> Option<&'static str> {
    LIBRARIES.into_iter().find(|path| Path::new(path).exists())
}

/// The clock of a server.
#[derive(Debug)]
pub struct WrongClock {
    file: PathBuf,
}

impl WrongClock {
    /// A clock with an offset, `+40d`, `-10m`; its control file is in the folder.
    #[must_use]
    pub fn off_by(offset: &str, folder: &Path) -> Self {
        let clock = Self { file: folder.join("clock") };
        clock.step(offset);
        clock
    }

    /// Sets a new offset.
    ///
    /// # Panics
    /// When the control file cannot be written.
    pub fn step(&self, offset: &str) {
        let fresh = self.file.with_extension("next");
        std::fs::write(&fresh, format!("{offset}\n")).expect("a file");
        std::fs::rename(fresh, &self.file).expect("the file of the clock");
    }

    /// A server plan with this clock.
    ///
    /// # Panics
    /// When libfaketime is missing.
    #[must_use]
    pub fn hold(&self, plan: Plan) -> Plan {
        plan.with_environment("LD_PRELOAD", library().expect("libfaketime"))
            .with_environment("FAKETIME_TIMESTAMP_FILE", &self.file.display().to_string())
            .with_environment("FAKETIME_NO_CACHE", "1")
            .with_environment("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .with_environment("DONT_FAKE_MONOTONIC", "1")
    }
}
