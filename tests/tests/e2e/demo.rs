//! The demo has work for everybody: cases of all kinds in nearly all states, made by its people
//! through the command pipeline.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may stop where they are")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api_app::app::App;
use api_app::demo::{self, Laid, Numbers};
use api_app::people::login::token_hash;
use api_app::services::Services;
use api_app::{quality, verify};
use api_store::database::clock::{Clock, MovableClock};
use api_store::entities::status::{CalendarChangeStatus, ImportStatus, OccupancyStatus};
use api_store::entities::{
    calendar_changes, case_history, cases, documents, import_errors, imports, messages, notifications, occupancies,
    organization_mergers, outbox, tasks,
};
use api_store::people::{sessions, users};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::access::Role;
use domain::cases::Kind;
use domain::organization::OrganizationKind;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use secrecy::SecretString;
use serde_json::Value;
use strum::VariantArray;
use tests::fixtures::{self, Person};
use tests::in_process_server::InProcessServer;
use tests::test_client::TestClient;
use tests::test_db::TestDb;

/// States that no case of a new demo can have, with the reason.
const MISSING: [(Kind, &str, &str); 3] = [
    (Kind::SitingApplication, "expired", "an approval is valid for 24 months"),
    (Kind::ConstructionPermit, "expired", "a permit must be used within 12 months"),
    (Kind::PlannedWorks, "rested", "the dig moratorium is 12 months"),
];

/// A Monday after a holiday week, at nine in the morning.
const DAY: &str = "2026-11-30T02:00:00Z";

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn password() -> SecretString {
    SecretString::from("hatang-on-demo-day")
}

/// Lays out the demo, checks that its people find it, and that the database is consistent.
async fn has_work_for_everybody(test_db: TestDb) {
    let clock = Arc::new(MovableClock::at(instant(DAY)));
    let app = test_db.app(clock.clone()).await;
    let laid = demo::lay_out(&app, password()).await.unwrap();
    let Laid::Now(Numbers { cases, refused, .. }) = laid else { unreachable!("an empty database: {laid:?}") };
    assert_eq!(refused, 0, "every step of the scenario is lawful");
    assert!((110..=160).contains(&cases), "{cases} cases");
    assert_eq!(clock.now(), instant(DAY), "the clock of the server did not move");
    states_are_there(&app).await;
    everything_else_is_there(&app).await;
    assert_eq!(demo::lay_out(&app, password()).await.unwrap(), Laid::Before);
    assert_eq!(cases::Entity::find().count(app.store.read()).await.unwrap(), u64::try_from(cases).unwrap());

    quality::whole(&app, "a test", |_| {}).await.unwrap();
    assert!(quality::open_issues(&app).await.unwrap().len() >= 3, "kinds of findings");
    let proof = verify::all(&app, |_| {}).await.unwrap();
    let services = Services::open(&app).unwrap();
    let proof = verify::files(&app, &services, proof, |_| {}).await.unwrap();
    assert_eq!(proof.findings, []);
    people_log_in(&app).await;
    app.store.close().await.unwrap();
    let server = InProcessServer::open_without_jobs(test_db, instant(DAY)).await;
    everybody_finds_something(&server.client()).await;
    an_issued_document_opens(&server.client()).await;
    server.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    has_work_for_everybody(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    let Some(test_db) = TestDb::postgres("the demo") else { return };
    has_work_for_everybody(test_db).await;
}

/// The holidays of Tết, and the day on which the law of permits changed, lie within the scenario.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_other_days() {
    for day in ["2027-02-16T10:00:00Z", "2026-08-15T20:00:00Z"] {
        let test_db = TestDb::sqlite().await;
        let app = test_db.app(Arc::new(MovableClock::at(instant(day)))).await;
        let laid = demo::lay_out(&app, password()).await.unwrap();
        let Laid::Now(numbers) = laid else { unreachable!("an empty database: {laid:?}") };
        assert!(numbers.refused <= 3 && numbers.cases >= 110, "{day}: {numbers:?}");
        app.store.close().await.unwrap();
    }
}

/// A part of a demo is no demo: the administrator comes last.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_setup_is_noticed() {
    let test_db = TestDb::sqlite().await;
    let app = test_db.app(Arc::new(MovableClock::at(instant(DAY)))).await;
    let offices = [(1, OrganizationKind::Operator, "Viettel Quảng Ninh".to_owned())];
    let people = [Person::new("planner@viettel", 1, Role::OperatorPlanner)];
    fixtures::settle_named(&app.store, instant(DAY), &offices, &people, &[]).await;
    assert_eq!(demo::lay_out(&app, password()).await.unwrap(), Laid::Interrupted);
    app.store.close().await.unwrap();
}

/// Every kind has cases in every state of the law in force, but for those that are named.
async fn states_are_there(app: &App) {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let rows = cases::Entity::find().all(app.store.read()).await.unwrap();
    for row in &rows {
        found.entry(row.kind.clone()).or_default().insert(row.state.clone());
    }
    let pack = app.policies.pack_in_force("vn-qn", NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()).unwrap();
    for kind in Kind::VARIANTS {
        let workflow = &pack.workflows[&kind.name().unwrap()];
        let states: BTreeSet<String> = workflow.states.iter().map(|state| state.id.to_string()).collect();
        let there = found.get(kind.as_str()).cloned().unwrap_or_default();
        let expected: Vec<&str> = MISSING.iter().filter(|(of, ..)| of == kind).map(|(_, state, _)| *state).collect();
        let missing: Vec<&String> = states.difference(&there).collect();
        assert_eq!(missing, expected, "{kind}");
    }
    let overdue = rows.iter().filter(|row| row.overdue).count();
    assert!((5..=40).contains(&overdue), "{overdue} overdue");
    let now = app.clock.now();
    let ahead = rows.iter().filter(|row| row.next_due_at.is_some_and(|due| due > now)).count();
    assert!(ahead >= 30, "{ahead} with a day ahead");
}

