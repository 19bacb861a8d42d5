//! Names of archive entries. Only these names are ever read or written, so no name leads out of the
//! archive.

use std::fmt;

use api_store::admin::backup::referenced_files::FileFolder;

/// The most characters of a file key.
const LONGEST_KEY: usize = 100;

/// An entry of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntryName {
    /// A part of a table, numbered from 1.
    Rows {
        column_set: String,
        part: u32,
    },
    File(FileName),
    /// Describes the other entries.
    Manifest,
}

/// The location and the content hash of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    pub folder: FileFolder,
    /// The hash of the content, as 64 hexadecimal digits.
    pub sha256: String,
    /// The key in its store.
    pub key: String,
}

impl FileName {
    /// A file name; `None` when an archive cannot represent the key.
    #[must_use]
    pub fn new(folder: FileFolder, sha256: &str, key: &str) -> Option<Self> {
        let fits = match folder {
            FileFolder::Documents => key == sha256,
            FileFolder::Imports | FileFolder::Exports => is_key(key),
        };
        (fits && is_hash(sha256)).then(|| Self { folder, sha256: sha256.to_owned(), key: key.to_owned() })
    }
}

impl EntryName {
    /// Parses a name; `None` for any unknown name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('/').collect();
        match parts.as_slice() {
            ["manifest.json"] => Some(Self::Manifest),
            ["rows", column_set, part] => {
                let number = part.strip_suffix(".jsonl")?;
                let read = Self::Rows { column_set: (*column_set).to_owned(), part: number.parse().ok()? };
                (is_column_set(column_set) && read.to_string() == name).then_some(read)
            }
            ["files", "documents", sha256] => FileName::new(FileFolder::Documents, sha256, sha256).map(Self::File),
            ["files", "imports", sha256, key] => FileName::new(FileFolder::Imports, sha256, key).map(Self::File),
            ["files", "exports", sha256, key] => FileName::new(FileFolder::Exports, sha256, key).map(Self::File),
            _ => None,
        }
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows { column_set, part } => write!(f, "rows/{column_set}/{part:06}.jsonl"),
            Self::File(FileName { folder: FileFolder::Documents, sha256, .. }) => write!(f, "files/documents/{sha256}"),
            Self::File(FileName { folder: FileFolder::Imports, sha256, key }) => {
                write!(f, "files/imports/{sha256}/{key}")
            }
            Self::File(FileName { folder: FileFolder::Exports, sha256, key }) => {
                write!(f, "files/exports/{sha256}/{key}")
            }
            Self::Manifest => f.write_str("manifest.json"),
        }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_key(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (1..=LONGEST_KEY).contains(&text.len()) && text.bytes().all(plain) && !text.starts_with('.')
}

fn is_column_set(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::EntryName;

    #[test]
    fn only_names_of_ours_are_read_and_each_in_one_way() {
        let hash = "0123456789abcdef".repeat(4);
        for name in [
            "manifest.json".to_owned(),
            "rows/cases.previous_case_id/000001.jsonl".to_owned(),
            "rows/assets/1000000.jsonl".to_owned(),
            format!("files/documents/{hash}"),
            format!("files/imports/{hash}/018b-1.csv"),
            format!("files/exports/{hash}/018b-1"),
        ] {
            assert_eq!(EntryName::parse(&name).map(|member| member.to_string()), Some(name));
        }
        for name in [
            String::new(),
            "/manifest.json".to_owned(),
            "./manifest.json".to_owned(),
            "rows/assets/1.jsonl".to_owned(),
            "rows/assets/+00001.jsonl".to_owned(),
            "rows/../000001.jsonl/x".to_owned(),
            "rows/Assets/000001.jsonl".to_owned(),
            "files/documents/../../etc/passwd".to_owned(),
            format!("files/documents/{}", hash.to_uppercase()),
            format!("files/documents/{hash}/"),
            format!("files/imports/{hash}/.."),
            format!("files/imports/{hash}/a\\b"),
            format!("files/mail/{hash}/x"),
        ] {
            assert_eq!(EntryName::parse(&name), None, "{name}");
        }
    }
}
