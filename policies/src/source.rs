//! The source of the policy files: built into the binary, or a folder that replaces them.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::faults::PolicyFault;

static FOLDERS: [(&str, Dir<'_>); 6] = [
    ("access", include_dir!("$CARGO_MANIFEST_DIR/access")),
    ("areas", include_dir!("$CARGO_MANIFEST_DIR/areas")),
    ("calendars", include_dir!("$CARGO_MANIFEST_DIR/calendars")),
    ("letters", include_dir!("$CARGO_MANIFEST_DIR/letters")),
    ("papers", include_dir!("$CARGO_MANIFEST_DIR/papers")),
    ("packs", include_dir!("$CARGO_MANIFEST_DIR/packs")),
];
static FILES: [(&str, &str); 2] =
    [("asset-kinds.toml", include_str!("../asset-kinds.toml")), ("register.toml", include_str!("../register.toml"))];

/// The source of the policy files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The files that ship with the binary.
    BuiltIn,
    /// A folder of the same structure; the binary provides missing files.
    Folder(PathBuf),
    /// The folder of one pack for the proof, with everything else from the binary.
    Candidate(PathBuf),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The path below the policies.
    pub path: String,
    pub text: String,
}

impl Source {
    /// One file.
    ///
    /// # Errors
    /// The fault, when the file is missing or unreadable.
    pub fn file(&self, path: &str) -> Result<File, PolicyFault> {
        if let Self::Folder(root) = self {
            let own = root.join(path);
            if own.exists() {
                return read(&own, path);
            }
        }
        if let Self::Candidate(folder) = self
            && let Some(inside) = path.strip_prefix(&format!("packs/{}/", name_of(folder)))
        {
            return read(&folder.join(inside), path);
        }
        let text = built_in_file(path).ok_or_else(|| PolicyFault::new(path, 0, "is not there"))?;
        Ok(File { path: path.to_owned(), text: text.to_owned() })
    }

    /// The sorted names of the folders in a folder; a custom folder replaces the built-in list.
    ///
    /// # Errors
    /// The fault, when the folder is missing or unreadable.
    pub fn folders(&self, path: &str) -> Result<Vec<String>, PolicyFault> {
        self.entries(path, EntryKind::Folders)
    }

    /// The sorted names of the files in a folder.
    ///
    /// # Errors
    /// The fault, when the folder is missing or unreadable.
    pub fn files(&self, path: &str) -> Result<Vec<String>, PolicyFault> {
        self.entries(path, EntryKind::Files)
    }

    fn entries(&self, path: &str, wanted: EntryKind) -> Result<Vec<String>, PolicyFault> {
        if let Self::Folder(root) = self {
            let own = root.join(path);
            if own.is_dir() {
                return listed(&own, path, wanted);
            }
        }
        if let Self::Candidate(folder) = self {
            let name = name_of(folder);
            if path == "packs" {
                return Ok(vec![name]);
            }
            if path == format!("packs/{name}") {
                return listed(folder, path, wanted);
            }
        }
        let dir = built_in_dir(path).ok_or_else(|| PolicyFault::new(path, 0, "is not there"))?;
        let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut names: Vec<String> = match wanted {
            EntryKind::Folders => dir.dirs().filter_map(|dir| name(dir.path())).collect(),
            EntryKind::Files => dir.files().filter_map(|file| name(file.path())).collect(),
        };
        names.sort();
        Ok(names)
    }
}

fn built_in_file(path: &str) -> Option<&'static str> {
    match path.split_once('/') {
        None => FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| *text),
        Some((folder, rest)) => built_in_dir(folder)?.get_file(rest)?.contents_utf8(),
    }
}

fn built_in_dir(path: &str) -> Option<&'static Dir<'static>> {
    let (folder, rest) = path.split_once('/').map_or((path, None), |(folder, rest)| (folder, Some(rest)));
    let dir = FOLDERS.iter().find(|(name, _)| *name == folder).map(|(_, dir)| dir)?;
    rest.map_or(Some(dir), |rest| dir.get_dir(rest))
}

fn name_of(folder: &Path) -> String {
    folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[derive(Clone, Copy)]
enum EntryKind {
    Folders,
    Files,
}

fn read(own: &Path, path: &str) -> Result<File, PolicyFault> {
    let text = std::fs::read_to_string(own).map_err(|why| PolicyFault::new(path, 0, why.to_string()))?;
    Ok(File { path: path.to_owned(), text })
}

fn listed(own: &Path, path: &str, wanted: EntryKind) -> Result<Vec<String>, PolicyFault> {
    let unreadable = |why: std::io::Error| PolicyFault::new(path, 0, why.to_string());
    let mut names = Vec::new();
    for entry in std::fs::read_dir(own).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let is_folder = entry.file_type().map_err(unreadable)?.is_dir();
        let fits = match wanted {
            EntryKind::Folders => is_folder,
            EntryKind::Files => !is_folder,
        };
        if fits {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
