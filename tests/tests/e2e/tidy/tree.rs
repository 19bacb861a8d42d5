//! The source files, and their code without comments and string literals.

use std::path::{Path, PathBuf};

/// The crates of the workspace.
pub(crate) const CRATES: [&str; 12] = [
    "domain",
    "policies",
    "migrations",
    "api-geo",
    "api-tiles",
    "api-diagram",
    "api-pdf",
    "api-store",
    "api-app",
    "api-http",
    "api-server",
    "tests",
];

/// The folder of a crate: `api-geo` is in `api/geo`.
pub(crate) fn folder(name: &str) -> String {
    name.replacen("api-", "api/", 1)
}

#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// The path from the root of the repository.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text without comments and without the content of string literals.
    pub(crate) code: String,
}

impl Source {
    /// Whether only tests compile this file.
    pub(crate) fn is_test(&self) -> bool {
        let own = self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.contains("_tests/");
        let stem = self.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        own || stem == "tests"
            || stem.ends_with("_tests")
            || stem == "laws"
            || ["test_support", "test_stores", "test_places"].contains(&stem)
    }

    /// Whether the code contains a word that is not part of a longer one.
    pub(crate) fn names(&self, word: &str) -> bool {
        let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        self.code.match_indices(word).any(|(at, _)| {
            let (before, after) = (self.code.get(..at), self.code.get(at + word.len()..));
            !part(before.and_then(|text| text.chars().next_back())) && !part(after.and_then(|text| text.chars().next()))
        })
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file below a folder whose name has this ending, in order, with its text.
pub(crate) fn files(below: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(below)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["target", "node_modules", "data", "dist"].contains(&name.as_str())
                    && (!name.starts_with('.') || name == ".ci")
                {
                    folders.push(path);
                }
            } else if name.ends_with(ending) {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                found.push((path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

/// Every Rust file of the workspace.
pub(crate) fn sources() -> Vec<Source> {
    let all = CRATES.iter().flat_map(|name| files(&folder(name), ".rs"));
    all.map(|(path, text)| Source { path, code: code(&text), text }).collect()
}

/// Rust code without comments and without the content of string literals.
pub(crate) fn code(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let skip = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            rest.get(open..).and_then(|inside| inside.find(&close)).map_or(rest.len(), |end| open + end + close.len())
        } else if next == '"' {
            quoted(rest)
        } else if next == '\'' {
            character(rest)
        } else {
            0
        };
        if skip == 0 {
            kept.push(next);
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
        } else {
            kept.push_str(if next == '/' { "" } else { "\"\"" });
            rest = rest.get(skip..).unwrap_or_default();
        }
    }
    kept
}

/// The number of hashes of a raw string that begins here.
fn raw(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('r')?;
    let hashes = inside.chars().take_while(|c| *c == '#').count();
    inside.get(hashes..)?.starts_with('"').then_some(hashes)
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal; 0 for a lifetime.
fn character(rest: &str) -> usize {
    let inside: Vec<(usize, char)> = rest.char_indices().skip(1).take(12).collect();
    match inside.as_slice() {
        [(_, '\\'), (_, _), more @ ..] => more.iter().find(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1),
        [(_, _), (at, '\''), ..] => at + 1,
        _ => 0,
    }
}
