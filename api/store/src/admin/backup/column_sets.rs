//! The tables of a backup in their order, and the omitted tables with the reason. A test compares
//! the lists with the existing tables.

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable, PrimaryKeyToColumn};

use super::{Column, Kind};
use crate::entities::{
    absences, area_offices, areas, asset_capacity, asset_corrections, asset_owners, asset_photos, asset_transfer_items,
    asset_transfers, asset_versions, assets, audit, calendar_changes, capacity_entries, case_elements, case_history,
    case_keys, case_parties, case_referrals, case_timers, cases, code_counters, delegations, documents, exports,
    idempotency_keys, import_errors, import_mappings, imports, memberships, messages, notifications, occupancies,
    organization_mergers, organizations, outbox, preferences, quality_issues, quality_queue, queue_alarms,
    subscriptions, tasks, users, wait_list,
};

/// Tables that a backup omits, with the reason.
pub const LEFT_OUT: [(&str, &str); 14] = [
    ("sessions", "people log in again"),
    ("password_tokens", "people ask for another one"),
    ("leases", "its holder runs elsewhere"),
    ("quality_progress", "the daily round begins again"),
    ("seaql_migrations", "the manifest names the steps"),
    ("asset_numbers", "kept by triggers"),
    ("asset_boxes", "kept by triggers"),
    ("asset_words", "kept by triggers"),
    ("asset_public_words", "kept by triggers"),
    ("asset_lines", "kept by triggers"),
    ("tile_cells", "kept by triggers"),
    ("tile_versions", "kept by triggers"),
    ("tile_notes", "empty between transactions"),
    ("spatial_ref_sys", "belongs to PostGIS"),
];

/// Columns of a table that are written together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSet {
    /// `cases`; or `cases.previous_case_id` for a column by which rows of a table refer to each
    /// other.
    pub name: String,
    pub table: &'static str,
    pub columns: Vec<Column>,
    /// The names of the key columns.
    pub key: Vec<String>,
    /// Whether rows are inserted or updated.
    pub way: Way,
}

/// How the rows of a column set enter a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// The rows are inserted.
    Made,
    /// As an update of this column of existing rows: the column refers to rows that may have been
    /// inserted later.
    Mended(String),
}

/// All column sets, in an order in which referenced rows come first.
#[must_use]
pub fn all() -> Vec<ColumnSet> {
    [
        linked::<organizations::Entity>(organizations::Column::SuccessorId),
        whole::<users::Entity>(),
        whole::<memberships::Entity>(),
        whole::<preferences::Entity>(),
        whole::<organization_mergers::Entity>(),
        linked::<areas::Entity>(areas::Column::ParentId),
        whole::<area_offices::Entity>(),
        whole::<import_mappings::Entity>(),
        whole::<imports::Entity>(),
        whole::<import_errors::Entity>(),
        whole::<assets::Entity>(),
        whole::<asset_owners::Entity>(),
        whole::<asset_versions::Entity>(),
        whole::<asset_transfers::Entity>(),
        whole::<asset_transfer_items::Entity>(),
        linked::<cases::Entity>(cases::Column::PreviousCaseId),
        whole::<case_parties::Entity>(),
        whole::<case_elements::Entity>(),
        whole::<case_history::Entity>(),
        whole::<case_timers::Entity>(),
        whole::<case_referrals::Entity>(),
        whole::<case_keys::Entity>(),
        whole::<asset_capacity::Entity>(),
        whole::<occupancies::Entity>(),
        whole::<capacity_entries::Entity>(),
        whole::<wait_list::Entity>(),
        whole::<tasks::Entity>(),
        whole::<queue_alarms::Entity>(),
        whole::<documents::Entity>(),
        whole::<messages::Entity>(),
        whole::<outbox::Entity>(),
        whole::<notifications::Entity>(),
        whole::<idempotency_keys::Entity>(),
        whole::<audit::Entity>(),
        whole::<code_counters::Entity>(),
        whole::<calendar_changes::Entity>(),
        whole::<delegations::Entity>(),
        whole::<subscriptions::Entity>(),
        whole::<absences::Entity>(),
        whole::<exports::Entity>(),
        whole::<quality_issues::Entity>(),
        whole::<quality_queue::Entity>(),
        whole::<asset_photos::Entity>(),
        whole::<asset_corrections::Entity>(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn whole<E: EntityTrait>() -> Vec<ColumnSet> {
    vec![column_set::<E>(Way::Made, |_| true)]
}

/// Splits off a column by which rows refer to each other: rows are first inserted without that
/// column.
fn linked<E: EntityTrait>(own: E::Column) -> Vec<ColumnSet> {
    let key = names::<E>();
    vec![
        column_set::<E>(Way::Made, |name| name != own.as_str()),
        column_set::<E>(Way::Mended(own.as_str().to_owned()), |name| {
            name == own.as_str() || key.iter().any(|part| part == name)
        }),
    ]
}

fn column_set<E: EntityTrait>(way: Way, takes: impl Fn(&str) -> bool) -> ColumnSet {
    let table = E::default().as_str();
    let columns = E::Column::iter()
        .filter(|column| takes(column.as_str()))
        .map(|column| Column { name: column.as_str().to_owned(), kind: kind(column.def().get_column_type()) });
    let name = match &way {
        Way::Made => table.to_owned(),
        Way::Mended(own) => format!("{table}.{own}"),
    };
    ColumnSet { name, table, columns: columns.collect(), key: names::<E>(), way }
}

fn names<E: EntityTrait>() -> Vec<String> {
    E::PrimaryKey::iter().map(|part| part.into_column().as_str().to_owned()).collect()
}

/// The kind of a column. A new column type that is missing here counts as text; the test of the
/// lists then fails.
#[expect(clippy::wildcard_enum_match_arm, reason = "the library knows many kinds that our rows do not use")]
fn kind(said: &ColumnType) -> Kind {
    match said {
        ColumnType::Uuid => Kind::Uuid,
        ColumnType::Integer => Kind::Integer,
        ColumnType::BigInteger => Kind::Long,
        ColumnType::Double => Kind::Double,
        ColumnType::Boolean => Kind::Flag,
        ColumnType::Date => Kind::Day,
        ColumnType::TimestampWithTimeZone => Kind::Instant,
        ColumnType::Json | ColumnType::JsonBinary => Kind::Json,
        ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => Kind::Bytes,
        _ => Kind::Text,
    }
}
