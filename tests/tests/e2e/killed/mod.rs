//! Real server processes, killed (`SIGKILL`) or cut off from their database at any moment while
//! people work. Every change is stored completely or not at all, every history is whole, every
//! ledger is right, and every committed letter is sent.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod ledgers;
mod people;

use std::sync::Arc;
use std::time::{Duration, Instant};

use api_store::Store;
use api_store::database::clock::{Clock, SystemClock};
use api_store::entities::status::MessageStatus;
use chrono::TimeDelta;
use domain::access::Role;
use domain::organization::OrganizationKind;
use sea_orm::ConnectionTrait;
use tests::fake_smtp::FakeMailServer;
use tests::fixtures::{Person, pole, settle};
use tests::node::Plan;
use tests::test_db::TestDb;

use ledgers::{Books, distinct};
use people::{Hours, OWNER, VNPT, Work};

const KILLS: u64 = 8;
/// Poles with one position each, so that requests conflict.
const POLES: u128 = 3;

struct KilledServers {
    test_db: TestDb,
    plan: Plan,
    store: Store,
    office: FakeMailServer,
}

impl KilledServers {
    async fn open(test_db: TestDb) -> Self {
        let store = Store::connect(test_db.url()).await.unwrap();
        let office = FakeMailServer::open().await;
        let authority = test_db.path().join("authority.pem");
        std::fs::write(&authority, office.authority()).unwrap();
        let offices = [(VNPT, OrganizationKind::Operator), (OWNER, OrganizationKind::Owner)];
        let people =
            [Person::new("planner", VNPT, Role::OperatorPlanner), Person::new("clerk", OWNER, Role::OwnerClerk)];
        let register: Vec<_> = (1..=POLES).map(|number| pole(number, OWNER, 1)).collect();
        settle(&store, SystemClock.now() - TimeDelta::hours(1), &offices, &people, &register).await;
        let plan = Plan::new(test_db.url(), &test_db.folder("node"))
            .set("smtp.url", &office.url())
            .set("smtp.ca_file", authority.to_str().unwrap())
            .set("smtp.timeout_seconds", "1");
        Self { test_db, plan, store, office }
    }

    /// Reads the database and checks its consistency.
    async fn books(&self) -> Books {
        let proof = self.plan.run(&["verify"]);
        assert!(proof.status.success(), "{}", String::from_utf8_lossy(&proof.stdout));
        let books = Books::read(&self.store).await;
        books.hold_together();
        books
    }

    /// Waits until every letter is sent. Then the arrived letters must equal the committed ones.
    async fn every_message_leaves(&self) {
        let since = Instant::now();
        let messages = loop {
            let messages = Books::messages(&self.store).await;
            if messages.iter().all(|message| message.status == MessageStatus::Sent) {
                break messages;
            }
            let waiting: Vec<_> = messages.iter().filter(|message| message.status != MessageStatus::Sent).collect();
            assert!(since.elapsed() < Duration::from_mins(2), "still waiting: {waiting:?}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        let committed = messages.iter().map(|message| message.id.to_string()).collect();
        assert_eq!(distinct(&self.office.arrived()), committed, "every committed letter left, and no other");
    }
}

async fn shot_at_any_moment(test_db: TestDb) {
    let test_app = KilledServers::open(test_db).await;
    let work = Arc::new(Work::default());
    for kill in 0..KILLS {
        let node = test_app.plan.start().await;
        let people: Vec<_> = (0..3)
            .map(|_| tokio::spawn(work.clone().go_on(test_app.plan.address(), Hours::UntilTheServerIsGone)))
            .collect();
        let before = work.observed().good;
        work.until(|observed| observed.good >= before + 6).await;
        tokio::time::sleep(Duration::from_millis(kill * 61 % 170)).await;
        node.kill();
        for person in people {
            person.await.unwrap();
        }
        // PostgreSQL may need a moment to end the transactions of a dead server.
        tokio::time::sleep(Duration::from_millis(if test_app.test_db.is_postgres() { 300 } else { 0 })).await;
        test_app.books().await;
    }
    let books = test_app.books().await;
    assert!(books.steps() > 40, "people got on: {}", books.steps());
    books.know(&work.observed());

    let successor = test_app.plan.start().await;
    test_app.every_message_leaves().await;
    test_app.books().await;
    drop(successor);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_leaves_all_or_nothing_and_every_message_leaves_with_sqlite() {
    shot_at_any_moment(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_leaves_all_or_nothing_and_every_message_leaves_with_postgres() {
    let Some(test_db) = TestDb::postgres("servers that are killed") else { return };
    shot_at_any_moment(test_db).await;
}

/// All connections of the server to PostgreSQL are cut repeatedly. The server answers 503 and
/// recovers without a restart.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_cut_off_from_postgres_says_so_and_recovers_by_itself() {
    let Some(test_db) = TestDb::postgres("connections that are cut") else { return };
    let test_app = KilledServers::open(test_db).await;
    let mut node = test_app.plan.start().await;
    let work = Arc::new(Work::default());
    let people: Vec<_> =
        (0..4).map(|_| tokio::spawn(work.clone().go_on(test_app.plan.address(), Hours::Day))).collect();
    let axe = sea_orm::Database::connect(test_app.test_db.url()).await.unwrap();
    for cut in 0..50 {
        let axed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
        axe.execute_unprepared(axed).await.unwrap();
        tokio::time::sleep(Duration::from_millis(40 + cut * 67 % 150)).await;
    }
    work.until(|observed| observed.unavailable > 0 && observed.accepted.len() > 20).await;
    work.close();
    for person in people {
        person.await.unwrap();
    }
    assert!(node.lives(), "{}", node.said());
    let observed = work.observed();

    // Everything works again at once, and all accepted changes are stored.
    let after = Arc::new(Work::default());
    let person = tokio::spawn(after.clone().go_on(test_app.plan.address(), Hours::Day));
    after.until(|observed| observed.good > 20).await;
    after.close();
    person.await.unwrap();
    assert_eq!(after.observed().unavailable, 0, "{}", node.said());
    let books = test_app.books().await;
    books.know(&observed);
    test_app.every_message_leaves().await;
}
