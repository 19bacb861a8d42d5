//! Every operation of the contract that takes a key binds it to the whole request.
//!
//! The server claims a key before it loads anything. So it suffices that a key is in use for a
//! request: an equal request gets the answer that the first is not finished, and every other
//! request the answer that the key is used.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::{TestApp, cast, wanting};
use tests::test_client::{TestResponse, answered};

use super::sent::{Sent, claimed};
use crate::text::sample;

tests::on_both_databases!(a_key_is_bound_to_the_whole_request);

/// This operation reads a file and changes nothing, so the server does not store its key.
const ONLY_READS: &str = "import_mapping.suggest";

/// Persons of which at least one may perform each operation.
const PEOPLE: [&str; 10] = [
    "planner@vnpt",
    "manager@vnpt",
    "clerk@power",
    "boss@power",
    "admin@hatang",
    "lead@sotttt",
    "officer@sotttt",
    "lead@halong",
    "reviewer@halong",
    "approver@soxaydung",
];

async fn a_key_is_bound_to_the_whole_request(test_app: TestApp) {
    let there = There::settled(&test_app).await;
    let contract = answered(test_app.ask_outside(Method::GET, "/openapi.json")).await.unwrap().good().body;
    let mut wrong = Vec::new();
    let mut bound = 0;
    for (template, verbs) in contract["paths"].as_object().unwrap() {
        for (verb, operation) in verbs.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let mut parameters = operation["parameters"].as_array().into_iter().flatten();
            if id == ONLY_READS || !parameters.any(|one| one["name"] == "Idempotency-Key") {
                continue;
            }
            let sent = there.request(&contract, (id, template, verb), operation);
            match is_bound(&test_app, id, &sent).await {
                Ok(()) => bound += 1,
                Err(why) => wrong.push(format!("{id}: {why}")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(bound > 40, "{bound}");
}

/// Whether a permitted person gets the expected answer to each request.
async fn is_bound(test_app: &TestApp, id: &str, sent: &Sent) -> Result<(), String> {
    let mut reported = Vec::new();
    for who in PEOPLE {
        claimed(test_app, who, id, sent.fingerprint()).await;
        let same = sent.by(test_app, who, id).await;
        if same.body["type"] != "urn:hatang:problem:conflict" {
            reported.push(format!("{who} {} {}", same.status, same.body));
            continue;
        }
        for (part, other) in sent.altered() {
            let answer = other.by(test_app, who, id).await;
            if !is_of_another(&answer) {
                return Err(format!("another {part}: {} {}", answer.status, answer.body));
            }
        }
        return Ok(());
    }
    Err(format!("is not recognised\n  {}", reported.join("\n  ")))
}

pub(crate) fn is_of_another(answer: &TestResponse) -> bool {
    answer.status == 409 && answer.body["rule"] == "idempotency_key_reused"
}

/// Resources that handlers look up before they claim a key.
struct There {
    case: String,
    other_case: String,
    document: String,
    pole: String,
}

impl There {
    async fn settled(test_app: &TestApp) -> Self {
        let pole = test_app.pole("clerk@power", 4).await;
        let case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
        let other_case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
        let document = test_app.document("planner@vnpt", &other_case, "route_plan").await;
        Self { case, other_case, document, pole }
    }

    fn request(&self, contract: &Value, (id, template, verb): (&str, &str, &str), operation: &Value) -> Sent {
        let path = template
            .trim_start_matches("/api/v1")
            .replace("{case_id}", &self.case)
            .replace("{asset_id}", &self.pole)
            .replace("{action}", "withdraw")
            .replace("{way}", "withdraw")
            .replace("{name}", "m1")
            .replace("{calendar}", "vn");
        let part = |part: &str| if part.starts_with('{') { sample::SOMETHING.to_owned() } else { part.to_owned() };
        let content = operation.pointer("/requestBody/content").and_then(Value::as_object);
        // A form is compared by its parts instead of its bytes; see `answers`.
        let kind = content.and_then(|kinds| kinds.iter().find(|(kind, _)| !kind.starts_with("multipart")));
        let (media_type, body) = match kind {
            None => (String::new(), Vec::new()),
            Some((kind, said)) => (kind.clone(), self.body(contract, id, &said["schema"])),
        };
        let query = match id {
            "document.create" => "kind=route_plan&name=tuyen.pdf",
            "asset_photo.create" => "name=cot.jpg",
            "import.create" => "mapping=ofds-nodes&file_name=cot.csv",
            _ => "",
        };
        let path = path.split('/').map(part).collect::<Vec<_>>().join("/");
        Sent { method: verb.to_uppercase().parse().unwrap(), path, query: query.to_owned(), media_type, body }
    }

    fn body(&self, contract: &Value, id: &str, schema: &Value) -> Vec<u8> {
        match id {
            "document.create" => return b"%PDF-1.7 x".to_vec(),
            "asset_photo.create" => return b"\xff\xd8\xff\xe0 photo".to_vec(),
            "import.create" => return b"id,name\n1,A\n".to_vec(),
            "import_mapping.update" => return MAPPING.as_bytes().to_vec(),
            _ => {}
        }
        let ring = [[107.0, 20.9], [107.1, 20.9], [107.1, 21.0], [107.0, 20.9]];
        let place = json!({"type": "Polygon", "coordinates": [ring]});
        let membership = json!({"organization_id": cast::office(cast::VNPT), "role": "operator_planner"});
        let sample = sample::value(contract, schema, 0);
        let body = match id {
            "case.perform_action" => json!({"comment": null, "data": {}}),
            "document.reuse" => json!({"case_id": self.other_case, "document_id": self.document, "kind": null}),
            "sharing_request.create" => wanting(&[&self.pole]),
            "asset.create" => json!({
                "code": "QN-POL-900001", "kind": "pole", "geometry": {"type": "Point", "coordinates": [107.0, 20.9]},
            }),
            "asset.update" => json!({"address": "Chữ"}),
            "asset_correction.create" => json!({"attributes": {"height_m": 9}, "observed_on": "2023-10-02"}),
            "clean_up_claim.create" => json!({"number": 1, "evidence": "Chữ"}),
            "outbox_message.retry_all" => json!({}),
            "export.create" => json!({"format": sample["format"]}),
            "delegation.create" => json!({
                "to_user_id": cast::person("manager@vnpt"), "organization_id": cast::office(cast::VNPT),
                "role": "operator_planner", "valid_from": "2023-10-02", "valid_to": "2023-10-03", "reason": "Chữ",
            }),
            "organization.create" => json!({"name_vi": "Chữ", "kind": "operator"}),
            "subscription.create" => json!({"place": place}),
            "user.create" => json!({
                "email": "an@vnpt.example", "name": "An", "password": "correct horse battery", "memberships": [membership],
            }),
            _ if sample.get("previous_case_id").is_some() => json!({}),
            _ => sample,
        };
        body.to_string().into_bytes()
    }
}

pub(crate) const MAPPING: &str = r#"name = "m1"
title = "Sổ tay"
format = "csv"
source = "Sổ tay"
confidence = "C"

[asset]
code = { column = "ma", required = true }
kind = { constant = "pole" }

[asset.position.degrees]
longitude = { column = "kinh" }
latitude = { column = "vi" }
"#;