async fn everything_else_is_there(app: &App) {
    let (db, now) = (app.store.read(), app.clock.now());
    let late = case_history::Entity::find().filter(case_history::Column::At.gt(now)).count(db).await.unwrap();
    let first = now - TimeDelta::days(80);
    let early = case_history::Entity::find().filter(case_history::Column::At.lt(first)).count(db).await.unwrap();
    assert!(late == 0 && early > 0, "the scenario begins about 90 days ago and ends now: {late} {early}");
    let stored = cases::Entity::find().all(db).await.unwrap();
    let referrals: Vec<&Value> =
        stored.iter().flat_map(|row| row.snapshot["referrals"].as_array().into_iter().flatten()).collect();
    let answered = referrals.iter().filter(|asked| !asked["opinion"].is_null()).count();
    assert!(answered >= 3 && referrals.len() >= answered + 3, "{answered} of {} answered", referrals.len());
    let merger = organization_mergers::Entity::find().all(db).await.unwrap();
    assert_eq!(merger.len(), 1);
    let day_off = calendar_changes::Column::Status.eq(CalendarChangeStatus::Proposed);
    assert_eq!(calendar_changes::Entity::find().filter(day_off).count(db).await.unwrap(), 1);
    let import = imports::Entity::find().one(db).await.unwrap().unwrap();
    assert_eq!(import.status, ImportStatus::Done);
    assert!(import.rows_ok >= 20 && import.rows_failed >= 5, "{import:?}");
    assert!(import_errors::Entity::find().count(db).await.unwrap() >= 6);
    assert!(messages::Entity::find().count(db).await.unwrap() >= 10);
    assert!(documents::Entity::find().count(db).await.unwrap() >= 100);
    let by_case = occupancies::Column::CaseId.is_not_null();
    let active = occupancies::Column::Status.eq(OccupancyStatus::Active);
    assert!(occupancies::Entity::find().filter(by_case).filter(active).count(db).await.unwrap() >= 20);
    assert!(tasks::Entity::find().filter(tasks::Column::ClaimedBy.is_not_null()).count(db).await.unwrap() >= 5);
    // Letters wait for their delivery, each to an address; most notifications have been read.
    let messages = outbox::Entity::find().count(db).await.unwrap();
    assert!((1_500..=4_000).contains(&messages), "{messages} letters");
    let nowhere = outbox::Entity::find().filter(outbox::Column::Address.eq("")).count(db).await.unwrap();
    assert!(nowhere <= 5, "{nowhere} letters without an address");
    let unread = notifications::Entity::find().filter(notifications::Column::ReadAt.is_null());
    let unread = unread.count(db).await.unwrap();
    assert!((20..=messages / 4).contains(&unread), "{unread} unread");
}

/// Sessions whose tokens are the logins.
async fn people_log_in(app: &App) {
    let tx = app.store.begin().await.unwrap();
    let span = (app.clock.now(), app.clock.now() + TimeDelta::days(1));
    for login in demo::logins() {
        let user = users::by_email(&tx, login.email).await.unwrap().unwrap();
        let (id, hash) = (app.clock.new_id(), token_hash(login.email));
        let new = sessions::NewSession { id, user: user.id, token_hash: &hash, user_agent: None };
        sessions::open(&tx, new, span).await.unwrap();
    }
    app.store.commit(tx).await.unwrap();
}

/// Everybody has a task, or at least a case to watch; the administrator has a merger to decide on.
async fn everybody_finds_something(client: &TestClient) {
    let mut idle = Vec::new();
    for login in demo::logins() {
        let mut found = 0;
        for list in ["/tasks?limit=1", "/cases?limit=1", "/organization-mergers?limit=1"] {
            let answer = client.read(login.email, list).await.unwrap();
            found += answer.body["items"].as_array().map_or(0, Vec::len);
        }
        if found == 0 {
            idle.push(login.email);
        }
    }
    assert_eq!(idle, [""; 0], "people without work");
    for worker in ["manager@pcquangninh.example", "lead@halong.example", "approver@soxaydung.example"] {
        let tasks = client.read(worker, "/tasks").await.unwrap().good();
        assert!(!tasks.body["items"].as_array().unwrap().is_empty(), "{worker}");
    }
}

async fn an_issued_document_opens(client: &TestClient) {
    let reader = "approver@soxaydung.example";
    let found = client.read(reader, "/cases?kind=construction_permit&state=granted&limit=1").await.unwrap().good();
    let case = found.text("/items/0/id").to_owned();
    let answer = client.ask(reqwest::Method::GET, &format!("/cases/{case}/issued-documents/permit"));
    let answer = answer.bearer_auth(reader).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    assert!(answer.bytes().await.unwrap().starts_with(b"%PDF"));
}
