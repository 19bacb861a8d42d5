//! Restores an archive of an older program: its tables are created in their old form, filled, and
//! then migrated.

use std::sync::Arc;

use api_app::app::App;
use api_app::config::Config;
use api_store::database::clock::SystemClock;
use api_store::entities::{cases, notifications};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use tests::test_db::TestDb;

use super::members::{forget, manifest, packed, resealed, unpacked, with_manifest};
use super::{is_empty, restore, small_installation};

/// The tables that `m0019_quality` and later migrations created.
const YOUNGEST: [&str; 5] =
    ["quality_issues", "quality_queue", "asset_photos", "asset_corrections", "organization_mergers"];
/// The columns that later migrations added.
const YOUNGER_COLUMNS: [(&str, &[&str]); 5] = [
    ("cases", &["min_lon", "min_lat", "max_lon", "max_lat", "authority_id", "search_text"]),
    ("tasks", &["search_text"]),
    ("notifications", &["position"]),
    ("assets", &["public_text", "public_version", "public_updated_at"]),
    ("asset_versions", &["public_version"]),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_of_an_older_program_is_brought_in_and_up_to_date() {
    let test_db = TestDb::sqlite().await;
    let path = test_db.path().join("town.tar.zst");
    small_installation(&path).await;
    let mut members = unpacked(&path);
    let youngest = |name: &str| YOUNGEST.iter().any(|table| name.starts_with(table));
    members.retain(|member| !member.name.strip_prefix("rows/").is_some_and(youngest));
    for (table, columns) in YOUNGER_COLUMNS {
        forget(&mut members, table, columns);
    }
    let mut said = manifest(&members);
    said.column_sets.retain(|column_set| !youngest(&column_set.name));
    let before = said.steps.iter().position(|step| step == "m0019_quality").unwrap();
    said.steps.truncate(before);
    with_manifest(&mut members, &said);
    resealed(&mut members);
    std::fs::write(&path, packed(&members)).unwrap();

    let further = test_db.app(Arc::new(SystemClock)).await;
    let refused = restore(&further, &path).await.unwrap_err().to_string();
    assert!(refused.contains("restore it into a new database") && is_empty(&further).await, "{refused}");

    let folder = test_db.folder("new");
    let url = format!("sqlite://{}", folder.join("hatang.db").display());
    let keys = [("data.dir", folder.to_str().unwrap()), ("database.url", url.as_str())];
    std::fs::File::create(folder.join("hatang.db")).unwrap();
    let app = App::open(Config::with(&keys).unwrap(), Arc::new(SystemClock)).await.unwrap();
    let restored = restore(&app, &path).await.unwrap();
    assert_eq!((restored.proof.findings, restored.proof.cases), (Vec::new(), 2));
    assert_eq!(app.store.pending().await.unwrap(), Vec::<String>::new());
    let placed = cases::Entity::find().filter(cases::Column::MinLon.is_not_null());
    assert_eq!(placed.count(app.store.read()).await.unwrap(), 1, "the application has a place, the request has none");
    let notices =
        notifications::Entity::find().order_by_asc(notifications::Column::Id).all(app.store.read()).await.unwrap();
    let positions: Vec<i64> = notices.iter().filter_map(|notice| notice.position).collect();
    assert!(!notices.is_empty() && positions.iter().copied().eq((1..).take(notices.len())), "{positions:?}");
}
