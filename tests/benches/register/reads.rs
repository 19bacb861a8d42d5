//! Reads over HTTP, each beside the same statements without the server.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::bare::{again, middle};
use crate::questions::Ask;
use crate::server::BenchServer;

/// The figures of one kind of read.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub(crate) what: String,
    pub(crate) times: usize,
    pub(crate) statements: usize,
    /// The bytes of the median answer.
    pub(crate) bytes: usize,
    pub(crate) http: (Duration, Duration),
    pub(crate) bare: (Duration, Duration),
}

impl Figure {
    pub(crate) fn ratio(&self) -> f64 {
        self.http.0.as_secs_f64() / self.bare.0.as_secs_f64()
    }
}

/// Ids of assets all over the register.
pub(crate) async fn some_assets(test_app: &BenchServer, count: u32) -> Vec<Uuid> {
    let db = test_app.bare.read();
    let backend = db.get_database_backend();
    let all = Statement::from_string(backend, "SELECT id FROM assets ORDER BY id");
    let rows = db.query_all_raw(all).await.unwrap();
    let step = (rows.len() / usize::try_from(count).unwrap()).max(1);
    rows.iter().step_by(step).take(usize::try_from(count).unwrap()).map(|row| row.try_get("", "id").unwrap()).collect()
}

/// Queries for single assets by id.
pub(crate) fn single(assets: &[Uuid]) -> Vec<Ask> {
    assets.iter().map(|id| (format!("/assets/{id}"), None)).collect()
}

/// Measures server and database in separate passes, so that neither finds data of the other in the
/// processor caches.
pub(crate) async fn measured(test_app: &BenchServer, what: impl Into<String>, asks: &[Ask]) -> Figure {
    // The first pass fills the caches of the server and of the database alike.
    for ask in asks {
        answered(test_app, ask).await;
    }
    test_app.ear.taken();
    let (mut http, mut heard, mut bare, mut bytes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ask in asks {
        let begun = Instant::now();
        bytes.push(answered(test_app, ask).await);
        http.push(begun.elapsed());
        heard.push(test_app.ear.taken());
    }
    for statements in &heard {
        bare.push(again(&test_app.bare, statements).await);
    }
    let statements = heard.last().map_or(0, Vec::len);
    bytes.sort_unstable();
    let bytes = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
    let (http, bare) = (middle(http), middle(bare));
    Figure { what: what.into(), times: asks.len(), statements, bytes, http, bare }
}

/// The length of an answer in bytes.
async fn answered(test_app: &BenchServer, (path, body): &Ask) -> usize {
    match body {
        None => test_app.get("planner", path).await.len(),
        Some(body) => test_app.post("planner", path, None, body).await.len(),
    }
}

/// The duration of an answer that reads nothing: the cost of HTTP alone.
pub(crate) async fn round_trip(test_app: &BenchServer, count: u32) -> Duration {
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        test_app.get("planner", "/healthz").await;
        times.push(begun.elapsed());
    }
    middle(times).0
}
