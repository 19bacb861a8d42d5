//! Databases for the tests inside the modules of this crate.
#![expect(clippy::disallowed_methods, reason = "a database of a name that nobody else has")]

use sea_orm::ConnectionTrait;
use tempfile::TempDir;
use uuid::Uuid;

use super::{Pools, Store, options};

/// Empty migrated stores, each with its own folder: always one on SQLite, in that folder; also one
/// on PostgreSQL if `DATABASE_URL` names a server that permits `CREATE DATABASE`.
pub(crate) async fn stores() -> Vec<(Store, TempDir)> {
    stores_with(&Pools::default()).await
}

/// Same as [`stores`], with the given pool settings.
pub(crate) async fn stores_with(pools: &Pools) -> Vec<(Store, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let mut urls = vec![(format!("sqlite://{}", folder.path().join("hatang.db").display()), folder)];
    if let Some(server) = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres")) {
        urls.push((fresh(&server).await, tempfile::tempdir().unwrap()));
    }
    let mut all = Vec::new();
    for (url, folder) in urls {
        options::create_file(&url).unwrap();
        let store = Store::connect_with(&url, pools).await.unwrap();
        store.migrate().await.unwrap();
        all.push((store, folder));
    }
    all
}

/// Creates an empty database on a disposable server and returns its address.
pub(crate) async fn fresh(server: &str) -> String {
    let name = format!("hatang_room_{}", Uuid::new_v4().simple());
    run(server, &format!("CREATE DATABASE {name}")).await;
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}

pub(crate) async fn run(server: &str, statement: &str) {
    let admin = sea_orm::Database::connect(server).await.unwrap();
    admin.execute_unprepared(statement).await.unwrap();
    admin.close().await.unwrap();
}
