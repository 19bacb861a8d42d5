//! The same queries against other servers on the same PostGIS, where they are installed: Martin for
//! tiles, tipg for features.
//!
//! Each is configured according to its own documentation, twice: with the bare table, and with a
//! view that has the content of our answers (the free capacity of an asset and the names). Neither
//! checks the caller, so the difference between our answers and the view is the cost of visibility.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;

use crate::bare::middle;
use crate::questions::{self, Ask};

/// The longest time that a server may take to start.
const TIME_LIMIT: Duration = Duration::from_mins(1);
/// The number of requests for a tile of the whole register, which takes long.
const WHOLE: u32 = 5;
const MARTIN: &str = "127.0.0.1:3131";
const TIPG: &str = "127.0.0.1:3132";

/// The content of our answers about assets: the minimum information, with the free-capacity band
/// ([`domain::registry::band::BandRules::of_asset`], by the thresholds of poles) and the names of
/// the owner and the unit.
const SAME_CONTENT: &str = "CREATE OR REPLACE VIEW bench_assets AS \
    SELECT a.id, a.code, a.kind, a.owner_id, o.name_vi AS owner, u.code AS area, u.name_vi AS area_name, a.lifecycle, \
        a.shareable, a.updated_at, a.place, \
        (SELECT (ARRAY['none', 'few', 'some', 'many'])[1 + max(CASE WHEN c.free >= 6 THEN 3 WHEN c.free >= 3 THEN 2 \
            WHEN c.free >= 1 THEN 1 ELSE 0 END) FILTER (WHERE c.nature = 'slot')] \
         FROM asset_capacity c WHERE c.asset_id = a.id) AS free_band \
    FROM assets a LEFT JOIN organizations o ON o.id = a.owner_id LEFT JOIN areas u ON u.id = a.area_id \
    WHERE a.deleted_at IS NULL AND NOT a.critical AND a.visibility <> 'secret'";

/// The relation that another server reads, and its name in the table of figures.
const SOURCES: [(&str, &str); 2] = [("assets", "the table"), ("bench_assets", "our content")];

/// The figures of another server for one kind of query.
#[derive(Debug, Clone)]
pub(crate) struct Rival {
    /// The name of the same query among our own figures.
    pub(crate) what: String,
    /// The server, and the relation that it reads.
    pub(crate) server: String,
    pub(crate) times: usize,
    pub(crate) bytes: usize,
    pub(crate) http: (Duration, Duration),
}

/// A server process that runs until it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Measures the servers that are installed in a folder. Prints the missing ones.
pub(crate) async fn measured(tools: &Path, url: &str, folder: &Path, (rows, reads): (u32, u32)) -> Vec<Rival> {
    let database = sea_orm::Database::connect(url).await.unwrap();
    database.execute_unprepared(SAME_CONTENT).await.unwrap();
    let mut found = Vec::new();
    let martin = tools.join("bin/martin");
    if martin.exists() {
        for (cache, how) in [(0, "drawn"), (64, "kept")] {
            let _server = serve_martin(&martin, url, folder, cache).await;
            for (source, content) in SOURCES {
                for (zoom, times) in [(8, WHOLE), (12, WHOLE), (16, reads)] {
                    let asks = questions::tiles(rows, times, zoom, &format!("http://{MARTIN}/{source}/{{}}"));
                    let server = format!("Martin, {content}");
                    found.push(asked(server, format!("tile of zoom {zoom}, {how}"), &asks).await);
                }
            }
        }
    } else {
        eprintln!("  not installed, and not measured: {}", martin.display());
    }
    let tipg = tools.join("tipg/bin/uvicorn");
    if tipg.exists() {
        let _server = serve_tipg(&tipg, url).await;
        for (source, content) in SOURCES {
            let path = format!("http://{TIPG}/collections/public.{source}/items?bbox={{}}&limit=100");
            let asks = questions::boxes(rows, reads, &path);
            let drawn = asked(format!("tipg, {content}"), "OGC items in a bbox, 100, drawn".to_owned(), &asks).await;
            // tipg has no cache of pages, so a repeated request takes as long as the first.
            let kept = Rival { what: "OGC items in a bbox, 100, kept".to_owned(), ..drawn.clone() };
            found.extend([drawn, kept]);
        }
    } else {
        eprintln!("  not installed, and not measured: {}", tipg.display());
    }
    found
}

