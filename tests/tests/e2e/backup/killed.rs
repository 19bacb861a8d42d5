//! `SIGKILL` during a backup and a restore leaves no incomplete archive and no half-restored
//! database. Pipes and a bucket that does not answer stop the program at the point at which the
//! test kills it.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use api_store::Store;
use api_store::admin::backup::empty;
use reqwest::Method;
use serde_json::json;
use tests::node::Plan;
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, mast};
use tests::test_client::answered;
use tests::test_db::TestDb;

use super::take;

const TIME_LIMIT: Duration = Duration::from_mins(5);

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// Opens a pipe for writing once a process reads from it.
fn reader_of(path: &Path) -> std::fs::File {
    let (hand, handed) = mpsc::channel();
    let path = path.to_owned();
    std::thread::spawn(move || drop(hand.send(std::fs::File::options().write(true).open(path).unwrap())));
    handed.recv_timeout(TIME_LIMIT).unwrap()
}

/// Accepts the first connection.
fn visitor(client: TcpListener) -> TcpStream {
    let (hand, handed) = mpsc::channel();
    std::thread::spawn(move || drop(hand.send(client.accept().unwrap().0)));
    handed.recv_timeout(TIME_LIMIT).unwrap()
}

fn kill(mut child: Child) {
    assert!(child.try_wait().unwrap().is_none(), "it is in the middle of its work");
    child.kill().unwrap();
    child.wait().unwrap();
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

/// A dossier with a short document, and after it a long one that cannot be compressed.
async fn with_documents(test_db: TestDb) -> TestApp {
    let test_app = TestApp::open(test_db).await.with_offices().await;
    let case =
        test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned();
    test_app.document("planner@vnpt", &case, "location_map").await;
    test_app.days(1).await;
    let mut long = b"%PDF-1.7 ".to_vec();
    let mut state = 1_u64;
    long.extend(
        std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state.to_be_bytes()[0]
        })
        .take(1_500_000),
    );
    let path = format!("/cases/{case}/documents?kind=land_paper&name=land_paper.pdf");
    let ask = test_app.ask("planner@vnpt", Method::POST, &path).header("Content-Type", "application/octet-stream");
    answered(ask.body(long)).await.unwrap().good();
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    test_app.work().await;
    test_app
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_backup_leaves_nothing_that_looks_whole() {
    let test_app = with_documents(TestDb::sqlite().await).await;
    let plan = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("data"));
    let archive = test_app.test_db().path().join("town.tar.zst");
    let name = archive.to_str().unwrap();
    // A bucket that accepts connections and never answers. By then the rows are written, and the
    // program requests the first document.
    let bucket = TcpListener::bind("127.0.0.1:0").unwrap();
    let stuck = plan
        .clone()
        .set("storage.url", "s3://hatang-qn")
        .set("s3.endpoint", &format!("http://{}", bucket.local_addr().unwrap()))
        .set("s3.key_id", "hatang")
        .set("s3.secret", "hatang")
        .set("s3.timeout_seconds", "3600");

    let child = stuck.spawn(&["backup", name]);
    let asked = visitor(bucket);
    kill(child);
    drop(asked);
    assert!(!archive.exists());
    let part = format!("{name}.part");
    assert!(Path::new(&part).exists() && !plan.run(&["backup", "--verify", &part]).status.success());

    let done = plan.run(&["backup", name]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(archive.exists() && !Path::new(&part).exists());
    let mode = std::os::unix::fs::PermissionsExt::mode(&archive.metadata().unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    assert!(plan.run(&["backup", "--verify", name]).status.success());
}

async fn killed_in_the_middle_of_a_restore(to: TestDb) {
    let test_app = with_documents(TestDb::sqlite().await).await;
    let archive = to.path().join("town.tar.zst");
    take(test_app.app(), &archive).await.unwrap();
    let whole = std::fs::read(&archive).unwrap();
    let plan = Plan::new(to.url(), &to.folder("data"));
    let (first, second) = (to.path().join("pipe"), to.path().join("second"));
    pipe(&first);
    pipe(&second);

    let child = plan.spawn(&["restore", first.to_str().unwrap()]);
    // The program checks the archive first. Then it reads the archive again, and this time the data
    // ends within the long document.
    let mut proving = reader_of(&first);
    std::fs::rename(&second, &first).unwrap();
    proving.write_all(&whole).unwrap();
    drop(proving);
    let mut bringing = reader_of(&first);
    bringing.write_all(&whole[..whole.len() / 2]).unwrap();
    let since = Instant::now();
    while files(&to.path().join("data/documents")).is_empty() {
        assert!(since.elapsed() < TIME_LIMIT, "the rows are in, and then the short document");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    kill(child);
    drop(bringing);

    let store = Store::connect(to.url()).await.unwrap();
    assert_eq!(empty::tables_in_use(store.read()).await.unwrap(), Vec::<&str>::new());
    let done = plan.run(&["restore", archive.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success() && said.ends_with("0 finding(s)\n"),
        "{said} {}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert!(plan.run(&["verify"]).status.success());
    let documents = |folder: &Path| files(folder).iter().map(|path| std::fs::read(path).unwrap().len()).max();
    assert_eq!(documents(&to.path().join("data/documents")), documents(&test_app.folder("documents")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_restore_leaves_an_empty_sqlite() {
    killed_in_the_middle_of_a_restore(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_restore_leaves_an_empty_postgres() {
    if let Some(to) = TestDb::postgres("a restore that is killed") {
        killed_in_the_middle_of_a_restore(to).await;
    }
}
