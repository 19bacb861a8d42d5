//! Tests that decoding agrees with `serde_json`, and that errors carry their position.

use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::workflow::name::CodeId;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    One,
    Many(Vec<u8>),
    Named { name: String },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    id: Uuid,
    code: CodeId,
    on: Option<NaiveDate>,
    at: Option<DateTime<Utc>>,
    parts: Vec<Part>,
    choice: Choice,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Part {
    number: u32,
    #[serde(default)]
    share: f64,
    #[serde(default)]
    flag: bool,
}

fn thing() -> Value {
    json!({
        "id": "018b0000-0000-7000-8000-000000000001", "code": "A", "on": "2023-10-02", "at": "2023-10-02T01:00:00Z",
        "parts": [{"number": 1, "share": 2}, {"number": 2, "flag": true}], "choice": "one",
    })
}

fn said(place: &str, wrong: Value) -> String {
    let mut value = thing();
    *value.pointer_mut(place).unwrap() = wrong;
    let fault = decode::<Thing>(&value, "/data").unwrap_err();
    format!("{} {}", fault.pointer, fault.message)
}

#[test]
fn every_fault_is_said_in_our_words_at_its_place() {
    for (place, wrong, expected) in [
        ("/id", json!("x"), "/data/id must be an id (UUID)"),
        ("/id", json!(5), "/data/id must be an id (UUID)"),
        ("/code", json!("a b"), "/data/code cannot be read"),
        ("/on", json!("soon"), "/data/on must be a day, such as 2023-09-07"),
        ("/on", json!(5), "/data/on must be a day, such as 2023-09-07"),
        ("/at", json!("soon"), "/data/at must be an instant, such as 2023-09-07T01:30:00Z"),
        ("/parts", json!({}), "/data/parts must be a list"),
        ("/parts/1", json!("x"), "/data/parts/1 must be an object"),
        ("/parts/1/number", json!("x"), "/data/parts/1/number must be a whole number, not below 0"),
        ("/parts/1/number", json!(-1), "/data/parts/1/number must be a whole number, not below 0"),
        ("/parts/1/number", json!(1.5), "/data/parts/1/number must be a whole number, not below 0"),
        ("/parts/0/share", json!([]), "/data/parts/0/share must be a number"),
        ("/parts/1/flag", json!("x"), "/data/parts/1/flag must be true or false"),
        ("/parts/0", json!({}), "/data/parts/0/number is missing"),
        ("/choice", json!("two"), "/data/choice must be one of: one, many, named"),
        ("/choice", json!(5), "/data/choice must be a text"),
        ("/choice", json!({"many": [1, 300]}), "/data/choice/many/1 must be a whole number, not below 0"),
        ("/choice", json!({"named": {"name": 1}}), "/data/choice/named/name must be a text"),
        ("", json!({"a/b": 1}), "/data/a~1b is no known field; known are: id, code, on, at, parts, choice"),
        ("", json!(5), "/data must be an object"),
    ] {
        assert_eq!(said(place, wrong.clone()), expected, "{place}: {wrong}");
    }
}

#[test]
fn what_is_good_is_read() {
    let read: Thing = decode(&thing(), "").unwrap();
    assert_eq!(read, serde_json::from_value(thing()).unwrap());
    for choice in [json!({"many": [1, 2]}), json!({"named": {"name": "x"}}), json!({"one": null})] {
        let mut value = thing();
        *value.pointer_mut("/choice").unwrap() = choice;
        assert_eq!(decode::<Thing>(&value, "").unwrap(), serde_json::from_value(value).unwrap());
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..300).prop_map(Value::from),
        (-2.0..2.0).prop_map(Value::from),
        prop_oneof!["one", "many", "2023-10-02", "A", "018b0000-0000-7000-8000-000000000001"].prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let name = prop_oneof!["id", "code", "on", "number", "share", "many", "named", "name", "one"];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_same_is_accepted_as_the_library_accepts(place in 0_usize..6, wrong in any_value()) {
        let mut value = thing();
        let places = ["/id", "/on", "/parts", "/parts/0", "/parts/1/number", "/choice"];
        *value.pointer_mut(places[place]).unwrap() = wrong;
        let library = serde_json::from_value::<Thing>(value.clone()).ok();
        prop_assert_eq!(decode::<Thing>(&value, "").ok(), library);
    }
}
