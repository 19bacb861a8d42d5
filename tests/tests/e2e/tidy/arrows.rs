//! The dependency rules: between crates, according to their manifests, and between the modules of a
//! crate, according to its code.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{CRATES, Source, folder, root, sources};

/// The arrows of ARCHITECTURE.md: a crate, and the crates that it may depend on.
const ARROWS: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("policies", &["domain"]),
    ("migrations", &["domain"]),
    ("api-geo", &["domain"]),
    ("api-tiles", &["domain"]),
    ("api-diagram", &["domain"]),
    ("api-pdf", &["domain", "policies"]),
    ("api-store", &["domain", "policies", "migrations", "api-geo", "api-tiles"]),
    ("api-app", &["domain", "policies", "migrations", "api-geo", "api-tiles", "api-diagram", "api-pdf", "api-store"]),
    ("api-http", &["domain", "api-app"]),
    ("api-server", ALL),
    ("tests", ALL),
];

/// For the two crates that combine the others: all crates except the tests, which are last in the
/// list.
const ALL: &[&str] = CRATES.split_at(CRATES.len() - 1).0;

/// The libraries that `domain` may use. None of them opens a socket, a file or a database, reads
/// the clock, or is async.
const PURE: [&str; 12] = [
    "chrono",
    "chrono-tz",
    "geo",
    "petgraph",
    "serde",
    "serde_json",
    "sha2",
    // Derives the code of an enum and its parser: macros and three traits, no code at run time.
    "strum",
    "thiserror",
    "toml",
    "unicode-normalization",
    "uuid",
];

fn manifest(name: &str) -> toml::Table {
    std::fs::read_to_string(root().join(folder(name)).join("Cargo.toml")).unwrap().parse().unwrap()
}

fn needs(manifest: &toml::Table, section: &str) -> BTreeSet<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.into_iter().flat_map(|table| table.keys().cloned()).collect()
}

#[test]
fn crates_know_each_other_one_way_only() {
    for (name, may) in ARROWS {
        let manifest = manifest(name);
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let known: Vec<_> =
                needs(&manifest, section).into_iter().filter(|known| CRATES.contains(&known.as_str())).collect();
            assert!(known.iter().all(|known| may.contains(&known.as_str())), "{name} may not depend on {known:?}");
        }
    }
}

#[test]
fn every_crate_takes_its_versions_and_lints_from_the_workspace() {
    for name in CRATES {
        let manifest = manifest(name);
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace")).and_then(toml::Value::as_bool);
        assert_eq!(lints, Some(true), "{name} has lints of its own");
        for section in ["dependencies", "dev-dependencies"] {
            let table = manifest.get(section).and_then(toml::Value::as_table);
            for (dependency, said) in table.into_iter().flatten() {
                assert!(
                    said.get("version").is_none() && said.as_str().is_none(),
                    "{name}: {dependency} has a version of its own"
                );
            }
        }
    }
}

#[test]
fn the_domain_is_pure() {
    let known = needs(&manifest("domain"), "dependencies");
    let pure: BTreeSet<String> = PURE.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(known, pure, "what `domain` stands on has changed; see that it brings no IO");
    let impure =
        ["std::fs", "std::net", "std::env", "std::io", "std::process", "std::thread", "Utc::now", "Local::now"];
    for file in sources().into_iter().filter(|file| file.path.starts_with("domain/src")) {
        let found: Vec<_> = impure.into_iter().filter(|word| file.names(word)).collect();
        assert!(found.is_empty() && !file.names("async"), "{} reaches for {found:?} or is async", file.path);
    }
}

/// The permitted arrows between the modules of each crate. An arrow that is missing from the list
/// fails the test, and so does an unused one.
const ALLOWED: &str = include_str!("arrows.toml");

type Arrows = BTreeMap<String, BTreeSet<String>>;

