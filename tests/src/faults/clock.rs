//! A server whose own clock is wrong (libfaketime), and can be stepped while it runs. Its monotonic clock stays right.

use std::path::{Path, PathBuf};

use crate::node::Plan;

const LIBRARIES: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
];

/// Whether a test that needs libfaketime is passed over here, which is said aloud: only where it is missing, and never in CI.
///
/// # Panics
/// When it is missing in CI.
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
    /// A clock that is off by so much, `+40d`, `-10m`; what sets it lies in the folder.
    #[must_use]
    pub fn off_by(offset: &str, folder: &Path) -> Self {
        let clock = Self { file: folder.join("clock") };
        clock.step(offset);
        clock
    }

    /// Steps it: from now on it is off by so much.
    ///
    /// # Panics
    /// When its file cannot be written.
    pub fn step(&self, offset: &str) {
        let fresh = self.file.with_extension("next");
        std::fs::write(&fresh, format!("{offset}\n")).expect("a file");
        std::fs::rename(fresh, &self.file).expect("the file of the clock");
    }

    /// The plan of a server with this clock.
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
