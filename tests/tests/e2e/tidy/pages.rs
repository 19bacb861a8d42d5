//! Documents: every link has a target, and every folder of data has a README that names its content
//! and source.

use super::tree::{files, root};

/// The targets of the links in a Markdown text, without those that leave the repository.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let outside = ["http://", "https://", "mailto:", "#"];
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .filter(move |link| !link.is_empty() && !outside.iter().any(|scheme| link.starts_with(scheme)))
        .map(|link| link.split('#').next().unwrap_or(link))
}

/// A Markdown text without its fenced blocks.
fn prose(text: &str) -> String {
    text.split("```").step_by(2).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut lost = Vec::new();
    for (path, text) in files("", ".md") {
        let here = root().join(&path);
        let text = prose(&text);
        let gone = links(&text).filter(|link| !here.parent().unwrap().join(link).exists());
        lost.extend(gone.map(|link| format!("{path} → {link}")));
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn every_folder_of_policy_says_what_it_holds() {
    let mut silent = Vec::new();
    for entry in std::fs::read_dir(root().join("policies")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["src", "tests"].contains(&name.as_str()) && !path.join("README.md").exists() {
            silent.push(name);
        }
    }
    assert!(silent.is_empty(), "write a README.md for {silent:?}");
    for (path, text) in files("policies/packs", ".toml") {
        assert!(text.starts_with('#'), "{path} begins without saying what it is");
    }
}

#[test]
fn every_migration_says_what_it_makes_and_stands_in_the_list() {
    let list = std::fs::read_to_string(root().join("migrations/src/lib.rs")).unwrap();
    for (path, text) in files("migrations/src", ".rs").into_iter().filter(|(path, _)| path.contains("/m0")) {
        // A migration may be a folder.
        let name = path.trim_start_matches("migrations/src/").split('/').next().unwrap().trim_end_matches(".rs");
        assert!(text.starts_with("//! "), "{path} does not say what it makes");
        assert!(list.contains(&format!("mod {name}")), "{name} is not in the list");
    }
}
