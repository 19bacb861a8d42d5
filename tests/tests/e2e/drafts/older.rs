//! Drafts from before codes were assigned at filing: they have a code, and keep it.

use std::collections::BTreeSet;

use api_store::cases::{self, Writing, case_history};
use domain::access::{Actor, Role, Stance};
use domain::cases::{Case, CaseRules, Draft, Event, sharing};
use domain::ids::CaseId;
use domain::text::Locale;
use domain::workflow::{
    definition::Phase,
    doer::{PartyMembership, Signature},
    event::Opening,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{self, VNPT};
use tests::test_app::{TestApp, wanting};

tests::on_both_databases!(an_old_draft_keeps_its_code, an_old_draft_is_deleted_with_its_code);

/// Writes a draft of a sharing request as the server wrote it before: its opening has a code.
async fn old_draft(test_app: &TestApp) -> String {
    let app = test_app.app();
    let (id, now) = (CaseId::new(app.clock.new_id()), test_app.now());
    let tx = app.store.begin().await.unwrap();
    let number = cases::next_number(&tx, "SR", 2023).await.unwrap();
    let opening: Opening<CaseRules> = Opening {
        id,
        code: Some(format!("SR-2023-{number:06}")),
        kind: "sharing_request".parse().unwrap(),
        pack: "vn-qn@2023-09-07".parse().unwrap(),
        state: "draft".parse().unwrap(),
        applicant: fixtures::office(VNPT),
        previous: None,
        content: Draft::SharingRequest(sharing::Request::default()).content(),
        at: now,
    };
    let events = [Event::Opened(Box::new(opening.clone()))];
    let stored: Value = serde_json::to_value(&events).unwrap();
    assert_eq!(stored[0]["code"], json!("SR-2023-000001"), "the form of the entries of before");
    let case = Case::opened(opening);
    let user = cast::person("planner@vnpt");
    let writing =
        Writing { case: &case, phase: Phase::Draft, next_due_at: None, filed_at: None, at: now, by: Some(user) };
    cases::insert(&tx, &writing).await.unwrap();
    cases::join(&tx, id, case.applicant, Stance::Applicant, now).await.unwrap();
    let place =
        PartyMembership { organization: case.applicant, role: Role::OperatorPlanner, stance: Stance::Applicant };
    let actor = Actor {
        user,
        name: "planner@vnpt".to_owned(),
        locale: Locale::Vi,
        memberships: Vec::new(),
        carried_on: BTreeSet::new(),
    };
    let accepted = case_history::Accepted {
        case: id,
        seq: 1,
        signature: &Signature::Person { user, place },
        actor: Some(&actor),
        action: "create",
        comment: None,
        events: &events,
        at: now,
        legal_at: now,
    };
    case_history::append(&tx, &accepted).await.unwrap();
    app.store.commit(tx).await.unwrap();
    id.to_string()
}

async fn an_old_draft_keeps_its_code(test_app: TestApp) {
    let case = old_draft(&test_app).await;
    let new = super::empty(&test_app, "planner@vnpt", "sharing-requests").await;
    assert_eq!(test_app.case("planner@vnpt", &case).await["code"], "SR-2023-000001");
    let pole = test_app.pole("clerk@power", 4).await;
    for (case, code) in [(&new, "SR-2023-000002"), (&case, "SR-2023-000001")] {
        let path = format!("/sharing-requests/{case}");
        test_app.change("planner@vnpt", &path, Method::PATCH, &path, &wanting(&[&pole])).await.good();
        assert_eq!(test_app.perform("planner@vnpt", case, "submit", json!({})).await["code"], code);
    }
    let trail = test_app.trail("planner@vnpt", &case).await;
    assert!(trail.iter().all(|entry| !entry.to_string().contains("code_assigned")), "{trail:?}");
}

async fn an_old_draft_is_deleted_with_its_code(test_app: TestApp) {
    let case = old_draft(&test_app).await;
    assert_eq!(super::delete(&test_app, "planner@vnpt", &case).await.status, StatusCode::NO_CONTENT);
    super::is_gone(&test_app, "planner@vnpt", &case).await;
    // Its number is not given again.
    let pole = test_app.pole("clerk@power", 4).await;
    let filed = test_app.filed("planner@vnpt", &[&pole]).await;
    assert_eq!(test_app.case("planner@vnpt", &filed).await["code"], "SR-2023-000002");
}
