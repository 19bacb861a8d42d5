//! A small disk that can be filled and freed: an ext4 file system in a file, mounted over a loop
//! device. Where this process may not mount, a limit on the length of files (`RLIMIT_FSIZE`)
//! replaces it, with a message on standard error.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::faulty_disk::FaultyDisk;
use crate::node::{Node, Plan};

/// How the disk is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A file system of its own.
    Mounted,
    /// A limit on the process.
    FileLimit,
}

/// A disk that can be filled.
#[derive(Debug)]
pub struct FullDisk {
    holder: tempfile::TempDir,
    means: Means,
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        if self.means == Means::Mounted {
            drop(Command::new("umount").arg("-l").arg(self.folder()).output());
        }
    }
}

/// `FULL_DISK=limit` in the environment asks for the limit where mounting would be permitted.
fn allowed() -> Result<(), String> {
    let asked = std::env::var("FULL_DISK").is_ok_and(|how| how == "limit");
    if asked { Err("asked for".to_owned()) } else { Ok(()) }
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let said = |done: Output| String::from_utf8_lossy(&done.stderr).trim().to_owned();
    match Command::new(program).args(arguments).output() {
        Ok(done) if done.status.success() => Ok(()),
        Ok(done) => Err(said(done)),
        Err(missing) => Err(format!("{program}: {missing}")),
    }
}

impl FullDisk {
    /// A disk of a size in MiB.
    #[must_use]
    #[expect(clippy::print_stderr, reason = "a weaker test must be seen")]
    pub fn of_mebibytes(size: u64) -> Self {
        let holder = tempfile::tempdir().expect("a folder");
        let image = holder.path().join("image");
        File::create(&image).and_then(|file| file.set_len(size << 20)).expect("an image");
        let folder = holder.path().join("disk");
        std::fs::create_dir(&folder).expect("a folder");
        let (image, place) = (image.display().to_string(), folder.display().to_string());
        let mounted = allowed()
            .and_then(|()| run("/usr/sbin/mkfs.ext4", &["-q", "-F", "-m", "0", &image]))
            .and_then(|()| run("mount", &["-o", "loop", &image, &place]));
        let means = match mounted {
            Ok(()) => Means::Mounted,
            Err(why) => {
                eprintln!("FULL DISK WITHOUT A FILE SYSTEM OF ITS OWN, by RLIMIT_FSIZE: {why}");
                Means::FileLimit
            }
        };
        Self { holder, means }
    }

    /// The folder for files on the disk.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.holder.path().join("disk")
    }

    /// A server plan on this disk: a server under a limit must survive the signal that comes with
    /// it.
    #[must_use]
    pub fn hold(&self, plan: Plan) -> Plan {
        match self.means {
            Means::Mounted => plan,
            Means::FileLimit => FaultyDisk::under("no file has this name", self.holder.path()).hold(plan),
        }
    }

    #[must_use]
    pub fn means(&self) -> Means {
        self.means
    }

    /// Fills the disk to the last byte.
    ///
    /// # Panics
    /// When the disk cannot be filled.
    pub fn fill(&self, server: &Node) {
        match self.means {
            Means::Mounted => fill(&self.folder().join("filler")),
            // No file of the server may grow beyond its first page.
            Means::FileLimit => limit(server, "4096"),
        }
    }

    /// Frees the disk.
    ///
    /// # Panics
    /// When the disk was not full.
    pub fn free(&self, server: &Node) {
        match self.means {
            Means::Mounted => std::fs::remove_file(self.folder().join("filler")).expect("a filled disk"),
            Means::FileLimit => limit(server, "unlimited"),
        }
    }
}

fn fill(path: &Path) {
    let mut file = File::create(path).expect("a file");
    let block = vec![0xff_u8; 1 << 20];
    for size in [1 << 20, 4096, 1] {
        while file.write_all(block.get(..size).expect("a part")).is_ok() {}
    }
    drop(file.sync_all());
}

fn limit(server: &Node, length: &str) {
    let pid = server.pid().to_string();
    run("prlimit", &["--pid", &pid, &format!("--fsize={length}:unlimited")]).expect("prlimit");
}
