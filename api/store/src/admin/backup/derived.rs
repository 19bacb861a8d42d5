//! What triggers keep while rows come in, brought to an end.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::{Store, StoreResult, Tx, database::dialect};

/// Lets everything that waits for the end of the transaction happen now, and counts the versions of the map on from `from`: whoever kept
/// a tile of the server that was saved must not take it for one of this server.
///
/// # Errors
/// When the database fails, or something that was put off holds against the rows.
pub async fn settle(tx: &Tx, from: i64) -> StoreResult<()> {
    if let Some(sql) = dialect::set_constraints_immediate(tx.get_database_backend()) {
        tx.execute_unprepared(sql).await?;
    }
    let update = Query::update().table("tile_versions").value("version", Expr::col("version").add(from)).take();
    tx.execute(&update).await?;
    Ok(())
}

impl Store {
    /// Lets the database look at how much there now is, which its plans depend on.
    ///
    /// # Errors
    /// When it fails.
    pub async fn analyze(&self) -> StoreResult<()> {
        if let Some(sql) = dialect::analyze(self.backend()) {
            self.write.execute_unprepared(sql).await?;
        }
        Ok(())
    }
}
