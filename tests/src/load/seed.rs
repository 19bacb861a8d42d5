//! A register of a given size, and a server on it.

use std::sync::Arc;

use api_store::assets::ledger::LedgerAuthor;
use api_store::assets::{self, VersionAuthor};
use api_store::database::clock::{Clock, SystemClock};
use api_store::{Store, areas::area_write};
use chrono::TimeDelta;
use domain::access::Role;
use domain::organization::OrganizationKind;
use domain::place::Shape;
use policies::Policies;
use policies::source::Source;

use crate::faults::Database;
use crate::fixtures::{Person, long_ago, pole, settle};
use crate::node::{Node, Plan};
use crate::test_db::TestDb;

/// The person who files requests; also the token.
pub const PLANNER: &str = "planner";
/// The person who answers requests; also the token.
pub const CLERK: &str = "clerk";
const OPERATOR: u128 = 1;
const OWNER: u128 = 2;
/// The number of poles written at once.
const AT_ONCE: usize = 500;
/// The distance between poles, in degrees.
const STEP: f64 = 0.000_4;
/// The number of poles in a row.
const ROW: u32 = 100;

/// A running server with its database.
#[derive(Debug)]
pub struct Loaded {
    pub node: Node,
    /// The ids of the poles.
    pub assets: Vec<String>,
    // Drop order: the database is removed after the process has ended.
    _test_db: TestDb,
}

/// The position of a pole.
#[must_use]
pub fn place(number: u32) -> (f64, f64) {
    (107.0 + STEP * f64::from(number % ROW), 20.9 + STEP * f64::from(number / ROW))
}

/// A server on a new database with this number of poles; `None`, with a message, where the database
/// is missing outside CI.
pub async fn open(database: Database, count: u32) -> Option<Loaded> {
    let test_db = match database {
        Database::Sqlite => TestDb::sqlite().await,
        Database::Postgres => TestDb::postgres("load")?,
    };
    let store = Store::connect(test_db.url()).await.expect("the database");
    let now = SystemClock.now() - TimeDelta::hours(1);
    let offices = [(OPERATOR, OrganizationKind::Operator), (OWNER, OrganizationKind::Owner)];
    let people = [Person::new(PLANNER, OPERATOR, Role::OperatorPlanner), Person::new(CLERK, OWNER, Role::OwnerClerk)];
    settle(&store, now, &offices, &people, &[]).await;
    let policies = Arc::new(Policies::load(&Source::BuiltIn).expect("sound policies"));
    let tx = store.begin().await.expect("a transaction");
    area_write::install(&tx, &policies.areas, now).await.expect("the units");
    store.commit(tx).await.expect("the units");
    let poles: Vec<_> = (0..count)
        .map(|number| {
            let (lon, lat) = place(number);
            let shape = Shape::point(lon, lat).expect("a place");
            fixture_pole(number, shape)
        })
        .collect();
    for chunk in poles.chunks(AT_ONCE) {
        let tx = store.begin().await.expect("a transaction");
        let mover = LedgerAuthor { at: now, by: None, reason: None };
        let hand = VersionAuthor { mover, name: None, organization: None, today: long_ago(), import: None };
        assets::insert(&tx, chunk, hand).await.expect("the register");
        store.commit(tx).await.expect("the register");
    }
    store.close().await.expect("the connection");
    let data = test_db.folder("node");
    let node = Plan::new(test_db.url(), &data).start().await;
    let assets = poles.iter().map(|pole| pole.id.to_string()).collect();
    Some(Loaded { node, assets, _test_db: test_db })
}

/// A pole with enough free positions for every request of a run.
fn fixture_pole(number: u32, shape: Shape) -> domain::registry::asset::Asset {
    domain::registry::asset::Asset { shape, ..pole(u128::from(number), OWNER, 1_000) }
}