/// Starts Martin with both sources and a cache of this number of MB.
async fn serve_martin(program: &Path, url: &str, folder: &Path, cache: u32) -> Server {
    let tables = SOURCES.into_iter().zip(["", "        free_band: text\n"]).map(|((source, _), capacity)| {
        format!(
            "    {source}:\n      schema: public\n      table: {source}\n      srid: 4326\n      geometry_column: place\n      \
             geometry_type: GEOMETRY\n      properties:\n        id: uuid\n        code: varchar\n        kind: varchar\n        \
             owner_id: uuid\n        lifecycle: varchar\n        shareable: bool\n{capacity}"
        )
    });
    let settings = format!(
        "listen_addresses: '{MARTIN}'\ncache_size_mb: {cache}\npostgres:\n  connection_string: '{url}'\n  auto_publish: false\n  \
         tables:\n{}",
        tables.collect::<String>()
    );
    let file = folder.join("martin.yaml");
    std::fs::write(&file, settings).unwrap();
    up(Command::new(program).arg("--config").arg(file), &format!("http://{MARTIN}/health")).await
}

async fn serve_tipg(program: &Path, url: &str) -> Server {
    let (host, port) = TIPG.split_once(':').unwrap();
    let mut command = Command::new(program);
    command.args(["tipg.main:app", "--host", host, "--port", port, "--no-access-log"]);
    command.envs([("DATABASE_URL", url), ("TIPG_DB_TABLES", r#"["public.assets", "public.bench_assets"]"#)]);
    let of_the_table = r#"["id","code","kind","owner_id","lifecycle","shareable","address","attributes"]"#;
    let of_the_view = r#"["id","code","kind","owner_id","owner","area","area_name","lifecycle","shareable","updated_at","free_band"]"#;
    for ((source, _), properties) in SOURCES.into_iter().zip([of_the_table, of_the_view]) {
        for (setting, value) in [("geomcol", "place"), ("pk", "id"), ("properties", properties)] {
            command.env(format!("TIPG_TABLE_CONFIG__public_{source}__{setting}"), value);
        }
    }
    up(&mut command, &format!("http://{TIPG}/healthz")).await
}

/// Starts a server, and waits until it answers.
async fn up(command: &mut Command, health: &str) -> Server {
    let server = Server(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let begun = Instant::now();
    loop {
        if reqwest::get(health).await.is_ok_and(|answer| answer.status().is_success()) {
            return server;
        }
        assert!(begun.elapsed() < TIME_LIMIT, "{health} does not answer");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Sends the queries in the same way as to our own server: one pass for the caches, then one after
/// the other.
async fn asked(server: String, what: String, asks: &[Ask]) -> Rival {
    let client = reqwest::Client::new();
    let get = async |path: &str| {
        let answer = client.get(path).header("Accept-Encoding", "gzip").send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.bytes().await.unwrap().len()
    };
    for (path, _) in asks {
        get(path).await;
    }
    let (mut http, mut bytes) = (Vec::new(), Vec::new());
    for (path, _) in asks {
        let begun = Instant::now();
        bytes.push(get(path).await);
        http.push(begun.elapsed());
    }
    bytes.sort_unstable();
    let rival = Rival {
        what,
        server,
        times: asks.len(),
        bytes: bytes.get(bytes.len() / 2).copied().unwrap_or_default(),
        http: middle(http),
    };
    eprintln!("  {rival:?}");
    rival
}

/// The folder in which `make rivals` installs the other servers.
pub(crate) fn tools() -> PathBuf {
    std::env::var_os("BENCH_RIVALS").map_or_else(|| PathBuf::from("target/tools"), PathBuf::from)
}
