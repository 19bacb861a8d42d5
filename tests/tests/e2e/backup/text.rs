//! Text with characters that today's programs refuse to store. Text of an older program is cleaned
//! in place and during a restore, the audit lists every replacement in an append-only table, and an
//! archive that does not fit its program is refused.

use std::sync::Arc;

use api_app::app::App;
use api_app::verify;
use api_store::admin::cleaning::CLEAN_TEXT;
use api_store::database::clock::SystemClock;
use api_store::entities::{assets, audit, case_history, cases};
use domain::ids::CaseId;
use domain::workflow::history::{Entry, hash};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::json;
use tests::node::Plan;
use tests::test_app::TestApp;
use tests::test_db::TestDb;

use super::members::{forget, manifest, packed, resealed, unpacked, with_manifest};
use super::{is_empty, restore, take};

/// Append-only tables, which this test changes to look like the output of an older program.
const APPEND_ONLY: [&str; 3] = ["case_history", "asset_versions", "audit"];
/// The columns that migrations after the cleaning of text added.
const YOUNGER_COLUMNS: [(&str, &[&str]); 2] =
    [("cases", &["authority_id", "search_text"]), ("tasks", &["search_text"])];

/// Creates a case and an asset whose texts contain a control character.
async fn spoiled(test_app: &TestApp) -> String {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    test_app.work().await;
    let app = test_app.app();
    let is_postgres = test_app.test_db().is_postgres();
    // PostgreSQL has never accepted U+0000.
    let (escape, character) = if is_postgres { ("\\u0007", "chr(7)") } else { ("\\u0000", "char(0)") };
    let document = |table: &str, column: &str| {
        let changed =
            format!("replace({column}{}, 'Trần Hưng', 'Trần{escape} Hưng')", if is_postgres { "::text" } else { "" });
        format!("UPDATE {table} SET {column} = {changed}{}", if is_postgres { "::jsonb" } else { "" })
    };
    let tx = app.store.begin().await.unwrap();
    for table in APPEND_ONLY {
        let on = if is_postgres { format!(" ON {table}") } else { String::new() };
        tx.execute_unprepared(&format!("DROP TRIGGER {table}_no_update{on}")).await.unwrap();
    }
    for sql in [
        document("case_history", "events"),
        document("cases", "papers"),
        document("cases", "snapshot"),
        format!("UPDATE cases SET title = replace(title, 'Trần Hưng', 'Trần' || {character} || ' Hưng')"),
        format!("UPDATE case_history SET comment = comment || {character}"),
        format!("UPDATE assets SET address = 'So' || '\u{302}\u{301}' || ' 5' || {character} || '\u{202e}'"),
        format!("UPDATE asset_versions SET reason = 'Lắp' || {character} || ' mới'"),
        format!("UPDATE audit SET user_name = user_name || {character}"),
    ] {
        tx.execute_unprepared(&sql).await.unwrap();
    }
    chain(&tx).await;
    for table in APPEND_ONLY {
        let does = if is_postgres {
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()".to_owned()
        } else {
            format!("BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        };
        tx.execute_unprepared(&format!("CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {does}"))
            .await
            .unwrap();
    }
    app.store.commit(tx).await.unwrap();
    case
}

/// Gives every entry the hash that an older program would have computed.
async fn chain(tx: &impl ConnectionTrait) {
    let history = case_history::Entity::find()
        .order_by_asc(case_history::Column::CaseId)
        .order_by_asc(case_history::Column::Seq)
        .all(tx)
        .await
        .unwrap();
    let mut last: Option<(uuid::Uuid, String)> = None;
    for row in history {
        let previous = last.take().filter(|(case, _)| *case == row.case_id).map(|(_, hash)| hash);
        let entry = Entry {
            case: CaseId::new(row.case_id),
            seq: row.seq.unsigned_abs(),
            at: row.at,
            legal_at: row.legal_at,
            events: row.events.clone(),
        };
        let own = hash(&entry, previous.as_deref());
        let update = sea_orm::sea_query::Query::update()
            .table("case_history")
            .values([("prev_hash", previous.unwrap_or_default().into()), ("hash", own.as_str().into())])
            .and_where(sea_orm::sea_query::ExprTrait::eq(sea_orm::sea_query::Expr::col("case_id"), row.case_id))
            .and_where(sea_orm::sea_query::ExprTrait::eq(sea_orm::sea_query::Expr::col("seq"), row.seq))
            .take();
        tx.execute(&update).await.unwrap();
        last = Some((row.case_id, own));
    }
}

/// The properties of a server whose texts were cleaned.
async fn is_clean(app: &App, case: &str) {
    let proof = verify::all(app, |_| {}).await.unwrap();
    assert_eq!(proof.findings, []);
    assert!(proof.replaced > 0);
    let db = app.store.read();
    let id: uuid::Uuid = case.parse().unwrap();
    let row = cases::Entity::find_by_id(id).one(db).await.unwrap().unwrap();
    assert_eq!(row.title, "Tuyến cáp Trần Hưng Đạo");
    let history = api_store::cases::case_history::of_case(db, CaseId::new(id)).await.unwrap();
    let (reported, before) = history.split_last().unwrap();
    assert_eq!(
        (reported.action.as_str(), reported.stance.as_str(), reported.seq),
        ("replace_text", "system", row.version)
    );
    assert_eq!(reported.events[0]["step"], CLEAN_TEXT);
    let entries = reported.events[0]["entries"].as_array().unwrap();
    let named: Vec<(u64, &str)> =
        entries.iter().map(|entry| (entry["seq"].as_u64().unwrap(), entry["was"].as_str().unwrap())).collect();
    // The first entry contains the title. The others may contain a comment.
    assert_eq!(named[0], (1, before[0].hash.as_str()));
    assert_ne!(entries[0]["was"], entries[0]["now"]);
    let shown =
        serde_json::to_string(&before.iter().map(|row| (&row.events, &row.comment)).collect::<Vec<_>>()).unwrap();
    assert!(!shown.contains("\\u00") && shown.contains("Trần Hưng Đạo"), "{shown}");
    let asset = assets::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(asset.address.as_deref(), Some("Số 5"));
    let reported: Vec<_> = audit::Entity::find().order_by_asc(audit::Column::Id).all(db).await.unwrap();
    assert!(reported.iter().all(|row| row.user_name.as_ref().is_none_or(|name| !name.contains(char::is_control))));
    let replaced: Vec<_> = reported.iter().filter(|row| row.resource == "stored_text").collect();
    let of = |table: &str| replaced.iter().filter(|row| row.detail["table"] == table).count();
    assert!(of("asset_versions") > 0 && of("audit") > 0, "{replaced:#?}");
    let mut last = json!("");
    let mut chained = replaced.len();
    while let Some(row) = replaced.iter().find(|row| row.detail["prev_hash"] == last) {
        assert_eq!(row.detail["hash"], migrations::replacement_hash(&row.detail));
        last = row.detail["hash"].clone();
        chained -= 1;
    }
    assert_eq!(chained, 0, "every entry follows another: {replaced:#?}");
    // Nobody can change the entries afterwards.
    let tx = app.store.begin().await.unwrap();
    assert!(tx.execute_unprepared("UPDATE audit SET user_name = 'x'").await.is_err());
}

/// A database of the previous program is migrated, and its cases continue.
async fn cleaned_where_it_is(test_app: TestApp) {
    let case = spoiled(&test_app).await;
    let store = &test_app.app().store;
    let tx = store.begin().await.unwrap();
    tx.execute_unprepared(&format!("DELETE FROM seaql_migrations WHERE version = '{CLEAN_TEXT}'")).await.unwrap();
    store.commit(tx).await.unwrap();
    assert_eq!(store.pending().await.unwrap(), [CLEAN_TEXT]);
    store.migrate().await.unwrap();
    is_clean(test_app.app(), &case).await;
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    test_app.perform("clerk@power", &case, "offer", offer).await;
    assert_eq!(verify::all(test_app.app(), |_| {}).await.unwrap().findings, []);
    // Only the migration may write the entry about replaced text.
    test_app.is_written_by_hand();
    let (drop, text) = if test_app.test_db().is_postgres() { (" ON case_history", "::text") } else { ("", "") };
    let cast = if test_app.test_db().is_postgres() { "::jsonb" } else { "" };
    let tx = store.begin().await.unwrap();
    tx.execute_unprepared(&format!("DROP TRIGGER case_history_no_update{drop}")).await.unwrap();
    let other = "UPDATE case_history SET action = 'offer' WHERE action = 'replace_text'";
    tx.execute_unprepared(other).await.unwrap();
    store.commit(tx).await.unwrap();
    let findings = verify::all(test_app.app(), |_| {}).await.unwrap().findings;
    assert!(
        findings.iter().any(|finding| finding.to_string().contains("says that text was replaced, but not as")),
        "{findings:?}"
    );
    // A forged entry is found, even if the statement about other entries is changed as well.
    let tx = store.begin().await.unwrap();
    let forged =
        format!("UPDATE case_history SET events = replace(events{text}, 'Trần Hưng', 'Lê'){cast} WHERE seq = 1");
    tx.execute_unprepared(&forged).await.unwrap();
    tx.execute_unprepared(&format!("DROP TRIGGER audit_no_update{}", drop.replace("case_history", "audit")))
        .await
        .unwrap();
    let reported = format!("replace(detail{text}, 'asset_versions', 'assets'){cast} WHERE resource = 'stored_text'");
    tx.execute_unprepared(&format!("UPDATE audit SET detail = {reported}")).await.unwrap();
    store.commit(tx).await.unwrap();
    let findings = verify::all(test_app.app(), |_| {}).await.unwrap().findings;
    assert!(findings.iter().any(|finding| finding.to_string().starts_with("audit ")), "{findings:?}");
    assert!(
        findings.iter().any(|finding| finding.to_string().contains("entry 1 does not bear the hash")),
        "{findings:?}"
    );
}

tests::on_both_databases!(cleaned_where_it_is);

/// An archive of the previous program, from SQLite and with U+0000 in it.
async fn brought_in(to: TestDb) {
    let test_app = TestApp::on_sqlite().await;
    let case = spoiled(&test_app).await;
    let path = to.path().join("town.tar.zst");
    take(test_app.app(), &path).await.unwrap();
    let plan = Plan::new(to.url(), &to.folder("data"));
    let run = |arguments: &[&str]| {
        let done = plan.run(arguments);
        let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
        (done.status.success(), said)
    };
    // An archive of the current program cannot contain such values. The restore refuses it and
    // names every value.
    let file = path.to_str().unwrap();
    let named = [
        format!("cases {case}: title has the null character U+0000"),
        format!("case_history {case}, 1: events has the null character U+0000"),
    ];
    let (good, verified) = run(&["backup", "--verify", file]);
    let (restored, refused) = run(&["restore", file]);
    assert!(!good && !restored, "{verified} {refused}");
    for named in &named {
        assert!(verified.contains(named) && refused.contains(named), "{named}: {verified} {refused}");
    }
    assert!(verified.contains("audit ") && verified.contains("asset_versions "), "{verified}");
    let app = to.app(Arc::new(SystemClock)).await;
    assert!(is_empty(&app).await);
    // The same archive, marked as one of the previous program, is restored and cleaned.
    let mut members = unpacked(&path);
    for (table, columns) in YOUNGER_COLUMNS {
        forget(&mut members, table, columns);
    }
    let mut said = manifest(&members);
    let before = said.steps.iter().position(|step| step == CLEAN_TEXT).unwrap();
    said.steps.truncate(before);
    with_manifest(&mut members, &said);
    resealed(&mut members);
    std::fs::write(&path, packed(&members)).unwrap();
    let (good, verified) = run(&["backup", "--verify", file]);
    assert!(good && verified.contains(&named[0]) && verified.contains("would be taken out"), "{verified}");
    let fresh = if to.is_postgres() {
        TestDb::empty_postgres("text of an older archive").unwrap()
    } else {
        TestDb::empty_sqlite()
    };
    let app = fresh.app(Arc::new(SystemClock)).await;
    let restored = restore(&app, &path).await.unwrap();
    assert_eq!(restored.proof.findings, []);
    assert!(restored.cleaned.total > 0);
    is_clean(&app, &case).await;
    // A new backup of the restored server contains no such values.
    let again = fresh.path().join("again.tar.zst");
    take(&app, &again).await.unwrap();
    let (good, verified) = run(&["backup", "--verify", again.to_str().unwrap()]);
    assert!(good && !verified.contains("U+0000"), "{verified}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_archive_comes_into_sqlite() {
    brought_in(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_archive_comes_into_postgres() {
    if let Some(test_db) = TestDb::postgres("text of an older archive") {
        brought_in(test_db).await;
    }
}
