//! A request with the id of a hidden resource gets the same answer as one with an unknown id, for
//! every id of the contract.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::Value;
use tests::test_app::TestApp;
use tests::test_client::answered;

use super::probes::{self, Expect, Probe};
use super::{drafts, things};

tests::on_both_databases!(an_id_of_something_hidden_is_answered_like_one_of_nothing);

/// An id without any resource.
const UNKNOWN: &str = "01234567-89ab-7def-8123-456789abcdef";
const CONTRACT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

/// The names of all ids in requests of the contract, for example `asset.get path:asset_id`.
fn promised() -> BTreeSet<String> {
    let contract: Value = serde_json::from_str(&std::fs::read_to_string(CONTRACT).unwrap()).unwrap();
    let mut all = BTreeSet::new();
    for operation in
        contract["paths"].as_object().unwrap().values().flat_map(|verbs| verbs.as_object().unwrap().values())
    {
        let id = operation["operationId"].as_str().unwrap();
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let mut found = Vec::new();
            ids(&contract, &parameter["schema"], "", &mut BTreeSet::new(), &mut found);
            if !found.is_empty() {
                all.insert(format!(
                    "{id} {}:{}",
                    parameter["in"].as_str().unwrap(),
                    parameter["name"].as_str().unwrap()
                ));
            }
        }
        let bodies = operation.pointer("/requestBody/content").and_then(Value::as_object);
        for body in bodies.into_iter().flat_map(serde_json::Map::values) {
            let mut found = Vec::new();
            ids(&contract, &body["schema"], "", &mut BTreeSet::new(), &mut found);
            all.extend(found.into_iter().map(|field| format!("{id} {field}")));
        }
    }
    all
}

fn ids(contract: &Value, schema: &Value, path: &str, above: &mut BTreeSet<String>, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        if above.insert(name.to_owned()) {
            ids(contract, contract.pointer(name.trim_start_matches('#')).unwrap(), path, above, found);
            above.remove(name);
        }
        return;
    }
    if schema["format"] == "uuid" {
        found.push(path.to_owned());
    }
    for part in ["allOf", "anyOf", "oneOf"].iter().flat_map(|part| schema[*part].as_array().into_iter().flatten()) {
        ids(contract, part, path, above, found);
    }
    for (name, part) in schema["properties"].as_object().into_iter().flatten() {
        ids(contract, part, &format!("{path}/{name}"), above, found);
    }
    if schema["items"].is_object() {
        ids(contract, &schema["items"], &format!("{path}[]"), above, found);
    }
}

/// Sends a probe with this id. Returns status and body without the id and without the parts that
/// differ between requests.
async fn notified(test_app: &TestApp, probe: &Probe, id: &str) -> (u16, String) {
    let method: Method = probe.method.parse().unwrap();
    let path = probe.path.replace("$ID", id);
    let ask = test_app.ask(probe.who, method.clone(), &path).header("If-Match", "\"1\"");
    let ask = if method == Method::GET {
        ask
    } else {
        let body = probe.body.to_string().replace("$ID", id);
        ask.header("Content-Type", "application/json").body(body)
    };
    let mut answer = answered(ask).await.unwrap();
    if let Value::Object(parts) = &mut answer.body {
        parts.remove("request_id");
    }
    // The hash in a tag covers the body, which names the id of a fresh draft.
    let version = answer.header("etag").split('-').next().unwrap_or_default();
    let said = format!("{version} {}", answer.body);
    (answer.status.as_u16(), plain(&said.replace(id, "$ID")))
}

/// A text without ids and numbers, because those of new drafts differ.
fn plain(text: &str) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut plain = String::new();
    let mut at = 0;
    while at < bytes.len() {
        let word: String = bytes[at..].iter().take(36).collect();
        if word.parse::<uuid::Uuid>().is_ok() {
            plain.push_str("$ID");
            at += 36;
        } else {
            plain.push(if bytes[at].is_ascii_digit() { '#' } else { bytes[at] });
            at += 1;
        }
    }
    plain
}

async fn an_id_of_something_hidden_is_answered_like_one_of_nothing(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let context = probes::Context::of(&test_app).await;
    let probes = [probes::all(&context), drafts::all(&context), drafts::nothing_hidden()].concat();
    let known: BTreeSet<String> = probes.iter().map(|probe| probe.id.to_owned()).collect();
    let missing: Vec<_> = promised().into_iter().filter(|id| !known.contains(id)).collect();
    assert!(missing.is_empty(), "the contract has ids without a probe: {missing:#?}");

    let hidden = things::hidden(&test_app).await;
    let mut differing: BTreeMap<&str, String> = BTreeMap::new();
    let mut reached: usize = 0;
    for probe in &probes {
        let Expect::Same(thing) = probe.expect else { continue };
        let unknown = notified(&test_app, probe, UNKNOWN).await;
        let seen = notified(&test_app, probe, &hidden[&thing]).await;
        // A malformed body would be refused before the look-up, and the probe would prove nothing.
        assert_ne!(unknown.0, 400, "{}: {}", probe.id, unknown.1);
        if unknown.0 != 403 {
            reached += 1;
        }
        if unknown != seen {
            differing.insert(probe.id, format!("unknown {unknown:?}, hidden {seen:?}"));
        }
    }
    assert!(differing.is_empty(), "{} of {}: {differing:#?}", differing.len(), probes.len());
    assert!(reached > 60, "only {reached} probes get as far as looking something up");
}
