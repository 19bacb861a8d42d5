//! The words by which cases and tasks are found, the competent office of a case, and the indexes of
//! the lists of cases.
//!
//! An expired limit now counts as unmet until the case leaves its states, so the next due instant
//! of a case, and the due instant of its tasks, are computed again for the cases that are there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Uuid};
use sea_orm_migration::sea_orm::{ConnectionTrait, JsonValue, TryGetable};

use domain::text::search_text;

use crate::columns::{index, text, uuid_null};
use crate::pages::next_page;

/// The step.
pub(crate) struct CaseSearch;

const BY_CHANGE: &str = "cases_by_change";
const BY_AUTHORITY: &str = "cases_by_authority";
/// Limits of the shipped packs whose expiry has no consequence.
const NO_CONSEQUENCE: [&str; 4] = ["supplement_window", "public_notice", "hearing", "overlash"];

impl MigrationName for CaseSearch {
    fn name(&self) -> &'static str {
        "m0029_case_search"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CaseSearch {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let words = || text("search_text").default("").take();
        for (table, column) in [("cases", uuid_null("authority_id")), ("cases", words()), ("tasks", words())] {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        manager.create_index(index(BY_CHANGE, "cases", &["updated_at", "id"])).await?;
        manager.create_index(index(BY_AUTHORITY, "cases", &["authority_id"])).await?;
        fill_cases(manager.get_connection()).await?;
        fill_tasks(manager.get_connection()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in [BY_CHANGE, BY_AUTHORITY] {
            manager.drop_index(Index::drop().name(name).table("cases").to_owned()).await?;
        }
        for (table, column) in [("cases", "authority_id"), ("cases", "search_text"), ("tasks", "search_text")] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}

async fn fill_cases<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let rows = next_page(connection, "cases", &["id", "code", "title", "papers", "snapshot"], after).await?;
        for row in &rows {
            let (id, papers) = (Uuid::try_get_by(row, "id")?, JsonValue::try_get_by(row, "papers")?);
            let (code, title) = (String::try_get_by(row, "code")?, String::try_get_by(row, "title")?);
            let said = |pointer: &str| papers.pointer(pointer).and_then(JsonValue::as_str).unwrap_or_default();
            let [dossier_code, vi, en] =
                ["/dossier/code", "/dossier/authority/name/vi", "/dossier/authority/name/en"].map(said);
            let words = search_text([code.as_str(), dossier_code, title.as_str(), vi, en]);
            let office = said("/dossier/authority/office").parse::<Uuid>().ok();
            let values = [("search_text", Expr::value(words)), ("authority_id", Expr::value(office))];
            let filled = Query::update().table("cases").values(values).and_where(Expr::col("id").eq(id)).take();
            connection.execute(&filled).await?;
            let due = expired(&JsonValue::try_get_by(row, "snapshot")?);
            if let Some(due) = due {
                count_as_due(connection, id, due).await?;
            }
            after = id;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}

/// The earliest end among the unmet timers of a case, if it is that of an expired limit.
fn expired(snapshot: &JsonValue) -> Option<DateTimeUtc> {
    let timers = snapshot.get("timers").and_then(JsonValue::as_object)?;
    let ends = |status: &str| {
        let unmet = timers.iter().filter(move |(limit, timer)| {
            timer.get("status").and_then(JsonValue::as_str) == Some(status)
                && (status == "running" || !NO_CONSEQUENCE.contains(&limit.as_str()))
        });
        let instants = unmet.filter_map(|(_, timer)| timer.get("due_at")?.as_str()?.parse::<DateTimeUtc>().ok());
        instants.min()
    };
    let expired = ends("expired")?;
    (ends("running").is_none_or(|running| expired < running)).then_some(expired)
}

async fn count_as_due<C: ConnectionTrait>(connection: &C, case: Uuid, due: DateTimeUtc) -> Result<(), DbErr> {
    let of_case = Query::update()
        .table("cases")
        .value("next_due_at", Expr::value(due))
        .and_where(Expr::col("id").eq(case))
        .take();
    connection.execute(&of_case).await?;
    let of_tasks = Query::update()
        .table("tasks")
        .value("due_at", Expr::value(due))
        .and_where(Expr::col("case_id").eq(case))
        .and_where(Expr::col("kind").eq("turn"))
        .and_where(Expr::col("status").is_in(["open", "claimed"]))
        .take();
    connection.execute(&of_tasks).await.map(|_| ())
}

async fn fill_tasks<C: ConnectionTrait>(connection: &C) -> Result<(), DbErr> {
    let mut after = Uuid::nil();
    loop {
        let rows = next_page(connection, "tasks", &["id", "title"], after).await?;
        for row in &rows {
            let (id, title) = (Uuid::try_get_by(row, "id")?, JsonValue::try_get_by(row, "title")?);
            let said = |language: &str| title.get(language).and_then(JsonValue::as_str).unwrap_or_default();
            let words = search_text(["vi", "en"].map(said));
            let filled = Query::update()
                .table("tasks")
                .value("search_text", Expr::value(words))
                .and_where(Expr::col("id").eq(id))
                .take();
            connection.execute(&filled).await?;
            after = id;
        }
        if rows.is_empty() {
            return Ok(());
        }
    }
}
