//! Who knows whom: between the crates, as their manifests say, and between the rooms of `api`, as its code says.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{CRATES, root, sources};

/// The arrows of ARCHITECTURE.md.
const ARROWS: [(&str, &[&str]); 5] = [
    ("domain", &[]),
    ("policies", &["domain"]),
    ("migrations", &["domain"]),
    ("api", &["domain", "policies", "migrations"]),
    ("tests", &["domain", "policies", "migrations", "api"]),
];

/// All that `domain` may stand on: nothing here opens a socket, a file or a database, tells the time, or is async.
const PURE: [&str; 11] = [
    "chrono",
    "chrono-tz",
    "geo",
    "petgraph",
    "serde",
    "serde_json",
    "sha2",
    "thiserror",
    "toml",
    "unicode-normalization",
    "uuid",
];

fn manifest(name: &str) -> toml::Table {
    std::fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap().parse().unwrap()
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
            assert!(known.iter().all(|known| may.contains(&known.as_str())), "{name} may not know {known:?}");
        }
    }
}

#[test]
fn every_crate_takes_its_versions_and_lints_from_the_house() {
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

/// What each room of `api` may not know. The rest of its rooms it may.
const FORBIDDEN: [(&str, &[&str]); 24] = [
    (
        "geo",
        &["act", "ask", "store", "http", "cli", "server", "house", "cases", "register", "imports", "post", "people"],
    ),
    (
        "diagram",
        &["act", "ask", "store", "http", "cli", "server", "house", "cases", "register", "imports", "post", "people"],
    ),
    (
        "tiles",
        &[
            "act", "ask", "store", "http", "cli", "server", "house", "cases", "register", "imports", "post", "people",
            "atlas",
        ],
    ),
    (
        "atlas",
        &["act", "http", "cli", "server", "demo", "background", "imports", "people", "post", "cases", "register"],
    ),
    ("config", &["act", "ask", "store", "http", "cli", "server", "house", "cases", "register", "imports", "people"]),
    (
        "clock",
        &["act", "ask", "store", "http", "cli", "server", "house", "cases", "register", "imports", "post", "people"],
    ),
    (
        "failure",
        &["http", "cli", "server", "house", "cases", "register", "imports", "post", "people", "demo", "background"],
    ),
    (
        "store",
        &[
            "http",
            "cli",
            "server",
            "cases",
            "register",
            "documents",
            "messages",
            "tasks",
            "post",
            "people",
            "demo",
            "background",
            "ask",
        ],
    ),
    (
        "act",
        &[
            "http",
            "cli",
            "server",
            "cases",
            "register",
            "documents",
            "messages",
            "tasks",
            "post",
            "people",
            "demo",
            "background",
            "imports",
        ],
    ),
    (
        "ask",
        &[
            "http",
            "cli",
            "server",
            "cases",
            "register",
            "documents",
            "messages",
            "tasks",
            "post",
            "people",
            "demo",
            "background",
            "imports",
        ],
    ),
    ("people", &["http", "cli", "server", "demo", "background", "cases", "register", "imports", "documents"]),
    ("cases", &["http", "cli", "server", "demo", "background", "imports", "people", "post"]),
    ("register", &["http", "cli", "server", "demo", "background", "imports", "people", "post"]),
    ("planning", &["http", "cli", "server", "demo", "background", "imports", "people", "post", "documents", "cases"]),
    ("quality", &["http", "cli", "server", "demo", "background", "imports", "people", "post", "documents", "cases"]),
    ("imports", &["http", "cli", "server", "demo", "background", "people", "post", "cases"]),
    ("exports", &["http", "cli", "server", "demo", "background", "people", "post", "cases"]),
    ("backup", &["act", "ask", "http", "cli", "server", "demo", "background", "people", "post", "register"]),
    ("documents", &["http", "cli", "server", "demo", "background", "imports", "people", "post", "register"]),
    ("messages", &["http", "cli", "server", "demo", "background", "imports", "people", "post", "register"]),
    ("tasks", &["http", "cli", "server", "demo", "background", "imports", "people", "post", "register"]),
    (
        "ogc",
        &[
            "act",
            "http",
            "cli",
            "server",
            "demo",
            "background",
            "imports",
            "people",
            "post",
            "documents",
            "messages",
            "tasks",
        ],
    ),
    ("http", &["cli", "demo", "background"]),
    ("verify", &["act", "ask", "http", "cli", "server", "demo", "background", "imports", "people", "post", "register"]),
];

#[test]
fn the_rooms_of_the_api_know_each_other_as_the_design_says() {
    let mut known: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for file in sources().into_iter().filter(|file| file.path.starts_with("api/src/") && !file.is_test()) {
        let Some(room) = file.path.trim_start_matches("api/src/").split('/').next() else { continue };
        let rooms = known.entry(room.trim_end_matches(".rs").to_owned()).or_default();
        rooms.extend(reached(&file.code).into_iter().map(|other| (other, file.path.clone())));
    }
    let mut wrong = Vec::new();
    for (room, forbidden) in FORBIDDEN {
        let reached = known.get(room).unwrap_or_else(|| panic!("there is no room `{room}`"));
        wrong.extend(
            reached
                .iter()
                .filter(|(other, _)| forbidden.contains(&other.as_str()))
                .map(|(other, path)| format!("{path} knows {other}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The rooms that a file names: `crate::store::…`, and each first word in `crate::{…}`.
fn reached(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, here) in code.match_indices("crate::") {
        let rest = code.get(at + here.len()..).unwrap_or_default();
        let Some(list) = rest.strip_prefix('{') else {
            found.extend(word(rest));
            continue;
        };
        let mut depth = 1;
        let mut begins = true;
        for (place, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => begins = true,
                c if begins && depth == 1 && c.is_alphabetic() => {
                    found.extend(list.get(place..).and_then(word));
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

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

#[test]
fn what_a_file_reaches_is_read_from_its_code() {
    let code = "use crate::{act::{Desk, Call}, store::{self, rows::cases}, failure::Failure};\nuse crate::geo::scan; crate::post::x();";
    let found: Vec<_> = reached(code).into_iter().collect();
    assert_eq!(found, ["act", "failure", "geo", "post", "store"]);
}
