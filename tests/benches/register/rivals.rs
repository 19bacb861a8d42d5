//! The same questions to other servers on the same PostGIS, where they are installed: Martin for tiles, tipg for features.
//!
//! Each is set up as its own documentation has it, with the columns that our answers have too, and without looking at who asks: what
//! our answers cost beside that is the price of sight, and of the room that assets have.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::bare::middle;
use crate::questions::{self, Ask};

/// How long a server may take to get up.
const PATIENCE: Duration = Duration::from_mins(1);
/// A tile that holds the whole register takes long; it is asked for so often.
const WHOLE: u32 = 5;
const MARTIN: &str = "127.0.0.1:3131";
const TIPG: &str = "127.0.0.1:3132";

/// One thing that was measured of another server.
#[derive(Debug, Clone)]
pub(crate) struct Rival {
    /// The name of the same thing among our own figures.
    pub(crate) what: String,
    pub(crate) server: &'static str,
    pub(crate) times: usize,
    pub(crate) bytes: usize,
    pub(crate) http: (Duration, Duration),
}

/// A server that runs until it is dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Measures those that are installed in a folder; says which are not.
pub(crate) async fn measured(tools: &Path, url: &str, folder: &Path, (rows, reads): (u32, u32)) -> Vec<Rival> {
    let mut found = Vec::new();
    let martin = tools.join("bin/martin");
    if martin.exists() {
        for (cache, how) in [(0, "drawn"), (64, "kept")] {
            let _server = serve_martin(&martin, url, folder, cache).await;
            for (zoom, times) in [(8, WHOLE), (12, WHOLE), (16, reads)] {
                let asks = questions::tiles(rows, times, zoom, &format!("http://{MARTIN}/assets/{{}}"));
                found.push(asked("Martin", format!("tile of zoom {zoom}, {how}"), &asks).await);
            }
        }
    } else {
        eprintln!("  not installed, and not measured: {}", martin.display());
    }
    let tipg = tools.join("tipg/bin/uvicorn");
    if tipg.exists() {
        let _server = serve_tipg(&tipg, url).await;
        let path = format!("http://{TIPG}/collections/public.assets/items?bbox={{}}&limit=100");
        let drawn =
            asked("tipg", "OGC items in a bbox, 100, drawn".to_owned(), &questions::boxes(rows, reads, &path)).await;
        // It keeps no page: one that was asked for before takes it as long.
        let kept = Rival { what: "OGC items in a bbox, 100, kept".to_owned(), ..drawn.clone() };
        found.extend([drawn, kept]);
    } else {
        eprintln!("  not installed, and not measured: {}", tipg.display());
    }
    found
}

/// Martin with one source, its cache of so many MB.
async fn serve_martin(program: &Path, url: &str, folder: &Path, cache: u32) -> Server {
    let settings = format!(
        "listen_addresses: '{MARTIN}'\ncache_size_mb: {cache}\npostgres:\n  connection_string: '{url}'\n  auto_publish: false\n  \
         tables:\n    assets:\n      schema: public\n      table: assets\n      srid: 4326\n      geometry_column: place\n      \
         geometry_type: GEOMETRY\n      properties:\n        id: uuid\n        code: varchar\n        kind: varchar\n        \
         owner_id: uuid\n        lifecycle: varchar\n        shareable: bool\n"
    );
    let file = folder.join("martin.yaml");
    std::fs::write(&file, settings).unwrap();
    up(Command::new(program).arg("--config").arg(file), &format!("http://{MARTIN}/health")).await
}

async fn serve_tipg(program: &Path, url: &str) -> Server {
    let (host, port) = TIPG.split_once(':').unwrap();
    let mut command = Command::new(program);
    command.args(["tipg.main:app", "--host", host, "--port", port, "--no-access-log"]);
    command.envs([
        ("DATABASE_URL", url),
        ("TIPG_DB_TABLES", r#"["public.assets"]"#),
        ("TIPG_TABLE_CONFIG__public_assets__geomcol", "place"),
        ("TIPG_TABLE_CONFIG__public_assets__pk", "id"),
        (
            "TIPG_TABLE_CONFIG__public_assets__properties",
            r#"["id","code","kind","owner_id","lifecycle","shareable","address","attributes"]"#,
        ),
    ]);
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
        assert!(begun.elapsed() < PATIENCE, "{health} does not answer");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Asks as our own server is asked: all once for the caches, then one after the other.
async fn asked(server: &'static str, what: String, asks: &[Ask]) -> Rival {
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

/// Where `make rivals` installs them.
pub(crate) fn tools() -> PathBuf {
    std::env::var_os("BENCH_RIVALS").map_or_else(|| PathBuf::from("target/tools"), PathBuf::from)
}
