//! Measures the server with a million assets, and the bare database with the same statements.
//!
//! `make bench` runs it in release mode on SQLite. If `DATABASE_URL` names a PostgreSQL server on
//! which databases can be created, it also runs there. The tables go to `docs/performance.md`,
//! which contains only measured figures. `BENCH_ROWS` (default one million) is the number of rows
//! of the larger file. The smaller file has a hundredth of it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement may stop"
)]

mod bare;
mod hardware;
mod load;
mod questions;
mod reads;
mod rivals;
mod server;
mod synthetic;
mod table;
mod transition;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use domain::ids::OrganizationId;
use sea_orm::ConnectionTrait;

use load::Loaded;
use server::BenchServer;
use table::Column;

/// The allocator of the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The number of reads of each sort, of transitions and of routes.
const READS: u32 = 500;
const TRANSITIONS: u32 = 105;
const ROUTES: u32 = 50;
/// A page of the map service for a bounding box.
const OGC_ITEMS: &str = "/ogc/collections/assets/items?bbox={}&limit=100";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // As a child process, this program only runs one import.
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
    let folder =
        std::env::var("BENCH_FOLDER").map_or_else(|_| std::env::temp_dir().join("hatang-bench"), PathBuf::from);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    let server = std::env::var("DATABASE_URL").ok().filter(|url| url.starts_with("postgres"));
    let mut columns = Vec::new();
    for size in [rows / 100, rows] {
        let file = folder.join(format!("{size}.csv"));
        synthetic::write(&file, size).unwrap();
        columns.push(column(&folder, None, &file, size).await);
        if let Some(server) = &server {
            columns.push(column(&folder, Some(server), &file, size).await);
        }
    }
    println!("{}\n\n{}", hardware::description(), table::written(&columns));
    std::fs::remove_dir_all(&folder).unwrap();
}

async fn column(folder: &Path, server: Option<&str>, file: &Path, size: u32) -> Column {
    let database = if server.is_some() { "PostgreSQL" } else { "SQLite" };
    eprintln!("{database}, {size} rows");
    let url = fresh(folder, server, size).await;
    server::settle(&url).await;
    let loaded = load(&url, file, folder);
    if let Some(server) = server {
        let admin = sea_orm::Database::connect(format!("{}/hatang_bench_{size}", base(server))).await.unwrap();
        admin.execute_unprepared("VACUUM ANALYZE").await.unwrap();
    }
    let test_app = BenchServer::open(&url, folder).await;
    let assets = reads::some_assets(&test_app, READS).await;
    let mut figures = vec![reads::measured(&test_app, "GET of an asset", &reads::single(&assets)).await];
    for (what, path) in
        [("bbox page of 100", "/assets?bbox={}&limit=100"), ("OGC items in a bbox, 100, drawn", OGC_ITEMS)]
    {
        figures.push(reads::measured(&test_app, what, &questions::boxes(size, READS, path)).await);
    }
    figures.push(reads::measured(&test_app, "along a route of 20 km", &questions::routes(size, ROUTES)).await);
    let keeping = BenchServer::open_with(&url, folder, 1 << 26).await;
    let boxes = questions::boxes(size, READS, OGC_ITEMS);
    figures.push(reads::measured(&keeping, "OGC items in a bbox, 100, kept", &boxes).await);
    for (app, how) in [(&test_app, "drawn"), (&keeping, "kept")] {
        for zoom in [8, 12, 16] {
            let asks = questions::tiles(size, READS, zoom, "/tiles/assets/{}");
            figures.push(reads::measured(app, format!("tile of zoom {zoom}, {how}"), &asks).await);
        }
    }
    keeping.close().await;
    let round_trip = reads::round_trip(&test_app, READS).await;
    let routes = reads::some_assets(&test_app, TRANSITIONS * 12).await;
    let filed = transition::filed(&test_app, &routes).await;
    test_app.close().await;
    let copy = transition::copied(&url, server).await;
    figures.push(transition::confirmed(&url, &copy, folder, &filed).await);
    let rivals = match server {
        Some(_) => rivals::measured(&rivals::tools(), &url, folder, (size, READS)).await,
        None => Vec::new(),
    };
    let file_mib = std::fs::metadata(file).unwrap().len() / 1_048_576;
    for figure in &figures {
        eprintln!("  {figure:?} ratio {:.2}", figure.ratio());
    }
    Column { database, rows: size, file_mib, loaded, round_trip, figures, rivals }
}

fn base(server: &str) -> &str {
    server.rsplit_once('/').map_or(server, |(base, _)| base)
}

/// The address of an empty database.
async fn fresh(folder: &Path, server: Option<&str>, size: u32) -> String {
    let Some(server) = server else {
        return format!("sqlite://{}", folder.join(format!("{size}.db")).display());
    };
    let name = format!("hatang_bench_{size}");
    let admin = sea_orm::Database::connect(server).await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    format!("{}/{name}", base(server))
}

/// Runs the import in a separate process.
fn load(url: &str, file: &Path, folder: &Path) -> Loaded {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["import", url, &file.display().to_string(), &server::power().to_string(), &folder.display().to_string()])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(child.status.success());
    let loaded: Loaded = serde_json::from_slice(&child.stdout).unwrap();
    eprintln!("  {loaded:?}");
    loaded
}
