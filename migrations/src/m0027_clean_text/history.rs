//! The histories of cases: entries are cleaned, keep the hashes that they bear, and a new entry at the end says which they are.

use std::collections::BTreeMap;

use domain::ids::CaseId;
use domain::workflow::history::{CLEANING_ACTION, Entry, ReplacedEntry, hash};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::{DateTimeUtc, Uuid};
use sea_orm_migration::sea_orm::{DbBackend, JsonValue, QueryResult};
use serde_json::json;

use super::columns::{Column, Kind};
use super::text::{NULL_STAND_IN, document, replacement};
use super::{NAME, rows};

/// The table.
pub(super) const TABLE: &str = "case_history";
/// Entries that are read at once.
const PAGE: u64 = 500;

/// Cleans all histories.
pub(super) async fn clean(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut replaced: BTreeMap<Uuid, Vec<ReplacedEntry>> = BTreeMap::new();
    let mut after = (Uuid::nil(), 0_i64);
    loop {
        let page = manager.get_connection().query_all(&page(manager.get_database_backend(), after)).await?;
        let Some(last) = page.last() else { break };
        after = (last.try_get("", "case_id")?, last.try_get("", "seq")?);
        for row in &page {
            if let Some((case, entry)) = entry(manager, row).await? {
                replaced.entry(case).or_default().push(entry);
            }
        }
    }
    for (case, entries) in replaced {
        tell(manager, case, &entries).await?;
    }
    Ok(())
}

fn page(backend: DbBackend, (case, seq): (Uuid, i64)) -> SelectStatement {
    let events = Expr::col("events");
    let key = Expr::tuple([Expr::col("case_id"), Expr::col("seq")]);
    Query::select()
        .from(TABLE)
        .columns(["case_id", "seq", "at", "legal_at", "actor_name", "comment", "prev_hash", "hash"])
        .expr_as(if backend == DbBackend::Postgres { events.cast_as("text") } else { events }, "events")
        .and_where(key.gt(Expr::tuple([Expr::value(case), Expr::value(seq)])))
        .order_by("case_id", Order::Asc)
        .order_by("seq", Order::Asc)
        .limit(PAGE)
        .take()
}

/// Cleans an entry; what a new entry has to say of it.
async fn entry(manager: &SchemaManager<'_>, row: &QueryResult) -> Result<Option<(Uuid, ReplacedEntry)>, DbErr> {
    let (case, seq): (Uuid, i64) = (row.try_get("", "case_id")?, row.try_get("", "seq")?);
    let (was, previous): (String, String) = (row.try_get("", "hash")?, row.try_get("", "prev_hash")?);
    let events: String = row.try_get("", "events")?;
    let now = document(&events)?;
    let mut update = Query::update();
    update.table(TABLE).and_where(Expr::col("case_id").eq(case)).and_where(Expr::col("seq").eq(seq));
    let mut is_changed = now.is_some();
    if let Some(now) = &now {
        let value = Expr::value(now.as_str());
        let is_postgres = manager.get_database_backend() == DbBackend::Postgres;
        update.value("events", if is_postgres { value.cast_as("jsonb") } else { value });
    }
    for name in ["actor_name", "comment"] {
        let column = Column { name: name.to_owned(), kind: Kind::Text, is_folded: false };
        let value: Option<String> = row.try_get("", name)?;
        if let Some(now) = value.map(|value| replacement(&column, &value)).transpose()?.flatten() {
            update.value(name, now);
            is_changed = true;
        }
    }
    if !is_changed {
        return Ok(None);
    }
    manager.get_connection().execute(&update).await?;
    let hashed = |events: &str| -> Result<String, DbErr> {
        let entry = Entry {
            case: CaseId::new(case),
            seq: seq.unsigned_abs(),
            at: row.try_get("", "at")?,
            legal_at: row.try_get("", "legal_at")?,
            events: serde_json::from_str(events).map_err(|why| DbErr::Custom(why.to_string()))?,
        };
        Ok(hash(&entry, Some(previous.as_str()).filter(|previous| !previous.is_empty())))
    };
    // An entry that was forged before does not become sound by this.
    let is_sound = hashed(&events)? == was || hashed(&events.replace(NULL_STAND_IN, "\\u0000"))? == was;
    let now = hashed(now.as_deref().unwrap_or(&events))?;
    let seq = seq.unsigned_abs();
    Ok(is_sound.then_some((case, ReplacedEntry { seq, was, now })))
}

/// Adds the entry that says so. The case is one version further, and otherwise what it was.
async fn tell(manager: &SchemaManager<'_>, case: Uuid, entries: &[ReplacedEntry]) -> Result<(), DbErr> {
    let last = Query::select()
        .from(TABLE)
        .columns(["seq", "hash"])
        .and_where(Expr::col("case_id").eq(case))
        .order_by("seq", Order::Desc)
        .limit(1)
        .take();
    let last = manager.get_connection().query_one(&last).await?;
    let last = last.ok_or_else(|| DbErr::RecordNotFound(format!("the history of {case}")))?;
    let (seq, previous): (i64, String) = (last.try_get("", "seq")?, last.try_get("", "hash")?);
    let seq = seq.saturating_add(1);
    let at = rows::now(manager).await?;
    let events = json!([{"event": "text_replaced", "step": NAME, "entries": entries}]);
    let own = own_hash(case, seq, at, &events, &previous);
    let row = Query::insert()
        .into_table(TABLE)
        .columns(["case_id", "seq", "at", "legal_at", "actor_name", "stance", "action", "events", "prev_hash", "hash"])
        .values([
            Expr::value(case),
            Expr::value(seq),
            Expr::value(at),
            Expr::value(at),
            Expr::value("hatang"),
            Expr::value("system"),
            Expr::value(CLEANING_ACTION),
            Expr::value(events),
            Expr::value(previous),
            Expr::value(own),
        ])
        .map_err(|why| DbErr::Custom(why.to_string()))?
        .take();
    manager.get_connection().execute(&row).await?;
    let snapshot = if manager.get_database_backend() == DbBackend::Postgres {
        Expr::cust_with_values("jsonb_set(snapshot, '{version}', to_jsonb($1::bigint))", [seq])
    } else {
        Expr::cust_with_values("json_set(snapshot, '$.version', ?)", [seq])
    };
    let update = Query::update()
        .table("cases")
        .value("version", seq)
        .value("snapshot", snapshot)
        .and_where(Expr::col("id").eq(case))
        .take();
    manager.get_connection().execute(&update).await?;
    Ok(())
}

fn own_hash(case: Uuid, seq: i64, at: DateTimeUtc, events: &JsonValue, previous: &str) -> String {
    let (case, seq) = (CaseId::new(case), seq.unsigned_abs());
    hash(&Entry { case, seq, at, legal_at: at, events: events.clone() }, Some(previous))
}
