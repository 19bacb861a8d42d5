//! The contract is typed: closed lists are enums, every value has a schema, requests are closed,
//! statuses are declared.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use api_http::contract::{ContractField, places};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::promised;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

/// Objects of requests that allow further members, with the reason.
const OPEN: [(&str, &str); 4] = [
    ("Point", "GeoJSON allows further members"),
    ("LineString", "GeoJSON allows further members"),
    ("Polygon", "GeoJSON allows further members"),
    ("MultiPolygon", "GeoJSON allows further members"),
];

/// Objects that allow any member, with the reason.
const ANYTHING: [(&str, &str); 2] = [
    ("CaseActionData", "the rule pack says which fields an action has"),
    ("PreferenceValues", "the browser app says what it remembers of a person"),
];

fn contract() -> Value {
    serde_json::from_str(&std::fs::read_to_string(COMMITTED).unwrap()).unwrap()
}

fn operations(contract: &Value) -> impl Iterator<Item = (&String, &String, &Value)> {
    let paths = contract["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, verbs)| {
        verbs.as_object().unwrap().iter().map(move |(verb, operation)| (path, verb, operation))
    })
}

/// Visits every schema inside a value of the contract, with its path.
fn each(value: &Value, at: &str, look: &mut dyn FnMut(&str, &Value)) {
    look(at, value);
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| each(inner, &format!("{at}/{key}"), look)),
        Value::Array(list) => list.iter().for_each(|inner| each(inner, at, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn name(schema: &Value) -> Option<&str> {
    let named = [&schema["$ref"], &schema["allOf"][0]["$ref"], &schema["items"]["$ref"]];
    named.into_iter().find_map(Value::as_str)?.rsplit('/').next()
}

#[test]
fn every_closed_list_is_an_enum() {
    let contract = contract();
    let schemas = &contract["components"]["schemas"];
    for (place, list) in places() {
        let words = schemas[list]["enum"].as_array().map_or(0, Vec::len);
        assert!(words > 1, "{list} is no list");
        let found: Vec<&Value> = match place {
            ContractField::Member(schema, member) => vec![&schemas[schema]["properties"][member]],
            ContractField::Parameter(path, name) => {
                let of_path = operations(&contract).filter(|(one, ..)| *one == path);
                let parameters = of_path.flat_map(|(.., operation)| operation["parameters"].as_array().unwrap());
                parameters.filter(|one| one["name"] == name).map(|one| &one["schema"]).collect()
            }
        };
        assert!(!found.is_empty(), "{place:?} is not in the contract");
        assert!(found.iter().all(|schema| name(schema) == Some(list)), "{place:?} is no {list}: {found:?}");
    }
}

/// A description that lists several words in back quotes should be an enum. A list with `…` gives
/// examples only: the states of a rule pack, the units of a kind.
#[test]
fn no_list_of_words_is_said_in_prose_alone() {
    let contract = contract();
    let mut wrong = Vec::new();
    each(&contract["components"]["schemas"], "", &mut |at, schema| {
        let said = schema["description"].as_str().unwrap_or_default();
        let is_list = said.matches("`, `").count() + said.matches("` or `").count() > 1;
        if schema["type"] == "string" && schema["enum"].is_null() && is_list && !said.contains('…') {
            wrong.push(format!("{at}: {said}"));
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_is_without_a_schema() {
    let contract = contract();
    let names = contract["components"]["schemas"].as_object().unwrap();
    let mut wrong = Vec::new();
    each(&contract["components"]["schemas"], "", &mut |at, schema| {
        if schema.as_object().is_some_and(serde_json::Map::is_empty) && !at.ends_with("/properties") {
            wrong.push(format!("{at} is empty"));
        }
        let target = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next());
        wrong.extend(target.filter(|name| !names.contains_key(*name)).map(|name| format!("{at} leads to no {name}")));
        for (member, schema) in schema["properties"].as_object().into_iter().flatten() {
            let is_typed = ["type", "$ref", "oneOf", "allOf"].iter().any(|key| schema.get(*key).is_some());
            wrong.extend((!is_typed).then(|| format!("{at}/{member} has no type")));
        }
        if schema["additionalProperties"] == json!(true) && !ANYTHING.iter().any(|(name, _)| at == format!("/{name}")) {
            wrong.push(format!("{at} may have any members"));
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_object_of_a_request_is_closed() {
    let contract = contract();
    let mut reached = BTreeSet::new();
    let mut to_see: Vec<&Value> = operations(&contract)
        .flat_map(|(.., operation)| operation["requestBody"]["content"].as_object().into_iter().flatten())
        .filter(|(kind, _)| kind.starts_with("application/json"))
        .map(|(_, content)| &content["schema"])
        .collect();
    while let Some(value) = to_see.pop() {
        each(value, "", &mut |_, schema| {
            reached.extend(schema["$ref"].as_str().map(|target| target.rsplit('/').next().unwrap().to_owned()));
        });
        let seen: Vec<String> = reached.iter().cloned().collect();
        for name in seen {
            let schema = &contract["components"]["schemas"][&name];
            let mut more = false;
            each(schema, "", &mut |_, inner| {
                let target = inner["$ref"].as_str().map(|target| target.rsplit('/').next().unwrap().to_owned());
                more |= target.is_some_and(|target| reached.insert(target));
            });
            if more {
                to_see.push(schema);
            }
        }
    }
    assert!(reached.len() > 40, "{reached:?}");
    for name in reached.iter().filter(|name| !OPEN.iter().any(|(open, _)| open == name)) {
        let schema = &contract["components"]["schemas"][name];
        if schema["properties"].is_object() {
            assert_eq!(schema["additionalProperties"], json!(false), "{name}");
        }
    }
}

#[test]
fn every_member_is_required_or_may_be_left_out() {
    let contract = contract();
    for (name, schema) in contract["components"]["schemas"].as_object().unwrap() {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().map(|one| one.as_str().unwrap()).collect();
        let known = &schema["properties"];
        assert!(required.iter().all(|member| known.get(member).is_some()), "{name}: {required:?}");
    }
    let page = &contract["components"]["schemas"]["CountedPage_Case"];
    assert_eq!(page["required"], json!(["items", "next_cursor", "total", "total_at_least"]));
    assert_eq!(page["properties"]["next_cursor"]["nullable"], true);
}

#[test]
fn every_operation_declares_its_statuses() {
    let contract = contract();
    for (path, verb, operation) in operations(&contract) {
        let at = format!("{verb} {path}");
        let responses = operation["responses"].as_object().unwrap();
        let takes =
            |name: &str| operation["parameters"].as_array().into_iter().flatten().any(|one| one["name"] == name);
        let mut wanted = vec!["404", "414", "422", "429", "500", "503"];
        wanted.extend(operation["security"].is_array().then_some("401"));
        wanted.extend((verb != "get").then_some("409"));
        wanted.extend(takes("If-Match").then_some(["412", "428"]).into_iter().flatten());
        wanted.extend(operation["requestBody"].is_object().then_some(["408", "413", "415"]).into_iter().flatten());
        for status in wanted {
            let schema = &responses[status]["content"]["application/problem+json"]["schema"];
            assert_eq!(*schema, json!({"$ref": "#/components/schemas/Problem"}), "{at} {status}");
        }
        let good: Vec<&Value> =
            responses.iter().filter(|(status, _)| status.starts_with('2')).map(|(_, said)| said).collect();
        assert!(!good.is_empty(), "{at}");
        for content in good.iter().flat_map(|said| said["content"].as_object().into_iter().flatten()) {
            assert_ne!(content.0, "application/octet-stream", "{at} answers bytes of a known kind");
            assert!(content.1["schema"].is_object(), "{at}");
        }
    }
}

/// All tests compare answers with the contract. This test shows which deviations that comparison
/// finds.
#[test]
fn an_answer_that_is_not_as_promised_is_found() {
    let reported = |status: u16, body: Value| {
        let status = StatusCode::from_u16(status).unwrap();
        std::panic::catch_unwind(|| promised::hold(&Method::GET, "/api/v1/calendars", status, &body)).is_err()
    };
    let day = |kind: &str| {
        let days = json!([{"day": "2023-09-04", "kind": kind}]);
        json!({"items": [{"id": "vn", "version": "1", "confirmed_until": "2023-12-31", "days": days}]})
    };
    assert!(!reported(200, day("holiday")));
    assert!(reported(200, day("weekend")), "another word");
    assert!(reported(200, json!({"items": [{"id": "vn"}]})), "a member that is missing");
    assert!(reported(200, json!({"items": [], "total": 0})), "a member that is not there");
    assert!(reported(412, json!({})), "another status");
}
