//! Every closed list of the contract has titles in every language.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Method, StatusCode};
use serde_json::Value;
use tests::test_app::TestApp;
use tests::test_client::answered;

tests::on_both_databases!(titles_are_read_without_login_and_cached);

const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

/// Enums of one word that stand inside a schema: they tell shapes apart and are never shown.
const INSIDE: &str = "one word that tells a shape of an object from the others";

/// The words of all enums of the contract by the name of their schema; of those inside another
/// schema, where they stand.
fn enums() -> BTreeMap<String, Vec<String>> {
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(CONTRACT).unwrap()).unwrap();
    let mut found = BTreeMap::new();
    for (name, schema) in contract["components"]["schemas"].as_object().unwrap() {
        collect(schema, name, &mut found);
    }
    collect(&contract["paths"], "paths", &mut found);
    found
}

fn collect(value: &Value, at: &str, found: &mut BTreeMap<String, Vec<String>>) {
    match value {
        Value::Object(map) => {
            if let Some(words) = map.get("enum").and_then(Value::as_array) {
                found.insert(at.to_owned(), words.iter().map(|word| word.as_str().unwrap().to_owned()).collect());
            }
            map.iter()
                .filter(|(key, _)| *key != "enum")
                .for_each(|(key, inner)| collect(inner, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => items.iter().zip(0..).for_each(|(item, n)| collect(item, &format!("{at}/{n}"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

async fn titles_are_read_without_login_and_cached(test_app: TestApp) {
    let mut tags = BTreeSet::new();
    for lang in ["vi", "en"] {
        let ask = || test_app.ask_as_public(Method::GET, &format!("/words?lang={lang}"));
        let answer = answered(ask()).await.unwrap().good();
        let lists = answer.body["lists"].as_object().unwrap().clone();
        assert_eq!(answer.body["lang"], lang);
        let mut untitled = Vec::new();
        for (name, words) in enums() {
            if name.contains('/') {
                assert_eq!(words.len(), 1, "{name} is a list without a name; only {INSIDE} stands inside a schema");
                continue;
            }
            let titles: Vec<&String> =
                lists.get(&name).and_then(Value::as_object).into_iter().flatten().map(|(word, _)| word).collect();
            if titles.iter().copied().collect::<BTreeSet<_>>() != words.iter().collect() {
                untitled.push(format!("{name}: {words:?}, not {titles:?}"));
            }
        }
        assert!(untitled.is_empty(), "give these titles in domain/words: {untitled:#?}");
        let known = enums();
        let policies = ["AssetKind", "AssetUnit", "DocumentKind", "Evidence", "NotificationTemplate", "RefusalCode"];
        for (name, words) in &lists {
            assert!(known.contains_key(name) || policies.contains(&name.as_str()), "{name} is no list of the contract");
            let words = words.as_object().unwrap();
            assert!(!words.is_empty() && words.values().all(|title| !title.as_str().unwrap().is_empty()), "{name}");
        }
        let phases: Vec<&String> = lists["CasePhase"].as_object().unwrap().keys().collect();
        assert_eq!(phases, ["draft", "open", "in_force", "closed"], "in the order of the contract");
        let tag = answer.header("etag").to_owned();
        assert!(answer.header("cache-control").starts_with("public"));
        let known = answered(ask().header("If-None-Match", &tag)).await.unwrap();
        assert_eq!((known.status, known.header("etag")), (StatusCode::NOT_MODIFIED, tag.as_str()));
        assert!(tags.insert(tag), "a tag for each language");
    }
    let asked = test_app.ask_as_public(Method::GET, "/words").header("Accept-Language", "en");
    assert_eq!(answered(asked).await.unwrap().text("/lists/CasePhase/open"), "In progress");
    let wrong = answered(test_app.ask_as_public(Method::GET, "/words?lang=fr")).await.unwrap();
    assert_eq!((wrong.status.as_u16(), wrong.text("/errors/0/pointer")), (422, "lang"));
}
