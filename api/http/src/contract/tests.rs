//! A small contract, and the errors of bodies that violate it.

use domain::text::Locale;
use serde_json::json;

use super::*;

fn promise() -> Contract {
    let contract = json!({
        "paths": {"/api/v1/things/{thing_id}": {
            "get": {"operationId": "thing.get"},
            "post": {
                "operationId": "case.create",
                "requestBody": {"content": {"application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
            },
        }},
        "components": {"schemas": {"Thing": {
            "type": "object",
            "required": ["name", "parts"],
            "properties": {
                "name": {"type": "string", "maxLength": 5},
                "day": {"type": "string", "format": "date"},
                "parts": {"type": "array", "maxItems": 2, "items": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        "id": {"type": "string", "format": "uuid"},
                        "number": {"type": "integer", "minimum": 1.0},
                        "sort": {"type": "string", "enum": ["a", "b"]},
                    },
                }},
            },
        }}},
    });
    Contract::of(&contract.to_string())
}

fn said(body: &Value) -> Vec<String> {
    let faults = promise().faults("/api/v1/things/:param0", "POST", body);
    faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect()
}

#[test]
fn everything_that_is_wrong_is_said_with_its_place() {
    let body =
        json!({"name": "too long", "day": "yesterday", "parts": [{"id": 7, "number": 0, "sort": "c"}, {"id": null}]});
    assert_eq!(
        said(&body),
        [
            "/day must be a day, such as 2023-09-07",
            "/name must have at most 5 characters",
            "/parts/0/id must be a text",
            "/parts/0/number must be at least 1",
            "/parts/0/sort must be one of: a, b",
            "/parts/1/id is missing",
        ]
    );
}

#[test]
fn what_is_no_object_is_one_fault_and_what_fits_is_none() {
    assert_eq!(said(&json!([])), [" must be an object"]);
    assert_eq!(said(&json!({"name": "ok", "parts": [], "day": null})), Vec::<String>::new());
}

#[test]
fn a_path_has_its_methods_and_operations_have_tags() {
    let promise = promise();
    assert_eq!(promise.methods("/api/v1/things/:param0"), ["GET", "POST"]);
    assert!(promise.methods("/nowhere").is_empty());
    let contract: Value = serde_json::from_str(promise.text()).unwrap();
    assert_eq!(contract["paths"]["/api/v1/things/{thing_id}"]["post"]["tags"], json!(["case"]));
    assert_eq!(contract["tags"], json!([{"name": "case", "description": HEADING_OF_CASE}]));
}

const HEADING_OF_CASE: &str = "Cases of every kind with their actions and events";

#[test]
fn every_member_that_a_request_does_not_have_is_reported() {
    let body = json!({"name": "ok", "colour": 1, "parts": [{"id": null, "a/b": 2}, {"number": 3, "tag": 4}]});
    let promise = promise();
    let reported = promise.unknown_members("/api/v1/things/7", "POST", &body);
    let places: Vec<&str> = reported.iter().map(|fault| fault.pointer.as_str()).collect();
    assert_eq!(places, ["/colour"], "an object without a name of its own is open");
    assert_eq!(reported.first().unwrap().message.text(Locale::En), "is no known field; known are: day, name, parts");
    let nothing = json!({"name": "ok", "parts": []});
    assert!(promise.unknown_members("/api/v1/things/7", "POST", &nothing).is_empty());
    assert!(promise.unknown_members("/api/v1/nowhere", "POST", &body).is_empty());
}
