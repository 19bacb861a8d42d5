//! Refused starts: each ends with a message and exit code 1, and creates or changes nothing.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use migrations::sea_orm_migration::sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use tests::node::Plan;
use tests::test_db::TestDb;

/// Everything below a folder, with sizes.
fn listing(folder: &Path) -> Vec<(PathBuf, u64)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut all: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            let own = (path.clone(), if path.is_dir() { 0 } else { path.metadata().unwrap().len() });
            [vec![own], listing(&path)].concat()
        })
        .collect();
    all.sort();
    all
}

fn refused(done: &Output, words: &[&str]) {
    let (said, out) = (String::from_utf8_lossy(&done.stderr), String::from_utf8_lossy(&done.stdout));
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.starts_with("hatang: ") && words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
    assert!(!out.contains("serves on"), "{out}");
}

/// A data folder whose content the test chooses, with the database at its default path.
struct DataFolder {
    _folder: tempfile::TempDir,
    data: PathBuf,
    plan: Plan,
}

impl DataFolder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let plan = Plan::new("", folder.path()).set("data.dir", data.to_str().unwrap());
        Self { _folder: folder, data, plan }
    }

    fn with(self, file: &str, content: &[u8]) -> Self {
        let path = self.data.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    fn empty(self) -> Self {
        std::fs::create_dir_all(&self.data).unwrap();
        self
    }

    /// Asserts that each command is refused with these words and changes no file.
    fn refuses(&self, commands: &[&[&str]], words: &[&str]) {
        let before = listing(&self.data);
        for command in commands {
            refused(&self.plan.run(command), words);
            assert_eq!(listing(&self.data), before, "{command:?}");
        }
    }
}

const USE: [&[&str]; 6] = [
    &["serve"],
    &["serve", "--migrate"],
    &["verify"],
    &["quality"],
    &["backup", "there.tar.zst"],
    &["user", "disable", "somebody@hatang.example"],
];
const MIGRATE: [&[&str]; 1] = [&["migrate"]];
const BEGIN: [&[&str]; 3] = [&["migrate", "--new"], &["serve", "--new"], &["serve", "--demo"]];

#[test]
fn a_data_folder_or_a_database_that_is_missing() {
    let missing = DataFolder::new();
    missing.refuses(&[&USE[..], &MIGRATE].concat(), &["is not there", "data.dir", "hatang migrate --new"]);
    assert!(!missing.data.exists());
    let empty = DataFolder::new().empty();
    empty.refuses(&[&USE[..], &MIGRATE].concat(), &["there is no database", "hatang.db", "hatang migrate --new"]);
    let no_bytes = DataFolder::new().with("hatang.db", b"");
    no_bytes.refuses(&USE, &["is empty", "hatang.db", "hatang migrate"]);
    let file = DataFolder::new();
    std::fs::write(&file.data, b"").unwrap();
    file.refuses(&USE[..1], &["is not a folder"]);
}

#[test]
fn a_database_that_was_there() {
    let all = [&USE[..], &MIGRATE, &BEGIN].concat();
    for trace in ["documents/sha256/ab", "imports/x", "exports/x", "mail/a.eml"] {
        let folder = trace.split('/').next().unwrap();
        let missing = DataFolder::new().with(trace, b"x");
        missing.refuses(&BEGIN, &["missing or empty", "there was one", folder, "hatang restore"]);
        let emptied = DataFolder::new().with(trace, b"x").with("hatang.db", b"");
        emptied.refuses(&all, &["missing or empty", "there was one", folder, "hatang restore"]);
    }
    for journal in ["hatang.db-wal", "hatang.db-journal"] {
        let words = ["missing or empty", journal, "Bring the database file back"];
        let place = DataFolder::new().with(journal, b"changes");
        place.refuses(&[&BEGIN[..], &[&["restore", "there.tar.zst"]]].concat(), &words);
    }
}

#[tokio::test]
async fn what_is_no_database_of_ours() {
    let all = [&USE[..], &MIGRATE, &BEGIN].concat();
    let text = DataFolder::new().with("hatang.db", b"A letter of some length, and no database.");
    text.refuses(&all, &["hatang.db", "is not an SQLite database"]);
    DataFolder::new().with("hatang.db/file", b"").refuses(&all[..2], &["hatang.db", "is not a file"]);
    let other = DataFolder::new().empty();
    let db = Database::connect(format!("sqlite://{}?mode=rwc", other.data.join("hatang.db").display())).await.unwrap();
    db.execute_unprepared("CREATE TABLE cookies (name TEXT)").await.unwrap();
    db.close().await.unwrap();
    other.refuses(&all, &["another program", "cookies"]);
}

