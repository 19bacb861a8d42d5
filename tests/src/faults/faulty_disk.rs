//! A disk that fails on demand: a library preloaded into the server (`tests/faults/preload.c`)
//! fails the n-th write, sync or truncation of the database's files, and counts them.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::node::Plan;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/preload.c");

/// The length of the control file and the offsets of its fields, as in `struct control`.
const LENGTH: usize = 72 + 128;
const ARMED: u64 = 0;
const OPERATIONS: u64 = 8;
const ERROR: u64 = 16;
const REMAINDER: u64 = 24;
const COUNTDOWN: u64 = 32;
const WRITES: u64 = 40;
const SYNCS: u64 = 48;
const TRUNCATIONS: u64 = 56;
const FAILURES: u64 = 64;
const PATTERN: u64 = 72;

/// A kind of call that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `write`, `pwrite`, `writev` …
    Write,
    /// The calls `fsync` and `fdatasync`.
    Sync,
    Truncate,
}

impl Operation {
    fn bit(self) -> u64 {
        match self {
            Self::Write => 1,
            Self::Sync => 2,
            Self::Truncate => 4,
        }
    }

    /// The name in a report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Write => "write",
            Self::Sync => "fsync",
            Self::Truncate => "ftruncate",
        }
    }
}

/// The error of the failing call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiskError {
    /// `EIO`: the device failed.
    Io,
    /// `ENOSPC`: the device is full.
    Full,
}

/// The duration of the fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// Only the n-th call.
    Once,
    /// The n-th call and all after it.
    FromThenOn,
}

/// The effect of a failed write on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remainder {
    /// The write leaves no bytes.
    Nothing,
    /// The first half of the bytes.
    Half,
}

/// A fault of the disk.
#[derive(Debug, Clone, Copy)]
pub struct DiskFault {
    /// The kind of calls that are counted.
    pub operation: Operation,
    /// The number of the failing call, counted from now, from 1.
    pub nth: u64,
    pub error: DiskError,
    pub lasting: Lasting,
    /// The effect of the failing write.
    pub remainder: Remainder,
}

impl DiskFault {
    /// The n-th call from now fails once with `EIO` and writes nothing.
    #[must_use]
    pub fn once(operation: Operation, nth: u64) -> Self {
        Self { operation, nth, error: DiskError::Io, lasting: Lasting::Once, remainder: Remainder::Nothing }
    }
}

/// The disk under one server.
#[derive(Debug)]
pub struct FaultyDisk {
    library: PathBuf,
    control: PathBuf,
    file: File,
}

impl FaultyDisk {
    /// A disk that works until a test arms it; it affects files whose path contains the pattern.
    /// The control file is in the folder.
    ///
    /// # Panics
    /// When the library cannot be compiled: a C compiler is missing (Debian: gcc, libc6-dev).
    #[must_use]
    pub fn under(pattern: &str, folder: &Path) -> Self {
        let control = folder.join("faulty-disk");
        let mut content = vec![0_u8; LENGTH];
        let start = usize::try_from(PATTERN).expect("a small number");
        assert!(pattern.len() < LENGTH - start, "the pattern is too long");
        content.splice(start..start + pattern.len(), pattern.bytes());
        std::fs::write(&control, content).expect("a control file");
        let file = File::options().read(true).write(true).open(&control).expect("the control file");
        Self { library: compiled(), control, file }
    }

    /// A server plan with this disk.
    #[must_use]
    pub fn hold(&self, plan: Plan) -> Plan {
        plan.with_environment("LD_PRELOAD", &self.library.display().to_string())
            .with_environment("FAULTY_DISK_CONTROL", &self.control.display().to_string())
    }

    /// Arms the disk with a fault.
    pub fn arm(&self, fault: DiskFault) {
        self.disarm();
        self.write(OPERATIONS, fault.operation.bit());
        self.write(
            ERROR,
            match fault.error {
                DiskError::Io => 5,
                DiskError::Full => 28,
            },
        );
        self.write(
            REMAINDER,
            match fault.remainder {
                Remainder::Nothing => 0,
                Remainder::Half => 1,
            },
        );
        self.write(COUNTDOWN, fault.nth);
        self.write(FAILURES, 0);
        self.write(
            ARMED,
            match fault.lasting {
                Lasting::Once => 1,
                Lasting::FromThenOn => 2,
            },
        );
    }

    /// Ends the fault; the disk works again.
    pub fn disarm(&self) {
        self.write(ARMED, 0);
    }

    /// The number of failed calls since the disk was armed.
    #[must_use]
    pub fn failures(&self) -> u64 {
        self.read(FAILURES)
    }

    /// The number of calls of a kind since the server started.
    #[must_use]
    pub fn seen(&self, operation: Operation) -> u64 {
        self.read(match operation {
            Operation::Write => WRITES,
            Operation::Sync => SYNCS,
            Operation::Truncate => TRUNCATIONS,
        })
    }

    fn write(&self, at: u64, value: u64) {
        self.file.write_all_at(&value.to_ne_bytes(), at).expect("the control file");
    }

    fn read(&self, at: u64) -> u64 {
        let mut bytes = [0_u8; 8];
        self.file.read_exact_at(&mut bytes, at).expect("the control file");
        u64::from_ne_bytes(bytes)
    }
}

/// The library, compiled into the folder of the programs unless it exists there and is as new as
/// its source.
fn compiled() -> PathBuf {
    let library = crate::node::folder_of_programs().join("libfaulty_disk.so");
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    if changed(&library).is_some_and(|built| Some(built) > changed(Path::new(SOURCE))) {
        return library;
    }
    let fresh = library.with_extension(format!("so.{}", std::process::id()));
    let done = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-o"])
        .arg(&fresh)
        .args([SOURCE, "-ldl"])
        .output()
        .expect("cc; `make test` installs it (Debian: gcc)");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::rename(&fresh, &library).expect("the library in its place");
    library
}
