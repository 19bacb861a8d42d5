//! Requests are answered even if the log cannot be written, whatever the reason.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Client;
use tests::node::{Node, Plan};
use tests::test_db::TestDb;

const REQUESTS: usize = 100;
const TIME_LIMIT: Duration = Duration::from_mins(1);

fn plan(test_db: &TestDb) -> Plan {
    Plan::new(test_db.url(), &test_db.folder("data")).set("log.level", "info")
}

/// Sends requests that each write a line to the log. Counts the answers.
async fn answers(node: &Node) -> usize {
    let client = Client::builder().timeout(TIME_LIMIT).build().unwrap();
    let address = format!("{}/api/v1/public/applications/none", node.client().address());
    let mut answered = 0;
    for _ in 0..REQUESTS {
        answered += usize::from(client.get(&address).send().await.is_ok());
    }
    answered
}

async fn metric(node: &Node, name: &str) -> u64 {
    let text = reqwest::get(format!("{}/metrics", node.client().address())).await.unwrap().text().await.unwrap();
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
    value.unwrap_or_else(|| panic!("no {name} in {text}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_device() {
    let test_db = TestDb::sqlite().await;
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut node = plan(&test_db).start_by(&[], full).await;
    assert_eq!(answers(&node).await, REQUESTS);
    assert!(metric(&node, "hatang_log_lines_lost_total").await > 0);
    assert!(node.stop());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipe_that_is_closed() {
    let test_db = TestDb::sqlite().await;
    let (reader, writer) = std::io::pipe().unwrap();
    let mut node = plan(&test_db).start_by(&[], writer).await;
    drop(reader);
    assert_eq!(answers(&node).await, REQUESTS);
    assert!(node.stop());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipe_that_nobody_reads_until_later() {
    let test_db = TestDb::sqlite().await;
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    // The capacity of a pipe on Linux, in bytes.
    writer.write_all(&vec![b'.'; 65_536]).unwrap();
    let mut node = plan(&test_db).start_by(&[], writer).await;
    assert_eq!(answers(&node).await, REQUESTS);
    let read = std::thread::spawn(move || {
        let mut log = String::new();
        reader.read_to_string(&mut log).unwrap();
        log
    });
    // An orderly shutdown writes the waiting lines and closes the pipe.
    assert!(node.stop());
    assert_eq!(read.join().unwrap().matches("answered").count(), REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pipe_that_nobody_reads_does_not_hold_up_the_end() {
    let test_db = TestDb::sqlite().await;
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(&vec![b'.'; 65_536]).unwrap();
    let mut node = plan(&test_db).start_by(&[], writer).await;
    assert_eq!(answers(&node).await, REQUESTS);
    assert!(node.stop());
    drop(reader);
}

/// Mounts a small file system that only the server sees, fills it, and starts the server with its
/// log there.
const FULL: &str = r#"mount -t tmpfs -o size=64k none "$0" && { head -c 65536 /dev/zero >"$0/filler"; true; } 2>/dev/null && exec "$@" 2>>"$0/log""#;
const UNSHARE: [&str; 3] = ["unshare", "--map-root-user", "--mount"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stderr, reason = "a test that was passed over must be seen")]
async fn a_disk_that_is_full_and_then_is_not() {
    let test_db = TestDb::sqlite().await;
    let disk = test_db.folder("disk");
    let [unshare, options @ ..] = UNSHARE;
    let may = Command::new(unshare).args(options).args(["sh", "-c", FULL]).arg(&disk).arg("true").status();
    if !may.is_ok_and(|may| may.success()) {
        eprintln!("PASSED OVER, this machine lets nobody mount a file system of their own: a log on a full disk");
        return;
    }
    let starter = [&UNSHARE[..], &["sh", "-c", FULL, disk.to_str().unwrap()]].concat();
    let mut node = plan(&test_db).start_by(&starter, Stdio::null()).await;
    let seen = Path::new("/proc").join(node.id().to_string()).join("root").join(disk.strip_prefix("/").unwrap());
    assert_eq!(answers(&node).await, REQUESTS);
    let lost = metric(&node, "hatang_log_lines_lost_total").await;
    assert!(lost > 0);

    std::fs::remove_file(seen.join("filler")).unwrap();
    let since = Instant::now();
    let log = loop {
        assert_eq!(answers(&node).await, REQUESTS);
        let log = std::fs::read_to_string(seen.join("log")).unwrap();
        if log.contains("lines of the log were lost") {
            break log;
        }
        assert!(since.elapsed() < TIME_LIMIT, "{log}");
    };
    assert!(log.contains("lines") && log.contains("answered"), "{log}");
    assert!(node.stop());
}

#[test]
fn a_command_whose_reader_has_gone_ends_in_order() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["packs"][..], &["openapi"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let plan = Plan::new("", folder.path());
        let done = plan.command().args(arguments).stdout(writer).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
}
