//! The room of an asset, read from an index alone: a map asks for that of each asset on it.

use sea_orm_migration::prelude::*;

use crate::columns::index;

/// The step.
pub(crate) struct RoomIndex;

const INDEX: &str = "asset_capacity_room";
const TABLE: &str = "asset_capacity";

impl MigrationName for RoomIndex {
    fn name(&self) -> &'static str {
        "m0024_room_index"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for RoomIndex {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_index(index(INDEX, TABLE, &["asset_id", "nature", "free", "installed"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(INDEX).table(TABLE).to_owned()).await
    }
}
