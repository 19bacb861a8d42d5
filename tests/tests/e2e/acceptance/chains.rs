//! Chains of triggered actions end, even under a pack whose actions trigger each other for ever.

use api_store::entities::{audit, outbox};
use reqwest::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, works};
use tests::test_db::{TestDb, copy_folder};

use super::times;

/// The shipped notice, except that the action for missing documents triggers itself.
const SHIPPED: &str = r#"id = "find_gaps"
title = { vi = "Hệ thống ghi nhận còn thiếu", en = "Find documents missing" }
from = ["submitted"]
to = "deficient"
who = [{ stance = "system" }]
trigger = "another_case"
effects = ["note_gaps"]"#;

fn under_a_pack_that_never_ends(test_db: TestDb) -> TestDb {
    let policies = test_db.folder("policies");
    copy_folder(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies")), &policies);
    let file = policies.join("packs/vn-qn@2023-09-07/commencement-notice.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let endless = SHIPPED
        .replace(r#"["submitted"]"#, r#"["submitted", "deficient"]"#)
        .replace(r#"["note_gaps"]"#, r#"["note_gaps", "check_papers"]"#);
    assert!(text.contains(SHIPPED), "the notice reads differently");
    std::fs::write(&file, text.replace(SHIPPED, &endless)).unwrap();
    let folder = policies.to_str().unwrap().to_owned();
    test_db.set("packs.dir", &folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_without_an_end_is_refused_on_sqlite() {
    a_chain_without_an_end_is_refused(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_without_an_end_is_refused_on_postgres() {
    let Some(test_db) = TestDb::postgres("a_chain_without_an_end_is_refused") else { return };
    a_chain_without_an_end_is_refused(test_db).await;
}

/// The chain is refused and changes nothing. Actions without triggers still work under the same
/// pack.
async fn a_chain_without_an_end_is_refused(test_db: TestDb) {
    let test_app = TestApp::open(under_a_pack_that_never_ends(test_db)).await.with_offices().await;
    test_app.at("2026-03-02T09:00:00+07:00").await;
    let site = test_app.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["starts_on"] = json!(test_app.in_days(10));
    let case = test_app.post("planner@vnpt", "/commencement-notices", &body).await.good().text("/id").to_owned();
    let read = test_app.app().store.read();
    let written = || async {
        (audit::Entity::find().count(read).await.unwrap(), outbox::Entity::find().count(read).await.unwrap())
    };
    let (before, rows) = (test_app.case("planner@vnpt", &case).await, written().await);
    let endless = test_app.attempt("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!(endless.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", endless.body);
    assert!(!endless.body.to_string().contains("find_gaps"), "the chain is for the log: {}", endless.body);
    assert_eq!(test_app.case("planner@vnpt", &case).await, before);
    assert_eq!(written().await, rows);
    let trail = test_app.trail("planner@vnpt", &case).await;
    assert_eq!((times(&trail, "submit"), times(&trail, "find_gaps")), (0, 0));

    for document in ["drawings", "foundation_drawings", "land_paper"] {
        test_app.document("planner@vnpt", &case, document).await;
    }
    assert_eq!(test_app.perform("planner@vnpt", &case, "submit", json!({})).await["state"], "submitted");
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}
