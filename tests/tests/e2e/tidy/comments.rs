//! The form of comments in Rust: lines of at most 100 characters, and no doc comment of three words
//! or fewer.

use super::tree::files;

/// The greatest length of a comment line, in characters. Code may have 120, and rustfmt does not
/// wrap comments.
const LONGEST: usize = 100;
/// A doc comment with fewer words only repeats the name of its item.
const FEWEST_WORDS: usize = 4;
/// Prefixes of paths below which doc comments may be short, with the reason.
const SHORT: [(&str, &str); 2] = [
    ("api/http/src/", "summaries and descriptions of the contract, such as `Get a case`"),
    ("api/server/src/cli/", "help texts of the command line"),
];

/// Every Rust file with its path, except migrations, which are not edited once written.
fn sources() -> Vec<(String, String)> {
    files("", ".rs").into_iter().filter(|(path, _)| !path.starts_with("migrations/src/")).collect()
}

/// The lines that a check finds, as `path:line`.
fn places(check: fn(&str) -> Vec<usize>) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in sources() {
        found.extend(check(&text).into_iter().map(|line| format!("{path}:{line}")));
    }
    found
}

/// The comment lines that are too long. Lines with a URL, tables and fenced blocks cannot wrap.
fn long_lines(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut is_fenced = false;
    for (number, line) in (1..).zip(text.lines()) {
        let Some(comment) = line.trim_start().strip_prefix("//") else {
            is_fenced = false;
            continue;
        };
        let comment = comment.trim_start_matches(['/', '!']).trim_start();
        if comment.starts_with("```") {
            is_fenced = !is_fenced;
        }
        let cannot_wrap = is_fenced || comment.starts_with('|') || comment.contains("://");
        if line.chars().count() > LONGEST && !cannot_wrap {
            found.push(number);
        }
    }
    found
}

/// The first lines of doc comments with too few words.
fn short_docs(text: &str) -> Vec<usize> {
    let lines: Vec<(usize, Option<&str>, usize)> = (1..)
        .zip(text.lines())
        .map(|(number, line)| {
            let line = line.trim_start();
            let marker = ["//!", "///"].into_iter().find(|marker| line.starts_with(*marker));
            let doc = marker.and_then(|marker| line.strip_prefix(marker)).unwrap_or_default();
            (number, marker, doc.split_whitespace().count())
        })
        .collect();
    let blocks = lines.chunk_by(|one, next| one.1 == next.1);
    blocks
        .filter(|block| block.iter().map(|line| line.2).sum::<usize>() < FEWEST_WORDS)
        .filter_map(|block| block.first())
        .filter(|line| line.1.is_some())
        .map(|line| line.0)
        .collect()
}

#[test]
fn comments_wrap_at_a_hundred_characters() {
    let found = places(long_lines);
    assert!(found.is_empty(), "wrap these comments at {LONGEST} characters: {found:#?}");
}

#[test]
fn doc_comments_have_more_than_three_words() {
    let short = places(short_docs);
    let is_excepted = |place: &str| SHORT.iter().any(|(prefix, _)| place.starts_with(*prefix));
    let found: Vec<&String> = short.iter().filter(|place| !is_excepted(place.as_str())).collect();
    assert!(found.is_empty(), "say more than the name, or remove these comments: {found:#?}");
    for (prefix, reason) in SHORT {
        let is_used = short.iter().any(|place| place.starts_with(prefix));
        assert!(is_used && !reason.is_empty(), "{prefix} needs no exception any more");
    }
}

#[test]
fn long_lines_and_short_docs_are_found() {
    let long = "word ".repeat(21);
    let text = format!(
        "// {long}\n// https://hatang.example {long}\n/// | {long}\n/// ```\n/// {long}\n/// ```\n/// {long}\na(); // {long}"
    );
    assert_eq!(long_lines(&text), [1, 7]);
    let text = "//! One.\n//! Two three.\n\n/// A file with a name.\nfn a() {}\n/// Why.\nfn b() {}\n// No doc.";
    assert_eq!(short_docs(text), [1, 6]);
}