#[test]
fn modules_know_each_other_as_the_list_says() {
    let allowed: BTreeMap<String, Arrows> = toml::from_str(ALLOWED).unwrap();
    let found: BTreeMap<String, Arrows> =
        CRATES.iter().filter(|name| **name != "tests").map(|name| ((*name).to_owned(), arrows(name))).collect();
    if allowed != found {
        let mut wrong = Vec::new();
        for (name, arrows) in &found {
            let listed = allowed.get(name).cloned().unwrap_or_default();
            for (from, to) in difference(arrows, &listed) {
                wrong.push(format!("{name}: {from} -> {to} is not allowed"));
            }
            for (from, to) in difference(&listed, arrows) {
                wrong.push(format!("{name}: {from} -> {to} is allowed and not there"));
            }
        }
        let list = std::env::temp_dir().join("arrows.toml");
        std::fs::write(&list, toml::to_string(&found).unwrap()).unwrap();
        panic!("the list as it is stands in {}: {wrong:#?}", list.display());
    }
}

#[test]
fn no_modules_know_each_other_in_a_circle() {
    for name in CRATES.iter().filter(|name| **name != "tests") {
        let arrows = arrows(name);
        let mut rest: BTreeSet<&String> = arrows.keys().collect();
        loop {
            let leaves: Vec<&String> = rest
                .iter()
                .copied()
                .filter(|module| arrows.get(*module).is_none_or(|known| known.iter().all(|one| !rest.contains(one))))
                .collect();
            if leaves.is_empty() {
                break;
            }
            rest.retain(|module| !leaves.contains(module));
        }
        assert!(rest.is_empty(), "{name}: these modules know each other in a circle, or know one: {rest:?}");
    }
}

fn difference<'a>(one: &'a Arrows, other: &Arrows) -> Vec<(&'a String, &'a String)> {
    one.iter()
        .flat_map(|(from, known)| known.iter().map(move |to| (from, to)))
        .filter(|(from, to)| !other.get(*from).is_some_and(|known| known.contains(*to)))
        .collect()
}

/// The arrows between the modules at the root of a crate.
fn arrows(name: &str) -> Arrows {
    let inside = format!("{}/src/", folder(name));
    let files: Vec<Source> =
        sources().into_iter().filter(|file| file.path.starts_with(&inside) && !file.is_test()).collect();
    let module = |file: &Source| {
        let path = file.path.strip_prefix(&inside).unwrap_or_default();
        path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
    };
    let modules: BTreeSet<String> = files.iter().map(module).collect();
    let mut found = Arrows::new();
    for file in &files {
        let from = module(file);
        if ["lib", "main"].contains(&from.as_str()) {
            continue;
        }
        let known = reached(file, &inside).into_iter().filter(|to| *to != from && modules.contains(to));
        found.entry(from.clone()).or_default().extend(known.collect::<Vec<_>>());
    }
    found.retain(|_, known| !known.is_empty());
    found
}

/// The modules at the root that a file names, by `crate::` or by the matching number of `super::`.
fn reached(file: &Source, inside: &str) -> BTreeSet<String> {
    let path = file.path.strip_prefix(inside).unwrap_or_default();
    let depth = path.matches('/').count() + usize::from(!path.ends_with("/mod.rs"));
    let code = file.code.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut found = named_after("crate::", code);
    found.extend(named_after(&"super::".repeat(depth), code));
    found
}

/// The first words after a path: `crate::store::…`, and each in `crate::{…}`.
fn named_after(prefix: &str, code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, here) in code.match_indices(prefix) {
        let before = code.get(..at).unwrap_or_default();
        if before.ends_with("super::") || before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = code.get(at + here.len()..).unwrap_or_default();
        let Some(list) = rest.strip_prefix('{') else {
            found.extend(identifier(rest));
            continue;
        };
        let (mut depth, mut begins) = (1, true);
        for (place, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => begins = true,
                c if begins && depth == 1 && c.is_alphabetic() => {
                    found.extend(list.get(place..).and_then(identifier));
                    begins = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn identifier(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[test]
fn what_a_file_reaches_is_read_from_its_code() {
    let code = "use crate::{pipeline::{Command, Caller}, store::{self, rows::cases}, error::AppError};\nuse crate::geo::scan; crate::post::x();\nuse super::super::{tiles, a::b}; use super::own;";
    let found: Vec<_> = named_after("crate::", code).into_iter().collect();
    assert_eq!(found, ["error", "geo", "pipeline", "post", "store"]);
    let above: Vec<_> = named_after("super::super::", code).into_iter().collect();
    assert_eq!(above, ["a", "tiles"]);
}
