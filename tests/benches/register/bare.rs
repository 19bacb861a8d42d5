//! The database alone: executes the statements of the server again without the server.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api_store::{Side, Store};
use sea_orm::{ConnectionTrait, Statement};

/// Records the statements that the server sends.
#[derive(Clone, Default)]
pub(crate) struct Ear {
    heard: Arc<Mutex<Vec<(Side, Statement)>>>,
}

impl Ear {
    /// A store whose statements are recorded.
    pub(crate) fn on(&self, store: Store) -> Store {
        let heard = Arc::clone(&self.heard);
        store.listened(move |side, statement| heard.lock().unwrap().push((side, statement.clone())))
    }

    /// The statements recorded since the last call.
    pub(crate) fn taken(&self) -> Vec<(Side, Statement)> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }
}

/// Executes statements again: reads one by one, writes in one transaction. Returns the duration.
pub(crate) async fn again(store: &Store, statements: &[(Side, Statement)]) -> Duration {
    let begun = Instant::now();
    let mut tx = None;
    for (side, statement) in statements {
        match side {
            Side::Read => {
                if let Some(tx) = tx.take() {
                    store.commit(tx).await.unwrap();
                }
                store.read().query_all_raw(statement.clone()).await.unwrap();
            }
            Side::Write => {
                if tx.is_none() {
                    tx = Some(store.begin().await.unwrap());
                }
                let tx = tx.as_ref().unwrap();
                if statement.sql.trim_start().to_ascii_uppercase().starts_with("SELECT") {
                    tx.query_all_raw(statement.clone()).await.unwrap();
                } else {
                    tx.execute_raw(statement.clone()).await.unwrap();
                }
            }
        }
    }
    if let Some(tx) = tx {
        store.commit(tx).await.unwrap();
    }
    begun.elapsed()
}

/// The median and the 95th percentile.
pub(crate) fn middle(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied();
    (at(50).unwrap_or_default(), at(95).unwrap_or_default())
}
