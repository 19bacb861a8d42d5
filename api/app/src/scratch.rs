//! Temporary files: notes of imports, parts of exports, spooled files of a backup. Only the process
//! that writes them needs them, so each process has its own folder and locks it for its whole life.
//!
//! Several processes may share one data folder (commands beside the server). A free lock proves
//! that the process of the folder is dead, whatever its end: the operating system frees the locks
//! of a dead process. This proof works across restarts, reused process ids and containers on one
//! machine, where a process id does not.

use std::fs::{self, File, TryLockError};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// The extension of lock files.
const LOCK: &str = "lock";
/// The name prefix of notes that list files of a process outside its folder.
const NOTE: &str = "elsewhere-";

/// The folder of this process, created on first use and removed on drop.
#[derive(Debug)]
pub struct Scratch {
    root: PathBuf,
    own: Mutex<Option<Own>>,
}

#[derive(Debug)]
struct Own {
    folder: PathBuf,
    lock_path: PathBuf,
    /// The lock, held until this value is dropped.
    _lock: File,
}

impl Drop for Own {
    fn drop(&mut self) {
        // The next process sweeps any remains.
        fs::remove_dir_all(&self.folder).unwrap_or_default();
        fs::remove_file(&self.lock_path).unwrap_or_default();
    }
}

/// Marks a file outside the folder for removal, in case this process dies before the drop.
#[derive(Debug)]
pub struct Elsewhere {
    note: PathBuf,
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        fs::remove_file(&self.note).unwrap_or_default();
    }
}

impl Scratch {
    /// The scratch folder in the data folder.
    #[must_use]
    pub fn within(data: &Path) -> Self {
        Self { root: data.join("scratch"), own: Mutex::default() }
    }

    /// The folder of this process.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn folder(&self) -> io::Result<PathBuf> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = own.as_ref() {
            return Ok(own.folder.clone());
        }
        let made = claim(&self.root)?;
        let folder = made.folder.clone();
        *own = Some(made);
        Ok(folder)
    }

    /// Notes a file outside the folder, `backup.part`, so that a sweep removes it if this process
    /// dies. The writer must lock the file (see [`File::lock`]): another process may have started
    /// it again.
    ///
    /// # Errors
    /// When the note cannot be written.
    pub fn elsewhere(&self, file: &Path) -> io::Result<Elsewhere> {
        let folder = self.folder()?;
        let note = folder.join(format!("{NOTE}{:032x}", rand::random::<u128>()));
        fs::write(&note, std::path::absolute(file)?.as_os_str().as_bytes())?;
        Ok(Elsewhere { note })
    }

    /// Removes the folders of dead processes, and entries without a lock from before `older_than`,
    /// which older versions left. Returns the number of removed entries.
    ///
    /// # Errors
    /// When the folder cannot be read. Entries that cannot be removed are logged.
    pub fn sweep(&self, older_than: SystemTime) -> io::Result<usize> {
        let mut removed: usize = 0;
        for entry in gone_is_none(fs::read_dir(&self.root))?.into_iter().flatten() {
            let path = entry?.path();
            match is_removed(&path, older_than) {
                Ok(is_removed) => removed = removed.saturating_add(usize::from(is_removed)),
                // The folder may belong to another user; the sweep continues with the others.
                Err(why) => tracing::warn!(path = %path.display(), %why, "a scratch folder cannot be removed"),
            }
        }
        Ok(removed)
    }
}

/// Removes an entry of the scratch folder if its process is dead, or if the entry is old and has no
/// lock.
fn is_removed(path: &Path, older_than: SystemTime) -> io::Result<bool> {
    if path.extension().is_some_and(|ending| ending == LOCK) {
        return is_swept(path);
    }
    if path.with_extension(LOCK).exists() {
        return Ok(false);
    }
    let changed = gone_is_none(path.symlink_metadata())?.and_then(|found| found.modified().ok());
    let is_old = changed.is_some_and(|changed| changed < older_than);
    if is_old {
        remove(path)?;
    }
    Ok(is_old)
}

/// Creates a folder with a locked lock file.
fn claim(root: &Path) -> io::Result<Own> {
    fs::create_dir_all(root)?;
    loop {
        let folder = root.join(format!("{:032x}", rand::random::<u128>()));
        let lock_path = folder.with_extension(LOCK);
        let lock = File::options().write(true).create_new(true).open(&lock_path)?;
        lock.lock()?;
        // Another process may have swept the file before this process locked it; the lock then
        // protects nothing.
        if is_at(&lock, &lock_path)? {
            fs::create_dir(&folder)?;
            return Ok(Own { folder, lock_path, _lock: lock });
        }
    }
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let found = gone_is_none(fs::metadata(path))?;
    Ok(found.is_some_and(|found| file.metadata().is_ok_and(|own| (own.dev(), own.ino()) == (found.dev(), found.ino()))))
}

/// Removes the folder of a lock if its process is dead.
fn is_swept(lock_path: &Path) -> io::Result<bool> {
    let Some(lock) = gone_is_none(File::options().write(true).open(lock_path))? else { return Ok(false) };
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(false),
        Err(TryLockError::Error(why)) => return Err(why),
    }
    let folder = lock_path.with_extension("");
    for note in gone_is_none(fs::read_dir(&folder))?.into_iter().flatten() {
        let note = note?;
        if note.file_name().as_bytes().starts_with(NOTE.as_bytes()) {
            let file = PathBuf::from(std::ffi::OsString::from_vec(fs::read(note.path())?));
            remove_unless_locked(&file)?;
        }
    }
    remove(&folder)?;
    remove(lock_path)?;
    Ok(true)
}

fn remove_unless_locked(path: &Path) -> io::Result<()> {
    let Some(file) = gone_is_none(File::options().write(true).open(path))? else { return Ok(()) };
    match file.try_lock() {
        Ok(()) => remove(path),
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(why)) => Err(why),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    let is_folder = gone_is_none(path.symlink_metadata())?.is_some_and(|found| found.is_dir());
    gone_is_none(if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) }).map(|_| ())
}

/// Another process may have removed the file in between; this is not an error.
fn gone_is_none<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(why),
    }
}

#[cfg(test)]
#[path = "scratch_tests.rs"]
mod tests;
