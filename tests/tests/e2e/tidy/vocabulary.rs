//! The table of `docs/vocabulary.md`: no word that it replaces is used where `vocabulary.toml`
//! refuses it.
//!
//! Each row of the table has an entry there, with the refused words and the places where they are
//! refused. An exception names a file or a name and has a reason. An exception that matches nothing
//! fails the test.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::contract_names::{contract, texts};
use super::prose::{self, Text};
use super::tree::{files, root, sources};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entries {
    row: Vec<Entry>,
}

/// The entry of a row.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The first column of the row, exactly.
    today: String,
    /// Why a row has no pattern.
    stays: Option<String>,
    #[serde(default)]
    refuse: Vec<Refused>,
    #[serde(default)]
    except: Vec<Exception>,
}

/// Words that are refused in some places.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    /// Words, or sequences of words. An identifier is split into its words.
    words: Vec<String>,
    r#in: Vec<Usage>,
}

/// A place where a word can be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Usage {
    /// Words of identifiers, modules and files of Rust.
    Identifier,
    /// The name of a declared type, as a whole.
    Type,
    /// The name of a declared function, as a whole.
    Function,
    /// The name of a module or a file of Rust, as a whole.
    Module,
    /// Keys, ids and texts of the contract.
    Contract,
    /// Segments of the paths of the contract, as a whole.
    Path,
    /// Resources and verbs of operation ids, as a whole.
    Operation,
    /// Comments and messages of Rust, and documents.
    Prose,
    Setting,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// One of the refused words.
    word: String,
    /// The file; `openapi` for the contract.
    file: Option<String>,
    /// The identifier, or the whole text of the contract, or a part of the line of prose.
    name: Option<String>,
    reason: String,
}

impl Exception {
    fn excuses(&self, word: &str, hit: &Hit) -> bool {
        let named = |name: &String| {
            if hit.place == Usage::Prose { hit.text.contains(name.as_str()) } else { hit.text == *name }
        };
        self.word == word
            && self.file.as_ref().is_none_or(|file| hit.file == *file)
            && self.name.as_ref().is_none_or(named)
    }
}

/// A text of one place, with its words.
#[derive(Debug)]
struct Hit {
    place: Usage,
    file: String,
    text: String,
    words: Vec<String>,
}

fn hit(place: Usage, file: &str, text: &str, words: Vec<String>) -> Hit {
    Hit { place, file: file.to_owned(), text: text.to_owned(), words }
}

fn entries() -> Vec<Entry> {
    let text = std::fs::read_to_string(root().join("tests/tests/e2e/tidy/vocabulary.toml")).unwrap();
    toml::from_str::<Entries>(&text).unwrap().row
}

/// The first column of the table.
fn rows() -> Vec<String> {
    let page = std::fs::read_to_string(root().join("docs/vocabulary.md")).unwrap();
    let lines = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    lines.skip(1).map(|line| line.split(" | ").next().unwrap().trim_start_matches("| ").to_owned()).collect()
}

/// A migration that was released is never edited; the table itself names the refused words.
fn is_outside(path: &str) -> bool {
    path.starts_with("migrations/") || path == "docs/vocabulary.md"
}

/// What a keyword declares.
fn declared(keyword: &str) -> Usage {
    match keyword {
        "fn" => Usage::Function,
        "mod" => Usage::Module,
        _ => Usage::Type,
    }
}

fn of_rust(all: &mut Vec<Hit>) {
    let fuzz = files("fuzz/fuzz_targets", ".rs");
    let rust = sources().into_iter().map(|source| (source.path, source.text)).chain(fuzz);
    for (path, text) in rust.filter(|(path, _)| !is_outside(path)) {
        let mut names: BTreeSet<(Usage, String)> = BTreeSet::new();
        for (part, piece) in prose::parts(&text) {
            match part {
                Text::Code => {
                    names.extend(
                        prose::declared(piece).into_iter().map(|(kind, name)| (declared(kind), name.to_owned())),
                    );
                    names.extend(prose::identifiers(piece).map(|name| (Usage::Identifier, name.to_owned())));
                }
                Text::Comment | Text::Message => all.push(hit(Usage::Prose, &path, piece, prose::words(piece))),
            }
        }
        for part in path.trim_end_matches(".rs").split('/') {
            names.extend([(Usage::Module, part.to_owned()), (Usage::Identifier, part.to_owned())]);
        }
        for (place, name) in names {
            let words = if place == Usage::Identifier { prose::name_words(&name) } else { vec![name.clone()] };
            all.push(hit(place, &path, &name, words));
        }
    }
}

fn of_documents(all: &mut Vec<Hit>) {
    for (path, text) in files("", ".md").into_iter().filter(|(path, _)| !is_outside(path)) {
        // A table of CHANGELOG gives the old name beside the new one.
        let line = |line: &&str| path != "CHANGELOG.md" || !line.starts_with('|');
        for paragraph in text.split("\n\n") {
            let shown: Vec<&str> = paragraph.lines().filter(line).collect();
            let shown = prose::without_code(&shown.join(" "));
            all.push(hit(Usage::Prose, &path, &shown, prose::words(&shown)));
        }
    }
}

fn of_contract(all: &mut Vec<Hit>) {
    let contract = contract();
    let mut said = Vec::new();
    texts(&contract, &mut said);
    all.extend(said.iter().map(|text| hit(Usage::Contract, "openapi", text, prose::name_words(text))));
    for (path, methods) in contract.get("paths").unwrap().as_object().unwrap() {
        all.extend(path.split('/').map(|part| hit(Usage::Path, "openapi", part, vec![part.to_owned()])));
        let ids = methods.as_object().unwrap().values().filter_map(|operation| operation["operationId"].as_str());
        all.extend(
            ids.flat_map(|id| id.split('.')).map(|part| hit(Usage::Operation, "openapi", part, vec![part.to_owned()])),
        );
    }
}

