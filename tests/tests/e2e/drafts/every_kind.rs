//! One story for every kind: an empty draft, a refused filing that names every missing part, the
//! completed draft, the filing with its code, and the deletion of another draft.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_client::answered;

use super::kinds::{self, Sample};
use super::{delete, empty, faults, is_gone, refused, titled};

tests::on_both_databases!(
    a_draft_of_every_kind_begins_empty_and_gets_its_code_at_filing,
    codes_follow_the_order_of_filing,
    what_is_missing_is_said_in_the_language_of_the_reader,
);

async fn a_draft_of_every_kind_begins_empty_and_gets_its_code_at_filing(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    for sample in kinds::all(&test_app).await {
        let case = empty(&test_app, sample.who, sample.resource).await;
        is_a_private_draft(&test_app, &sample, &case).await;
        let (action, data) = &sample.filing;
        let lacking = test_app.attempt(sample.who, &case, action, data.clone()).await;
        assert_eq!(faults(&lacking), sample.lacks, "{}", sample.resource);
        is_a_private_draft(&test_app, &sample, &case).await;

        let path = format!("/{}/{case}", sample.resource);
        let half = test_app.change(sample.who, &path, Method::PATCH, &path, &titled()).await.good();
        assert_eq!((half.text("/title"), &half.body["code"]), ("Hồ sơ đang soạn", &Value::Null));
        let cleared = test_app.change(sample.who, &path, Method::PATCH, &path, &json!({"title": ""})).await.good();
        assert_eq!(cleared.text("/title"), "", "a draft may lose its title again");
        test_app.change(sample.who, &path, Method::PATCH, &path, &sample.whole).await.good();
        for kind in sample.documents {
            test_app.document(sample.who, &case, kind).await;
        }
        let filed = test_app.perform(sample.who, &case, action, data.clone()).await;
        let code = format!("{}-2026-{:06}", sample.prefix, sample.used + 1);
        assert_eq!((&filed["code"], &filed["deletable"]), (&json!(code), &json!(false)), "{}", sample.resource);
        let found = test_app.list(sample.who, &format!("/cases?q={code}")).await;
        assert!(found.iter().any(|one| one["id"] == json!(case)), "{code} is found: {found:?}");
        let trail = test_app.trail(sample.who, &case).await;
        let given: Vec<&Value> = trail.iter().filter(|entry| entry["events"][0]["event"] == "code_assigned").collect();
        assert_eq!(given.len(), 1, "{trail:?}");
        assert_eq!((&given[0]["action"], &given[0]["events"][0]["code"]), (&json!(action), &json!(code)));

        let late = delete(&test_app, sample.who, &case).await;
        refused(&late, StatusCode::CONFLICT, "only_a_draft_can_be_deleted");
        let other = empty(&test_app, sample.who, sample.resource).await;
        assert_eq!(delete(&test_app, sample.who, &other).await.status, StatusCode::NO_CONTENT);
        is_gone(&test_app, sample.who, &other).await;
    }
}

async fn is_a_private_draft(test_app: &TestApp, sample: &Sample, case: &str) {
    let draft = test_app.case(sample.who, case).await;
    let seen = (&draft["code"], &draft["title"], &draft["phase"], &draft["deletable"], &draft["filed_at"]);
    assert_eq!(seen, (&Value::Null, &json!(""), &json!("draft"), &json!(true), &Value::Null), "{}", sample.resource);
    for stranger in [sample.stranger, "clerk@power", "lead@baichay"] {
        let hidden = test_app.read(stranger, &format!("/cases/{case}")).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{stranger} reads a draft of {}", sample.resource);
    }
}

async fn codes_follow_the_order_of_filing(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 9).await;
    let wanted = tests::test_app::wanting(&[&pole]);
    let mut drafts = Vec::new();
    for _ in 0..3 {
        drafts.push(test_app.draft("planner@vnpt", &wanted).await);
    }
    let mut codes = Vec::new();
    for case in drafts.iter().rev() {
        codes.push(test_app.perform("planner@vnpt", case, "submit", json!({})).await["code"].clone());
    }
    assert_eq!(codes, ["SR-2023-000001", "SR-2023-000002", "SR-2023-000003"], "the last draft was filed first");

    // The year is that of the filing. An action that ends a draft gives a code too, because the
    // closed case stays on record.
    let (late, ended) = (test_app.draft("planner@vnpt", &wanted).await, test_app.draft("planner@vnpt", &wanted).await);
    test_app.at("2024-01-02T09:00:00+07:00").await;
    let withdrawn = test_app.perform("planner@vnpt", &ended, "withdraw", json!({})).await;
    assert_eq!((&withdrawn["code"], &withdrawn["phase"]), (&json!("SR-2024-000001"), &json!("closed")));
    let filed = test_app.perform("planner@vnpt", &late, "submit", json!({})).await;
    assert_eq!(filed["code"], "SR-2024-000002");
}

async fn what_is_missing_is_said_in_the_language_of_the_reader(test_app: TestApp) {
    let case = empty(&test_app, "planner@vnpt", "sharing-requests").await;
    let mut said = Vec::new();
    for language in ["vi", "en"] {
        let path = format!("/cases/{case}/actions/submit");
        let ask = test_app.ask("planner@vnpt", Method::POST, &path).header("Accept-Language", language);
        let answer = answered(ask.header("If-Match", "\"1\"").json(&json!({"data": {}}))).await.unwrap();
        assert_eq!(faults(&answer), ["/title", "/elements"]);
        said.push(
            answer.body["errors"].as_array().unwrap().iter().map(|one| one["message"].clone()).collect::<Vec<_>>(),
        );
    }
    assert!(said[0].iter().zip(&said[1]).all(|(vi, en)| vi != en), "{said:?}");
    // The page of the case shows the same before anybody tries.
    let actions = test_app.get("planner@vnpt", &format!("/cases/{case}/actions")).await;
    assert!(actions.to_string().contains("/elements"), "{actions}");
}
