//! What a decision brings about by itself comes to an end, also under a pack whose actions trigger each other for ever.

use api_store::entities::{audit, outbox};
use reqwest::StatusCode;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::json;
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, works};
use tests::test_db::{TestDb, copy_folder};

use super::times;

/// The notice as it is shipped, but for the action that finds papers missing: it looks again, and so triggers itself.
const SHIPPED: &str = r#"id = "find_gaps"
title = { vi = "Hệ thống ghi nhận còn thiếu", en = "Find papers missing" }
from = ["submitted"]
to = "deficient"
who = [{ stance = "system" }]
trigger = "another_case"
effects = ["note_gaps"]"#;

fn under_a_pack_that_never_ends(ground: TestDb) -> TestDb {
    let policies = ground.folder("policies");
    copy_folder(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies")), &policies);
    let file = policies.join("packs/vn-qn@2023-09-07/commencement-notice.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let endless = SHIPPED
        .replace(r#"["submitted"]"#, r#"["submitted", "deficient"]"#)
        .replace(r#"["note_gaps"]"#, r#"["note_gaps", "check_papers"]"#);
    assert!(text.contains(SHIPPED), "the notice reads differently");
    std::fs::write(&file, text.replace(SHIPPED, &endless)).unwrap();
    let folder = policies.to_str().unwrap().to_owned();
    ground.set("packs.dir", &folder)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_without_an_end_is_refused_on_sqlite() {
    a_chain_without_an_end_is_refused(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_chain_without_an_end_is_refused_on_postgres() {
    let Some(ground) = TestDb::postgres("a_chain_without_an_end_is_refused") else { return };
    a_chain_without_an_end_is_refused(ground).await;
}

/// It is refused and leaves nothing, and what triggers nothing goes on under the same pack.
async fn a_chain_without_an_end_is_refused(ground: TestDb) {
    let town = TestApp::open(under_a_pack_that_never_ends(ground)).await.with_offices().await;
    town.at("2026-03-02T09:00:00+07:00").await;
    let site = town.approved_site("planner@vnpt", "baichay", BAI_CHAY).await;
    let mut body = works(BAI_CHAY, &site);
    body["starts_on"] = json!(town.in_days(10));
    let case = town.post("planner@vnpt", "/commencement-notices", &body).await.good().text("/id").to_owned();
    let read = town.app().store.read();
    let written = || async {
        (audit::Entity::find().count(read).await.unwrap(), outbox::Entity::find().count(read).await.unwrap())
    };
    let (before, rows) = (town.case("planner@vnpt", &case).await, written().await);
    let endless = town.attempt("planner@vnpt", &case, "submit", json!({})).await;
    assert_eq!(endless.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", endless.body);
    assert!(!endless.body.to_string().contains("find_gaps"), "the chain is for the log: {}", endless.body);
    assert_eq!(town.case("planner@vnpt", &case).await, before);
    assert_eq!(written().await, rows);
    let trail = town.trail("planner@vnpt", &case).await;
    assert_eq!((times(&trail, "submit"), times(&trail, "find_gaps")), (0, 0));

    for paper in ["drawings", "foundation_drawings", "land_paper"] {
        town.paper("planner@vnpt", &case, paper).await;
    }
    assert_eq!(town.perform("planner@vnpt", &case, "submit", json!({})).await["state"], "submitted");
    let proof = api_app::verify::all(town.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}
