//! Takes characters that no text may hold out of everything that is stored (`domain::text::checked`), and puts it in normal form C.
//!
//! Rows of append-only tables are changed, too, for otherwise no archive could be restored into `PostgreSQL`, and every change is
//! told: in a case by a new entry of its own chain ([`history`]), elsewhere by a row of the audit with the hashes of the text
//! before and after ([`rows`]). The hash that an entry of a case bears stays.
//!
//! There is no way back: what was taken out is nowhere.

use sea_orm_migration::prelude::*;

use crate::append_only;

mod columns;
mod history;
mod rows;
mod text;

pub use rows::{RESOURCE, replacement_hash};
pub use text::NULL_STAND_IN;

/// The name of the step.
pub const NAME: &str = domain::workflow::history::CLEANING_STEP;

/// The step.
pub(crate) struct CleanText;

impl MigrationName for CleanText {
    fn name(&self) -> &'static str {
        NAME
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CleanText {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = columns::tables(manager).await?;
        append_only::allow_updates(manager).await?;
        history::clean(manager).await?;
        let mut trail = rows::Trail::of(manager).await?;
        for table in tables.iter().filter(|table| table.name != history::TABLE) {
            rows::clean(manager, table, &mut trail).await?;
        }
        append_only::refuse_updates(manager).await
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
