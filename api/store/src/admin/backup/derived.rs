//! Final steps after loading rows, for tables that triggers maintain.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::{Store, StoreResult, Tx, database::dialect};

/// Checks deferred constraints now, and adds `from` to the map versions: a client must not take a
/// cached tile of the saved server for a tile of this server.
///
/// # Errors
/// If a deferred constraint fails on the loaded rows.
pub async fn settle(tx: &Tx, from: i64) -> StoreResult<()> {
    if let Some(sql) = dialect::set_constraints_immediate(tx.get_database_backend()) {
        tx.execute_unprepared(sql).await?;
    }
    let update = Query::update().table("tile_versions").value("version", Expr::col("version").add(from)).take();
    tx.execute(&update).await?;
    Ok(())
}

impl Store {
    /// Updates the database statistics, on which its query plans depend.
    pub async fn analyze(&self) -> StoreResult<()> {
        if let Some(sql) = dialect::analyze(self.backend()) {
            self.write.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
