//! Takes an archive apart and puts it together again, as an attacker would.

use std::io::Read;
use std::path::Path;

use api_app::backup::manifest::{Counted, Manifest};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tar::{Archive, Builder, EntryType, Header};

/// An archive member: its name, entry type and content.
#[derive(Debug, Clone)]
pub(crate) struct ArchiveEntry {
    pub(crate) name: String,
    pub(crate) sort: EntryType,
    pub(crate) bytes: Vec<u8>,
}

impl ArchiveEntry {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), sort: EntryType::Regular, bytes: bytes.to_vec() }
    }
}

pub(crate) fn unpacked(path: &Path) -> Vec<ArchiveEntry> {
    let mut archive = Archive::new(zstd::Decoder::new(std::fs::File::open(path).unwrap()).unwrap());
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        ArchiveEntry {
            name: String::from_utf8(entry.path_bytes().into_owned()).unwrap(),
            sort: entry.header().entry_type(),
            bytes,
        }
    });
    entries.collect()
}

/// Packs the members into an archive. The names are written unchanged, even if they lead out of the
/// folder.
pub(crate) fn packed(members: &[ArchiveEntry]) -> Vec<u8> {
    let mut builder = Builder::new(zstd::Encoder::new(Vec::new(), 1).unwrap());
    for member in members {
        let mut header = Header::new_ustar();
        if member.name.len() < 100 {
            header.as_mut_bytes()[..member.name.len()].copy_from_slice(member.name.as_bytes());
        } else {
            header.set_path(&member.name).unwrap();
        }
        header.set_entry_type(member.sort);
        header.set_size(u64::try_from(member.bytes.len()).unwrap());
        header.set_cksum();
        builder.append(&header, member.bytes.as_slice()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

pub(crate) fn manifest(members: &[ArchiveEntry]) -> Manifest {
    serde_json::from_slice(&members.last().unwrap().bytes).unwrap()
}

pub(crate) fn with_manifest(members: &mut [ArchiveEntry], manifest: &Manifest) {
    members.last_mut().unwrap().bytes = serde_json::to_vec(manifest).unwrap();
}

/// Makes the manifest agree with the changed members, except the stated end of the histories.
pub(crate) fn resealed(members: &mut [ArchiveEntry]) {
    let mut manifest = manifest(members);
    let mut seal = Sha256::new();
    let (mut files, mut file_bytes) = (0, 0);
    let mut column_sets: Vec<(String, u64, Sha256)> = Vec::new();
    for member in &members[..members.len() - 1] {
        let own = format!("{:x}", Sha256::digest(&member.bytes));
        let length = u64::try_from(member.bytes.len()).unwrap();
        seal.update(format!("{} {length} {own}\n", member.name));
        let Some(rows) = member.name.strip_prefix("rows/") else {
            files += 1;
            file_bytes += length;
            continue;
        };
        let name = rows.split('/').next().unwrap();
        if column_sets.last().is_none_or(|(last, ..)| last != name) {
            column_sets.push((name.to_owned(), 0, Sha256::new()));
        }
        let (_, count, hash) = column_sets.last_mut().unwrap();
        *count += u64::try_from(member.bytes.split(|byte| *byte == b'\n').count() - 2).unwrap();
        hash.update(&member.bytes);
    }
    let empty =
        |name: &str| Counted { name: name.to_owned(), rows: 0, sha256: format!("{:x}", Sha256::new().finalize()) };
    let names: Vec<String> = manifest.column_sets.iter().map(|column_set| column_set.name.clone()).collect();
    manifest.column_sets = names.iter().map(|name| empty(name)).collect();
    for (name, rows, hash) in column_sets {
        let counted = Counted { name: name.clone(), rows, sha256: format!("{:x}", hash.finalize()) };
        match manifest.column_sets.iter_mut().find(|column_set| column_set.name == name) {
            Some(column_set) => *column_set = counted,
            None => manifest.column_sets.push(counted),
        }
    }
    (manifest.files, manifest.file_bytes, manifest.seal) = (files, file_bytes, format!("{:x}", seal.finalize()));
    with_manifest(members, &manifest);
}

/// Removes columns from the rows of a table, as in an archive from before these columns.
pub(super) fn forget(members: &mut [ArchiveEntry], table: &str, columns: &[&str]) {
    let rows = format!("rows/{table}/");
    for member in members.iter_mut().filter(|member| member.name.starts_with(&rows)) {
        forget_of(member, columns);
    }
}

fn forget_of(member: &mut ArchiveEntry, columns: &[&str]) {
    let lines: Vec<Vec<Value>> =
        member.bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    let is_kept: Vec<bool> = lines[0].iter().map(|column| !columns.iter().any(|gone| column[0] == *gone)).collect();
    assert_eq!(is_kept.iter().filter(|kept| !**kept).count(), columns.len());
    member.bytes.clear();
    for line in lines {
        let kept: Vec<Value> =
            line.into_iter().zip(&is_kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect();
        serde_json::to_writer(&mut member.bytes, &kept).unwrap();
        member.bytes.push(b'\n');
    }
}
