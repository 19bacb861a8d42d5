//! Every query parameter has a bound in the contract, and a request above it is refused.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::cast::ADMIN;
use tests::test_client::answered;

tests::on_both_databases!(
    every_query_parameter_is_bounded,
    a_search_has_at_most_eight_words,
    lists_of_bodies_are_bounded,
);

/// A value beyond the bound of a schema; `None` if every value of the type is short, `Err` if there
/// is no bound.
fn beyond(schema: &Value) -> Result<Option<String>, ()> {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => {
            let fixed = ["uuid", "date", "date-time"];
            let is_fixed = schema.get("format").and_then(Value::as_str).is_some_and(|format| fixed.contains(&format));
            match schema.get("maxLength").and_then(Value::as_u64) {
                Some(most) => Ok(Some("x".repeat(usize::try_from(most).unwrap() + 1))),
                None if is_fixed || schema.get("enum").is_some() => Ok(Some("x".repeat(5_000))),
                None => Err(()),
            }
        }
        Some("integer" | "number") => {
            let (_least, most) = number("minimum").zip(number("maximum")).ok_or(())?;
            Ok(Some(format!("{}", most + 1.0)))
        }
        Some("array") if schema.get("maxItems").is_some() => Ok(Some("x".repeat(5_000))),
        Some("array") => Err(()),
        Some("boolean") => Ok(Some("x".repeat(5_000))),
        Some(_) | None if schema.get("$ref").is_some() => Ok(Some("x".repeat(5_000))),
        Some(_) | None => Err(()),
    }
}

async fn every_query_parameter_is_bounded(test_app: TestApp) {
    let contract = answered(test_app.ask_outside(Method::GET, "/openapi.json")).await.unwrap().good().body;
    let mut checked = 0;
    for (path, verbs) in contract["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] != "query" {
                    continue;
                }
                let name = parameter["name"].as_str().unwrap();
                let value = beyond(&parameter["schema"]);
                let value = value.unwrap_or_else(|()| panic!("{verb} {path}: {name} has no bound: {parameter}"));
                let Some(value) = value.filter(|_| verb == "get") else { continue };
                let filled = path
                    .strip_prefix("/api/v1")
                    .unwrap()
                    .split('/')
                    .map(|part| if part.starts_with('{') { "01234567-89ab-7def-8123-456789abcdef" } else { part });
                let filled: Vec<&str> = filled.collect();
                let asked = format!("{}?{name}={value}", filled.join("/"));
                let answer = test_app.read("planner@vnpt", &asked).await;
                let at = format!("{path} {name}: {} {}", answer.status, answer.body);
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
                assert!(answer.body["errors"].to_string().contains(name), "{at}");
                checked += 1;
            }
        }
    }
    assert!(checked > 60, "{checked}");
}

async fn a_search_has_at_most_eight_words(test_app: TestApp) {
    for path in ["/assets", "/areas", "/organizations", "/users"] {
        let who = if path == "/users" { ADMIN } else { "planner@vnpt" };
        let eight = test_app.read(who, &format!("{path}?q=a+b+c+d+e+f+g+h")).await;
        assert!(eight.status.is_success(), "{path}: {}", eight.body);
        for beyond in ["a+b+c+d+e+f+g+h+i".to_owned(), "x".repeat(201)] {
            let answer = test_app.read(who, &format!("{path}?q={beyond}")).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
            assert_eq!(answer.text("/errors/0/pointer"), "q");
        }
    }
    let long = format!("/ogc/collections/areas/items?code={}", "x".repeat(2_000));
    let answer = answered(test_app.ask_outside(Method::GET, &long)).await.unwrap();
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
}

/// Lists in bodies are bounded, also for callers without a login, because a body is checked before
/// any code reads it.
async fn lists_of_bodies_are_bounded(test_app: TestApp) {
    let unit = json!({"unit": "attachment_position", "quantity": 1});
    for (path, list, body) in [
        ("/exports/assets", "/columns", json!({"format": "csv", "columns": vec!["code"; 501]})),
        ("/assets/along-route", "/units", json!({"units": vec![unit; 21]})),
        ("/planning/towers", "/kinds", json!({"kinds": vec!["tower"; 101]})),
    ] {
        let answer = test_app.post("planner@vnpt", path, &body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
        assert_eq!(answer.text("/errors/0/pointer"), list, "{path}: {}", answer.body);
    }
    let login = |body: Value| answered(test_app.ask_as_public(Method::POST, "/auth/login").json(&body));
    let many = login(json!({"email": vec!["\u{202e}"; 1_000]})).await.unwrap();
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", many.body);
    assert_eq!(many.body["errors"].as_array().unwrap().len(), 100, "a hostile body does not make a long answer");
    let long = login(json!({"x".repeat(100_000): vec![0; 1_000]})).await.unwrap();
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.body.to_string().len() < 1_000, "the name is not sent back: {}", long.body);
}
