//! How fast the house is with a million assets, beside the bare database doing the same statements.
//!
//! `make bench` runs it in release; `DATABASE_URL=postgres://…` adds PostgreSQL. The table goes to `docs/performance.md` by hand,
//! with what was learned from it: only figures that were measured stand there.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement may stop"
)]

mod bare;
mod load;
mod machine;
mod synthetic;

use std::path::{Path, PathBuf};
use std::process::Command;

use api::clock::{Clock, SystemClock};
use api::store::Store;
use api::store::imports::names;
use domain::ids::OrganizationId;
use sea_orm::ConnectionTrait;

use load::Loaded;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // A child of this program does nothing but one import.
    if let [_, verb, database, file, owner, folder] = arguments.as_slice()
        && verb == "import"
    {
        let owner: OrganizationId = owner.parse().unwrap();
        let loaded = runtime.block_on(load::import(database, Path::new(file), owner, Path::new(folder)));
        println!("{}", serde_json::to_string(&loaded).unwrap());
        return;
    }
    runtime.block_on(measure());
}

async fn measure() {
    let rows: u32 = std::env::var("BENCH_ROWS").map_or(1_000_000, |rows| rows.parse().unwrap());
    let sizes = [rows / 100, rows];
    println!("{}", machine::description());
    let folder =
        std::env::var("BENCH_FOLDER").map_or_else(|_| std::env::temp_dir().join("hatang-bench"), PathBuf::from);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    let server = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"));
    for size in sizes {
        let file = folder.join(format!("{size}.csv"));
        let bytes = synthetic::write(&file, size).unwrap();
        for server in [None, server.as_deref()] {
            if server.is_none() && std::env::var("BENCH_ONLY").is_ok_and(|only| only == "postgres") {
                continue;
            }
            let name = if server.is_some() { "PostgreSQL" } else { "SQLite" };
            let (url, owner) = fresh(&folder, server, size).await;
            let loaded = load(&url, &file, owner, &folder);
            println!("{name}, {size} rows ({} MiB): {loaded:?}", bytes / 1_048_576);
            if server.is_none() && size == rows && std::env::var("DATABASE_URL").is_err() {
                break;
            }
        }
    }
}

/// An empty database with the owner of the poles.
async fn fresh(folder: &Path, server: Option<&str>, size: u32) -> (String, OrganizationId) {
    let url = match server {
        None => format!("sqlite://{}", folder.join(format!("{size}.db")).display()),
        Some(server) => {
            let name = format!("hatang_bench_{size}");
            let admin = sea_orm::Database::connect(server).await.unwrap();
            admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            format!("{}/{name}", server.rsplit_once('/').unwrap().0)
        }
    };
    let store = Store::connect(&url).await.unwrap();
    store.migrate().await.unwrap();
    let (clock, tx) = (SystemClock, store.begin().await.unwrap());
    let (owner, now) = (OrganizationId::new(clock.new_id()), clock.now());
    names::create_external(&tx, owner, "Điện lực Quảng Ninh", now.date_naive(), now).await.unwrap();
    store.commit(tx).await.unwrap();
    store.close().await.unwrap();
    (url, owner)
}

/// The import, in a process of its own.
fn load(url: &str, file: &Path, owner: OrganizationId, folder: &Path) -> Loaded {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["import", url, &file.display().to_string(), &owner.to_string(), &folder.display().to_string()])
        .stderr(std::process::Stdio::inherit())
        .output()
        .unwrap();
    assert!(child.status.success());
    serde_json::from_slice(&child.stdout).unwrap()
}
