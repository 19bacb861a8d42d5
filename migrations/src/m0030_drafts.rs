//! A draft has no code, and can be deleted with its history. Drafts that have a code keep it.
//!
//! The history of a filed case stays append-only: the triggers accept a deletion only while the
//! case is a draft that was never filed.

use sea_orm_migration::prelude::*;

use crate::append_only;
use crate::step::run;

/// The step.
pub(crate) struct Drafts;

/// A draft that was never filed, in the trigger of a deleted history entry.
const UNFILED: &str = "SELECT 1 FROM cases WHERE id = OLD.case_id AND phase = 'draft' AND filed_at IS NULL";

impl MigrationName for Drafts {
    fn name(&self) -> &'static str {
        "m0030_drafts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Drafts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["ALTER TABLE cases ALTER COLUMN code DROP NOT NULL".to_owned()], &column_again("text")).await?;
        append_only::allow_deletions(manager, append_only::HISTORY).await?;
        let postgres = [
            format!(
                "CREATE FUNCTION refuse_filed_deletion() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 IF EXISTS ({UNFILED}) THEN RETURN OLD; END IF; \
                 RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
            ),
            "CREATE TRIGGER case_history_no_delete BEFORE DELETE ON case_history \
             FOR EACH ROW EXECUTE FUNCTION refuse_filed_deletion()"
                .to_owned(),
        ];
        let sqlite = [format!(
            "CREATE TRIGGER case_history_no_delete BEFORE DELETE ON case_history WHEN NOT EXISTS ({UNFILED}) \
             BEGIN SELECT RAISE(ABORT, 'case_history is append-only'); END"
        )];
        run(manager, &postgres, &sqlite).await
    }

    /// Drafts without a code get their id as code, because the column takes no null.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        append_only::allow_deletions(manager, append_only::HISTORY).await?;
        run(manager, &["DROP FUNCTION refuse_filed_deletion()"], &[]).await?;
        append_only::refuse_deletions(manager, append_only::HISTORY).await?;
        let postgres = ["UPDATE cases SET code = CAST(id AS text) WHERE code IS NULL"];
        run(manager, &postgres, &["UPDATE cases SET code = lower(hex(id)) WHERE code IS NULL"]).await?;
        let postgres = ["ALTER TABLE cases ALTER COLUMN code SET NOT NULL".to_owned()];
        run(manager, &postgres, &column_again("text NOT NULL DEFAULT ''")).await
    }
}

/// SQLite cannot change a column, so a new one takes the place of the old one.
fn column_again(definition: &str) -> [String; 6] {
    [
        "DROP INDEX cases_code".to_owned(),
        "ALTER TABLE cases RENAME COLUMN code TO code_before".to_owned(),
        format!("ALTER TABLE cases ADD COLUMN code {definition}"),
        "UPDATE cases SET code = code_before".to_owned(),
        "ALTER TABLE cases DROP COLUMN code_before".to_owned(),
        "CREATE UNIQUE INDEX cases_code ON cases (code)".to_owned(),
    ]
}
