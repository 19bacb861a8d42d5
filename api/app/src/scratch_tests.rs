//! Tests that a sweep removes the scratch folders of dead processes and keeps those of living ones.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::Scratch;

/// A time after every write of these tests.
fn late() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 100)
}

fn names(data: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(data.join("scratch"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

type Files = Vec<(String, Vec<u8>)>;

/// Leaves a folder like a killed process: its lock is free, and its files remain.
fn dead(data: &Path, write: impl FnOnce(&Scratch)) {
    let scratch = Scratch::within(data);
    write(&scratch);
    let kept: Vec<(String, Files)> = names(data)
        .into_iter()
        .filter(|name| !name.contains('.'))
        .map(|name| {
            let files = fs::read_dir(data.join("scratch").join(&name)).unwrap().map(|file| {
                let file = file.unwrap();
                (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).unwrap())
            });
            (name, files.collect())
        })
        .collect();
    drop(scratch);
    for (name, files) in kept {
        let folder = data.join("scratch").join(&name);
        if folder.exists() {
            continue;
        }
        fs::create_dir(&folder).unwrap();
        for (file, content) in files {
            fs::write(folder.join(file), content).unwrap();
        }
        fs::write(folder.with_extension("lock"), b"").unwrap();
    }
}

#[test]
fn a_folder_goes_with_its_process_and_not_before() {
    let data = tempfile::tempdir().unwrap();
    dead(data.path(), |scratch| fs::write(scratch.folder().unwrap().join("x.notes"), b"notes").unwrap());
    let living = Scratch::within(data.path());
    let own = living.folder().unwrap();
    fs::write(own.join("y.notes"), b"notes").unwrap();
    assert_eq!(names(data.path()).len(), 4, "two folders, two locks");

    // Another process and the living process: neither sweeps a folder in use.
    for scratch in [&Scratch::within(data.path()), &living] {
        scratch.sweep(late()).unwrap();
        assert_eq!(names(data.path()).len(), 2);
        assert_eq!(fs::read(own.join("y.notes")).unwrap(), b"notes");
    }
    assert_eq!(living.folder().unwrap(), own);
    drop(living);
    assert!(names(data.path()).is_empty(), "an orderly end leaves nothing");
}

#[test]
fn what_older_versions_left_goes_after_its_day() {
    let data = tempfile::tempdir().unwrap();
    let root = data.path().join("scratch");
    fs::create_dir_all(root.join("export-abc")).unwrap();
    fs::write(root.join("0190.notes"), b"notes").unwrap();
    let scratch = Scratch::within(data.path());
    assert_eq!(scratch.sweep(SystemTime::UNIX_EPOCH).unwrap(), 0, "it may still be in use");
    let later = late();
    assert_eq!(scratch.sweep(later).unwrap(), 2);
    assert!(names(data.path()).is_empty());
}

#[test]
fn a_part_elsewhere_goes_with_a_dead_process_unless_another_writes_it_again() {
    let data = tempfile::tempdir().unwrap();
    let (left, again) = (data.path().join("left.part"), data.path().join("again.part"));
    fs::write(&left, b"half").unwrap();
    fs::write(&again, b"half").unwrap();
    dead(data.path(), |scratch| {
        for file in [&left, &again] {
            std::mem::forget(scratch.elsewhere(file).unwrap());
        }
        // A finished file has no note.
        drop(scratch.elsewhere(&data.path().join("whole")).unwrap());
    });
    fs::write(data.path().join("whole"), b"whole").unwrap();
    let writing = File::options().write(true).open(&again).unwrap();
    writing.lock().unwrap();
    assert_eq!(Scratch::within(data.path()).sweep(SystemTime::UNIX_EPOCH).unwrap(), 1);
    assert!(!left.exists() && again.exists() && data.path().join("whole").exists());
}