#[tokio::test]
async fn a_file_that_is_damaged() {
    let test_db = TestDb::sqlite().await;
    let plan = Plan::new(test_db.url(), &test_db.folder("data"));
    let db = Database::connect(test_db.url()).await.unwrap();
    let place = |name: &str| {
        let sql = format!("SELECT rootpage AS page FROM sqlite_schema WHERE name = '{name}'");
        Statement::from_string(DbBackend::Sqlite, sql)
    };
    let row = db.query_one_raw(place("messages")).await.unwrap().unwrap();
    let page: i64 = row.try_get("", "page").unwrap();
    db.close().await.unwrap();
    let broken = std::fs::File::options().write(true).open(test_db.path().join("hatang.db")).unwrap();
    broken.write_all_at(&[0xa5; 2_048], (page - 1).unsigned_abs() * 4_096).unwrap();
    refused(&plan.run(&["serve"]), &["hatang.db", "is damaged", "restore"]);
    // With the check switched off the server starts, so that the remaining data can be read.
    plan.set("database.start_check_seconds", "0").set("log.level", "off").start().await.kill();
}

#[tokio::test]
async fn a_file_whose_tables_cannot_even_be_named() {
    let test_db = TestDb::sqlite().await;
    let plan = Plan::new(test_db.url(), &test_db.folder("data"));
    let broken = std::fs::File::options().write(true).open(test_db.path().join("hatang.db")).unwrap();
    broken.write_all_at(&[0xa5; 2_048], 100).unwrap();
    for command in [&["serve"][..], &["verify"], &["migrate"]] {
        refused(&plan.run(command), &["hatang.db", "is damaged", "restore"]);
    }
}

#[test]
fn settings_that_make_no_sense() {
    let place = DataFolder::new();
    for (key, value) in [
        ("database.max_write_connections", "0"),
        ("database.max_read_connections", "0"),
        ("database.wait_timeout_seconds", "0"),
        ("server.listen", "nowhere"),
        ("server.public_url", "hatang.example"),
        ("packs.dir", "/nowhere"),
        ("log.level", "loud"),
    ] {
        refused(&place.plan.clone().set(key, value).run(&["serve", "--new"]), &["settings", key]);
    }
    refused(&place.plan.run(&["serve", "--config", "nowhere.toml"]), &["nowhere.toml", "--config"]);
    assert!(!place.data.exists());
    refused(
        &place.plan.clone().set("packs.default", "vn-xx").run(&["migrate", "--new"]),
        &["packs.default", "vn-xx", "vn-qn"],
    );
}

/// Tests prove the built-in packs. Every process proves a folder that it is given.
#[tokio::test]
async fn a_folder_of_policies_that_is_not_sound() {
    let test_db = TestDb::sqlite().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../policies/tests/broken/state-never-ends");
    let plan = Plan::new(test_db.url(), &test_db.folder("data")).set("packs.dir", folder);
    for command in ["serve", "verify", "packs", "check"] {
        refused(&plan.run(&[command]), &["sharing-request.toml:33: the state `swamp` can never reach an end"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_and_one_that_the_system_chooses() {
    let test_db = TestDb::sqlite().await;
    let plan = Plan::new(test_db.url(), &test_db.folder("data"));
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let done = plan.clone().set("server.listen", &address).run(&["serve"]);
    refused(&done, &["server.listen", &address]);

    let any = plan.set("server.listen", "127.0.0.1:0");
    let mut child = any.command().arg("serve").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Hatang serves on ").unwrap_or_else(|| panic!("{line}")).to_owned();
    assert!(!address.ends_with(":0"), "{address}");
    // The server answers from the moment it prints this line.
    assert!(reqwest::get(format!("{address}/healthz")).await.unwrap().status().is_success());
    child.kill().unwrap();
    child.wait().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_installation_begins_once() {
    let place = DataFolder::new();
    let begun = place.plan.run(&["migrate", "--new"]);
    assert!(begun.status.success(), "{}", String::from_utf8_lossy(&begun.stderr));
    for command in [&["migrate", "--new"][..], &["serve", "--new"]] {
        refused(&place.plan.run(command), &["already", "hatang.db", "--new"]);
    }
    assert!(place.plan.run(&["verify"]).status.success());
    place.plan.start().await.kill();

    let served = DataFolder::new();
    served.plan.start_with(&["--new"]).await.kill();
    served.plan.start().await.kill();
}

async fn documents_that_are_elsewhere(test_db: TestDb) {
    let test_app = tests::test_app::TestApp::open(test_db).await.with_offices().await;
    let mast = tests::test_app::dossiers::mast(tests::test_app::dossiers::BAI_CHAY);
    let case = test_app.post("planner@vnpt", "/siting-applications", &mast).await.good().text("/id").to_owned();
    test_app.document("planner@vnpt", &case, "location_map").await;
    let there = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("data"));
    there.start().await.kill();
    let elsewhere = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("elsewhere"));
    refused(&elsewhere.run(&["serve"]), &["documents", "data.dir", "mounted"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_that_are_elsewhere_on_sqlite() {
    documents_that_are_elsewhere(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_that_are_elsewhere_on_postgres() {
    if let Some(test_db) = TestDb::postgres("documents that are elsewhere") {
        documents_that_are_elsewhere(test_db).await;
    }
}
