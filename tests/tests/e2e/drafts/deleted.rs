//! A deleted draft is gone with everything that belongs to it; the audit keeps the deletion.

use api_store::entities::{
    audit, case_elements, case_history, case_parties, cases, documents, messages, notifications, outbox, tasks,
};
use reqwest::{Method, StatusCode};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use tests::test_app::{TestApp, wanting};
use tests::test_client::answered;
use uuid::Uuid;

use super::{delete, is_gone, refused};

tests::on_both_databases!(
    a_deleted_draft_leaves_its_audit_only,
    only_the_person_who_opened_a_draft_deletes_it,
    a_deletion_needs_the_version_that_was_read,
    the_history_of_a_filed_case_cannot_be_deleted,
);

async fn a_deleted_draft_leaves_its_audit_only(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
    test_app.document("planner@vnpt", &case, "route_plan").await;
    let note = json!({"body": "Chờ bản đồ tuyến", "audience": "internal"});
    test_app.post("planner@vnpt", &format!("/cases/{case}/messages"), &note).await.good();
    assert_eq!(delete(&test_app, "planner@vnpt", &case).await.status, StatusCode::NO_CONTENT);
    is_gone(&test_app, "planner@vnpt", &case).await;

    let (db, id) = (test_app.app().store.read(), case.parse::<Uuid>().unwrap());
    macro_rules! none_of {
        ($($table:ident),+) => {$(
            let left = $table::Entity::find().filter($table::Column::CaseId.eq(id)).count(db).await.unwrap();
            assert_eq!(left, 0, stringify!($table));
        )+};
    }
    none_of!(case_elements, case_history, case_parties, documents, messages, notifications, outbox, tasks);
    assert_eq!(cases::Entity::find_by_id(id).count(db).await.unwrap(), 0);
    let kept = audit::Entity::find().filter(audit::Column::ResourceId.eq(id)).all(db).await.unwrap();
    let verbs: Vec<&str> = kept.iter().map(|entry| entry.verb.as_str()).collect();
    assert!(verbs.contains(&"create") && verbs.contains(&"delete"), "{verbs:?}");
}

async fn only_the_person_who_opened_a_draft_deletes_it(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
    assert_eq!(
        test_app.case("manager@vnpt", &case).await["deletable"],
        false,
        "a colleague edits, and deletes nothing"
    );
    refused(&delete(&test_app, "manager@vnpt", &case).await, StatusCode::FORBIDDEN, "deleted_by_its_opener");
    let ask = test_app.ask("planner@viettel", Method::DELETE, &format!("/cases/{case}")).header("If-Match", "\"1\"");
    assert_eq!(answered(ask).await.unwrap().status, StatusCode::NOT_FOUND, "a stranger");
    assert_eq!(delete(&test_app, "planner@vnpt", &case).await.status, StatusCode::NO_CONTENT);
    let ask = test_app.ask("planner@vnpt", Method::DELETE, &format!("/cases/{case}")).header("If-Match", "\"1\"");
    assert_eq!(answered(ask).await.unwrap().status, StatusCode::NOT_FOUND, "a second time");
}

async fn a_deletion_needs_the_version_that_was_read(test_app: TestApp) {
    let case = super::empty(&test_app, "planner@vnpt", "sharing-requests").await;
    let path = format!("/sharing-requests/{case}");
    test_app.change("planner@vnpt", &path, Method::PATCH, &path, &super::titled()).await.good();
    let bare = test_app.ask("planner@vnpt", Method::DELETE, &format!("/cases/{case}"));
    assert_eq!(answered(bare).await.unwrap().status, StatusCode::PRECONDITION_REQUIRED);
    let stale = test_app.ask("planner@vnpt", Method::DELETE, &format!("/cases/{case}")).header("If-Match", "\"1\"");
    assert_eq!(answered(stale).await.unwrap().status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(test_app.case("planner@vnpt", &case).await["title"], "Hồ sơ đang soạn");
}

/// The database itself refuses: a draft only loses its history together with itself.
async fn the_history_of_a_filed_case_cannot_be_deleted(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let tx = test_app.app().store.begin().await.unwrap();
    let refused = tx.execute_unprepared(&format!("DELETE FROM case_history WHERE seq = 1 AND '{case}' <> ''")).await;
    assert!(refused.unwrap_err().to_string().contains("append-only"));
    drop(tx);
    assert_eq!(test_app.trail("planner@vnpt", &case).await.len(), 2);
}
