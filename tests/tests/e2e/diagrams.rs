//! Compares the committed workflow drawings of all packs in `docs/workflows` with newly drawn ones.
//! `make bless` writes them.
#![expect(clippy::unwrap_used, reason = "tests may stop where they are")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use api_diagram::workflow::{self, CaseHistory};
use domain::text::Locale;
use policies::{Policies, source::Source};
use strum::VariantArray;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/workflows")
}

#[test]
fn the_diagrams_are_those_of_the_packs() {
    let policies = Policies::load(&Source::BuiltIn).unwrap();
    let mut drawn: BTreeMap<String, String> = BTreeMap::new();
    let mut shown = String::from(
        "# The workflows\n\nEvery kind of case under every rule pack, drawn from the packs by a test. A pack that takes a machine over \
         unchanged has no\npicture of its own.\n\n| Pack | Kind of case | Picture |\n| --- | --- | --- |\n",
    );
    let mut first: BTreeMap<&str, String> = BTreeMap::new();
    for (id, pack) in &policies.packs {
        for (kind, workflow) in &pack.workflows {
            let text = pack.texts.get(kind).unwrap().as_str();
            let file = first.entry(text).or_insert_with(|| {
                let name = format!("{}-{kind}.svg", id.as_str().replace('@', "-"));
                let drawing = workflow::drawing(workflow, id.as_str(), Locale::En, None);
                drawn.insert(name.clone(), api_diagram::svg(&drawing));
                name
            });
            writeln!(shown, "| `{id}` | {} | [{file}]({file}) |", workflow.title.en).unwrap();
        }
    }
    drawn.insert("README.md".to_owned(), shown);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        for (name, text) in &drawn {
            std::fs::write(folder().join(name), text).unwrap();
        }
    }
    let mut kept: BTreeMap<String, String> = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        kept.insert(name, std::fs::read_to_string(&path).unwrap());
    }
    for (name, text) in &drawn {
        assert!(kept.get(name) == Some(text), "docs/workflows/{name} is not what the packs say; run make bless");
    }
    assert_eq!(kept.len(), drawn.len(), "docs/workflows holds what no pack says any more");
}

#[test]
fn every_shipped_workflow_can_be_drawn_in_both_languages() {
    let policies = Policies::load(&Source::BuiltIn).unwrap();
    for (id, pack) in &policies.packs {
        for definition in pack.workflows.values() {
            let history = CaseHistory { current: &definition.initial, taken: &[] };
            for locale in Locale::VARIANTS.iter().copied() {
                let drawn = api_diagram::svg(&workflow::drawing(definition, id.as_str(), locale, Some(history)));
                let ids = definition.states.iter().map(|state| state.id.as_str());
                let missing: Vec<&str> = ids.filter(|id| !drawn.contains(id)).collect();
                assert!(missing.is_empty(), "{id} {locale:?}: {missing:?}");
                assert_eq!(drawn.matches(" here\"").count(), 1);
            }
        }
    }
}