fn of_settings(all: &mut Vec<Hit>) {
    fn keys(table: &toml::Table, before: &str, all: &mut Vec<Hit>) {
        for (key, value) in table {
            let whole = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
            all.push(hit(Usage::Setting, "settings", &whole, prose::name_words(&whole)));
            if let toml::Value::Table(table) = value {
                keys(table, &whole, all);
            }
        }
    }
    let defaults = std::fs::read_to_string(root().join("api/app/src/defaults.toml")).unwrap();
    keys(&defaults.parse().unwrap(), "", all);
}

/// Whether the words contain the sequence.
fn contain(words: &[String], sequence: &[&str]) -> bool {
    words.windows(sequence.len()).any(|window| window.iter().zip(sequence).all(|(word, wanted)| word == wanted))
}

#[test]
fn every_row_of_the_vocabulary_has_an_entry() {
    let (rows, entries) = (rows(), entries());
    let today: BTreeSet<&String> = entries.iter().map(|entry| &entry.today).collect();
    assert_eq!(today.len(), entries.len(), "an entry occurs twice");
    let without: Vec<_> = rows.iter().filter(|row| !today.contains(row)).collect();
    assert!(without.is_empty(), "write entries for these rows into vocabulary.toml: {without:#?}");
    let unknown: Vec<_> = today.into_iter().filter(|today| !rows.contains(today)).collect();
    assert!(unknown.is_empty(), "docs/vocabulary.md has no row for these entries: {unknown:#?}");
    for Entry { today, stays, refuse, except } in &entries {
        assert_eq!(stays.is_none(), !refuse.is_empty(), "{today}: refuse words, or give the reason why they stay");
        for Exception { word, file, name, reason } in except {
            let known = refuse.iter().any(|refused| refused.words.contains(word));
            assert!(known, "{today}: the exception for `{word}` refers to no refused word");
            assert!(file.is_some() || name.is_some(), "{today}: the exception for `{word}` names no file and no name");
            assert!(reason.contains(' '), "{today}: the exception for `{word}` has no reason");
        }
    }
}

#[test]
fn no_replaced_word_is_used() {
    let mut all = Vec::new();
    of_rust(&mut all);
    of_documents(&mut all);
    of_contract(&mut all);
    of_settings(&mut all);
    // The texts with a word at a place, so that few texts are compared.
    let mut with: BTreeMap<(Usage, &str), Vec<&Hit>> = BTreeMap::new();
    for hit in &all {
        for word in hit.words.iter().map(String::as_str).collect::<BTreeSet<_>>() {
            with.entry((hit.place, word)).or_default().push(hit);
        }
    }
    let (mut wrong, mut unused): (BTreeSet<String>, Vec<String>) = (BTreeSet::new(), Vec::new());
    for Entry { today, refuse, except, .. } in entries() {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        let places = refuse.iter().flat_map(|one| one.r#in.iter().map(move |place| (*place, &one.words)));
        for (place, word) in places.flat_map(|(place, words)| words.iter().map(move |word| (place, word))) {
            let sequence: Vec<&str> = word.split(' ').collect();
            let near = sequence.first().and_then(|first| with.get(&(place, *first)));
            for hit in near.into_iter().flatten().filter(|hit| contain(&hit.words, &sequence)) {
                let excused = except.iter().enumerate().filter(|(_, exception)| exception.excuses(word, hit));
                let excused: Vec<usize> = excused.map(|(at, _)| at).collect();
                if excused.is_empty() {
                    wrong.insert(format!("{}: `{word}` as {place:?} in `{}` ({today})", hit.file, hit.text.trim()));
                }
                used.extend(excused);
            }
        }
        let idle = except.iter().enumerate().filter(|(at, _)| !used.contains(at));
        unused.extend(idle.map(|(_, exception)| format!("{today}: {exception:?}")));
    }
    assert!(wrong.is_empty(), "use the terms of docs/vocabulary.md ({} times): {wrong:#?}", wrong.len());
    assert!(unused.is_empty(), "remove these exceptions, which match nothing: {unused:#?}");
}

#[test]
fn words_of_names_and_sentences_are_found() {
    let words = |text: &str| prose::name_words(text);
    assert_eq!(words("HTTPSpoon_of2Forks"), ["http", "spoon", "of2", "forks"]);
    assert!(contain(&words("spoonFork"), &["spoon", "fork"]) && !contain(&words("spoons"), &["spoon"]));
    assert_eq!(prose::words("A `fork` ('of' tin)."), ["a", "fork", "of", "tin"]);
    let text = "// a spoon\nfn fork(a: &'a str) { say(\"the knife\", \"key\", 'x') } struct Spoon;";
    let (code, others): (Vec<_>, Vec<_>) = prose::parts(text).into_iter().partition(|(part, _)| *part == Text::Code);
    assert_eq!(others, [(Text::Comment, "// a spoon"), (Text::Message, "\"the knife\"")]);
    let declared: Vec<_> = code.into_iter().flat_map(|(_, piece)| prose::declared(piece)).collect();
    assert_eq!(declared, [("fn", "fork"), ("struct", "Spoon")]);
    assert_eq!(prose::without_code("a `fork` is a tool"), "a  is a tool");
}
