//! Checks of the source tree against ARCHITECTURE.md and CONTRIBUTING.md: dependencies, libraries
//! and their places, and the form of files.
//!
//! A violation is corrected in the tree, not in this test. The few exceptions are listed beside
//! their rule with a reason, and an unused exception fails the test as well.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may stop where they are")]

mod arrows;
mod caches;
mod comments;
mod contract_names;
mod glossary;
mod languages;
mod messages;
mod pages;
mod prose;
mod tree;
mod vocabulary;
mod writers;

use tree::{Source, sources};

/// Files that may be longer than 400 lines.
const LONG: [(&str, &str); 0] = [];

#[test]
fn every_source_file_says_why_it_exists() {
    let silent: Vec<_> =
        sources().into_iter().filter(|file| !file.text.starts_with("//! ")).map(|file| file.path).collect();
    assert!(silent.is_empty(), "begin these with `//!` and the reason for their being: {silent:#?}");
}

#[test]
fn no_source_file_is_too_long_to_read() {
    let long = |file: &Source| file.text.lines().count() > 400;
    let all = sources();
    let found: Vec<_> =
        all.iter().filter(|file| long(file) && !LONG.iter().any(|(path, _)| file.path == *path)).collect();
    assert!(found.is_empty(), "split these: {:#?}", found.iter().map(|file| &file.path).collect::<Vec<_>>());
    for (path, reason) in LONG {
        let file = all.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is gone"));
        assert!(long(file) && !reason.is_empty(), "{path} needs no exception any more");
    }
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let allowing: Vec<_> =
        sources().into_iter().filter(|file| file.code.contains("[allow(")).map(|file| file.path).collect();
    assert!(allowing.is_empty(), "write `#[expect(…, reason = …)]`: {allowing:#?}");
}

#[test]
fn no_module_is_named_after_nothing() {
    let drawers = ["utils", "util", "helpers", "helper", "common", "misc"];
    let found: Vec<_> = sources()
        .into_iter()
        .map(|file| file.path)
        .filter(|path| path.trim_end_matches(".rs").split('/').any(|part| drawers.contains(&part)))
        .collect();
    assert!(found.is_empty(), "give these the name of what is in them: {found:#?}");
}

#[test]
fn code_is_separated_from_comments_and_strings() {
    let text = "//! casbin\nlet a = \"poem \\\" x\"; // lettre\nlet b = r#\"sea \"orm\"#; let c = '\"'; fn d<'a>() {} /* tokio */ e()";
    let code = tree::code(text);
    for word in ["casbin", "poem", "lettre", "orm", "tokio"] {
        assert!(!code.contains(word), "{word} in {code}");
    }
    for word in ["let a", "let b", "let c", "fn d<'a>()", "e()"] {
        assert!(code.contains(word), "no {word} in {code}");
    }
}
