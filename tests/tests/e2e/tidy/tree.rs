//! The files of the server, and their code without comments and texts.

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
    /// From the root of the server.
    pub(crate) path: String,
    pub(crate) text: String,
    /// The text without comments and the inside of string literals.
    pub(crate) code: String,
}

impl Source {
    /// Whether it is compiled for tests alone.
    pub(crate) fn is_test(&self) -> bool {
        let own = self.path.starts_with("tests/") || self.path.contains("/tests/") || self.path.contains("_tests/");
        let stem = self.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        own || stem == "tests"
            || stem.ends_with("_tests")
            || stem == "laws"
            || ["test_support", "test_stores", "test_places"].contains(&stem)
    }

    /// Whether the code names a word: not as a part of a longer one.
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

/// Every file of one ending below a folder of the server, in order, with what it says.
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

/// Every Rust file of the server.
pub(crate) fn sources() -> Vec<Source> {
    let all = CRATES.iter().flat_map(|name| files(&folder(name), ".rs"));
    all.map(|(path, text)| Source { path, code: code(&text), text }).collect()
}

/// What a piece of Rust is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    Code,
    Comment,
    /// A string literal, with its quotation marks.
    Literal,
    Character,
}

/// The pieces of Rust, in order.
pub(crate) fn pieces(text: &str) -> Vec<(Piece, &str)> {
    let (mut all, mut begin, mut at) = (Vec::new(), 0, 0);
    while let Some(next) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let (piece, length) = if rest.starts_with("//") {
            (Piece::Comment, rest.find('\n').unwrap_or(rest.len()))
        } else if rest.starts_with("/*") {
            (Piece::Comment, rest.find("*/").map_or(rest.len(), |end| end + 2))
        } else if let Some(hashes) = raw(rest) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = hashes + 2;
            let inside = rest.get(open..).and_then(|inside| inside.find(&close));
            (Piece::Literal, inside.map_or(rest.len(), |end| open + end + close.len()))
        } else if next == '"' {
            (Piece::Literal, quoted(rest))
        } else if next == '\'' {
            (Piece::Character, character(rest))
        } else {
            (Piece::Code, 0)
        };
        if length == 0 {
            at += next.len_utf8();
        } else {
            all.extend([(Piece::Code, text.get(begin..at)), (piece, text.get(at..at + length))]);
            at += length;
            begin = at;
        }
    }
    all.push((Piece::Code, text.get(begin..)));
    all.into_iter().filter_map(|(piece, part)| Some((piece, part.filter(|part| !part.is_empty())?))).collect()
}

/// Rust without its comments and without what stands in its string literals.
pub(crate) fn code(text: &str) -> String {
    let shown = pieces(text).into_iter().map(|(piece, part)| match piece {
        Piece::Code => part,
        Piece::Comment => "",
        Piece::Literal | Piece::Character => "\"\"",
    });
    shown.collect()
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
