//! Notices get a position in the event stream, after the transaction that wrote them was committed (`api/store/src/sequencer.rs`): their
//! ids are made before the commit, so that a notice can become visible after one with a later id was streamed.

use sea_orm_migration::prelude::*;

use crate::step::run;

/// The step.
pub(crate) struct StreamPositions;

const UP: [&str; 5] = [
    "ALTER TABLE notifications ADD COLUMN position bigint",
    // The order in which they were streamed until now.
    "UPDATE notifications SET position = numbered.place \
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM notifications) AS numbered \
     WHERE numbered.id = notifications.id",
    "CREATE UNIQUE INDEX notifications_position ON notifications (position)",
    "CREATE INDEX notifications_by_user_position ON notifications (user_id, position)",
    "CREATE INDEX notifications_without_position ON notifications (id) WHERE position IS NULL",
];

const DOWN: [&str; 4] = [
    "DROP INDEX notifications_without_position",
    "DROP INDEX notifications_by_user_position",
    "DROP INDEX notifications_position",
    "ALTER TABLE notifications DROP COLUMN position",
];

impl MigrationName for StreamPositions {
    fn name(&self) -> &'static str {
        "m0025_stream_positions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for StreamPositions {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &DOWN, &DOWN).await
    }
}
