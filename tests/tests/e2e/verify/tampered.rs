//! For each property that verification checks, the test violates it directly in the database.
//! `hatang verify` names the violation and ends with exit code 1.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::json;
use tests::node::Plan;
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_app::{POSITION, TestApp};
use tests::test_client::answered;
use tests::test_db::TestDb;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";

struct Tampering {
    test_app: TestApp,
    plan: Plan,
    known: BTreeSet<String>,
}

impl Tampering {
    /// The output of verification, and whether it succeeded.
    fn run(&self, arguments: &[&str]) -> (Vec<String>, bool) {
        let done = self.plan.run(arguments);
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(!said.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
        (said.lines().map(str::to_owned).collect(), done.status.success())
    }

    /// Changes the database by hand. Each new finding must contain one of these words, and each
    /// word must occur.
    async fn finds(&mut self, sql: &str, words: &[&str]) {
        let store = &self.test_app.app().store;
        let tx = store.begin().await.unwrap();
        tx.execute_unprepared(sql).await.unwrap();
        store.commit(tx).await.unwrap();
        self.found(sql, words);
    }

    fn found(&mut self, what: &str, words: &[&str]) {
        let (lines, good) = self.run(&["verify"]);
        assert!(!good, "{what}: it ends with 1");
        let findings: BTreeSet<String> = lines.into_iter().filter(|line| line.contains(": ")).collect();
        let findings: BTreeSet<String> = findings.into_iter().filter(|line| !line.ends_with(" finding(s)")).collect();
        let fresh: Vec<&String> = findings.difference(&self.known).collect();
        for word in words {
            assert!(fresh.iter().any(|finding| finding.contains(word)), "{what}: nothing says `{word}`: {fresh:#?}");
        }
        for finding in &fresh {
            assert!(words.iter().any(|word| finding.contains(word)), "{what}: nobody asked for {finding}");
        }
        self.known = findings;
    }

    /// An id in the syntax of this database.
    fn id(&self, id: &str) -> String {
        if self.test_app.test_db().is_postgres() { format!("'{id}'") } else { format!("x'{}'", id.replace('-', "")) }
    }

    /// Allows changes of an append-only table.
    async fn unlock(&self, table: &str) {
        let tx = self.test_app.app().store.begin().await.unwrap();
        for verb in ["update", "delete"] {
            let on = if self.test_app.test_db().is_postgres() { format!(" ON {table}") } else { String::new() };
            tx.execute_unprepared(&format!("DROP TRIGGER {table}_no_{verb}{on}")).await.unwrap();
        }
        self.test_app.app().store.commit(tx).await.unwrap();
    }

    fn file(&self, folder: &str, content: &[u8]) -> PathBuf {
        let mut found = files(&self.test_app.folder(folder));
        found.retain(|path| std::fs::read(path).unwrap() == content);
        assert_eq!(found.len(), 1, "one file in {folder}");
        found.remove(0)
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

async fn each_fault_is_named(test_db: TestDb) {
    let test_app = TestApp::open(test_db).await.with_offices().await;
    let pole = test_app.pole("clerk@power", 4).await;
    test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    let held = test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;
    let draft = test_app.draft("planner@mobifone", &tests::test_app::wanting(&[&pole])).await;
    let site = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    let photo = test_app.ask("clerk@power", Method::POST, &format!("/assets/{pole}/photos?name=cot-17.png"));
    answered(photo.header("Content-Type", "application/octet-stream").body(PNG)).await.unwrap().good();
    test_app.post("clerk@power", "/exports/assets", &json!({"format": "csv"})).await.good();
    test_app.work().await;
    let plan = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("data"));
    let mut one = Tampering { test_app, plan, known: BTreeSet::new() };
    let (lines, good) = one.run(&["verify"]);
    assert!(good, "{lines:#?}");
    assert!(lines[0].ends_with(" 5 file(s)"), "three documents, a photo, an export: {lines:?}");
    assert!(lines[1].starts_with("4 case(s), ") && lines[1].ends_with(" 0 finding(s)"), "{lines:?}");

    let (pole, held, draft, site) = (one.id(&pole), one.id(&held), one.id(&draft), one.id(&site));
    ledgers(&mut one, &pole).await;
    occupancies(&mut one, &held, &draft).await;
    timers(&mut one, &held, &site).await;
    messages(&mut one, &held, &site).await;
    cases(&mut one, &site).await;
    stored_files(&mut one);
    let (lines, good) = one.run(&["verify", "--files", "none"]);
    assert!(!good && lines.iter().all(|line| !line.contains("file is missing")), "{lines:#?}");
    let (lines, _) = one.run(&["verify"]);
    let counts: Vec<&String> =
        lines.iter().filter(|line| line.ends_with(" finding(s)") && !line.contains(',')).collect();
    let kinds: Vec<&str> = counts.iter().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(kinds, ["history", "case", "timer", "occupancy", "message", "ledger", "file"]);
    assert_eq!(lines.last().unwrap().split(' ').rev().nth(1), Some(one.known.len().to_string().as_str()));
}

async fn ledgers(one: &mut Tampering, pole: &str) {
    let of = format!("WHERE asset_id = {pole} AND unit = '{POSITION}'");
    let more = "is 2, and the entries add up to 1";
    one.finds(
        &format!("UPDATE asset_capacity SET reserved = reserved + 1 {of}"),
        &[&format!("reserved {more}"), "reserved is 2, and the occupancies add up to 1"],
    )
    .await;
    one.finds(
        &format!("UPDATE asset_capacity SET reserved = reserved - 1, installed = installed + 1 {of}"),
        &["installed is 5, and the entries add up to 4"],
    )
    .await;
    let new = one.id("018aee00-0000-7000-8000-000000000001");
    one.finds(
        &format!(
            "INSERT INTO capacity_entries (id, asset_id, unit, kind, installed_delta, own_use_delta, blocked_delta, \
             policy_reserve_delta, reserved_delta, active_delta, at) \
             SELECT {new}, asset_id, unit, kind, 2, 0, 0, 0, 0, 0, at FROM capacity_entries {of} AND kind = 'declare'"
        ),
        &["installed is 5, and the entries add up to 6"],
    )
    .await;
    one.unlock("capacity_entries").await;
    one.finds(
        &format!("DELETE FROM capacity_entries {of} AND kind = 'activate'"),
        &[
            "active is 1, and the entries add up to 0",
            "reserved is 1, and the entries add up to 2",
            "it is active with 1",
        ],
    )
    .await;
}

async fn occupancies(one: &mut Tampering, held: &str, draft: &str) {
    one.finds(
        &format!("UPDATE occupancies SET reserved_until = created_at WHERE case_id = {held}"),
        &["reserved_until is not what the case gives"],
    )
    .await;
    let new = one.id("018aee00-0000-7000-8000-000000000002");
    one.finds(
        &format!(
            "INSERT INTO occupancies (id, asset_id, unit, quantity, status, case_id, version, created_at) \
             SELECT {new}, asset_id, unit, 1, 'active', {draft}, 1, created_at FROM occupancies WHERE case_id = {held}"
        ),
        &[
            "by its history 0 active, stored 1",
            "tenant_id is not what the case gives",
            "it is active with 1, and its entries add up to 0 reserved and 0 active",
            "active is 1, and the occupancies add up to 2",
        ],
    )
    .await;
    one.finds(
        &format!("DELETE FROM occupancies WHERE case_id = {held}"),
        &[
            "by its history 1 reserved, stored 0",
            "entries name it, and it is missing",
            "reserved is 1, and the occupancies add up to 0",
        ],
    )
    .await;
}

async fn timers(one: &mut Tampering, held: &str, site: &str) {
    let running = format!("case_id = {site} AND status = 'running'");
    one.finds(
        &format!("UPDATE case_timers SET next_wake_at = NULL WHERE {running}"),
        &["does not wake when it is due"],
    )
    .await;
    one.finds(
        &format!("UPDATE case_timers SET due_at = started_at WHERE {running}"),
        &["it is not as the events give it"],
    )
    .await;
    one.finds(
        &format!("UPDATE case_timers SET limit_id = 'no_' || limit_id WHERE {running}"),
        &["it is missing", ": the events give no such timer"],
    )
    .await;
    one.finds(&format!("DELETE FROM case_timers WHERE case_id = {held}"), &["it is missing"]).await;
}

async fn messages(one: &mut Tampering, held: &str, site: &str) {
    let last = |case: &str| format!("(SELECT MAX(case_seq) FROM outbox WHERE case_id = {case})");
    one.finds(
        &format!("DELETE FROM outbox WHERE case_id = {held} AND case_seq = {}", last(held)),
        &["was not written to anybody", "it has no message"],
    )
    .await;
    one.finds(
        &format!("UPDATE outbox SET case_seq = 999 WHERE case_id = {site} AND case_seq = {}", last(site)),
        &["a letter names entry 999", "was not written to anybody"],
    )
    .await;
    one.finds(
        &format!("DELETE FROM notifications WHERE case_id = {site}"),
        &["it has no notice inside the application"],
    )
    .await;
}

async fn cases(one: &mut Tampering, site: &str) {
    one.finds(
        &format!("UPDATE cases SET state = 'approved', next_due_at = NULL WHERE id = {site}"),
        &["the column state", "the column next_due_at"],
    )
    .await;
    one.unlock("case_history").await;
    one.finds(
        &format!("UPDATE case_history SET prev_hash = 'another' WHERE case_id = {site} AND seq = 1"),
        &["entry 1 does not follow the entry before it"],
    )
    .await;
}

fn stored_files(one: &mut Tampering) {
    let mut documents = files(&one.test_app.folder("documents"));
    documents.retain(|path| std::fs::read(path).unwrap().starts_with(b"%PDF"));
    let [first, second] = [documents.remove(0), documents.remove(0)];
    let mut bytes = std::fs::read(&first).unwrap();
    bytes[20] ^= 1;
    std::fs::write(&first, &bytes).unwrap();
    one.found("a flipped bit", &["the bytes of the file do not have the hash"]);
    let bytes = std::fs::read(&second).unwrap();
    std::fs::write(&second, &bytes[..bytes.len() - 1]).unwrap();
    one.found("a byte less", &[&format!("the file has {} bytes instead of {}", bytes.len() - 1, bytes.len())]);
    std::fs::remove_file(one.file("documents", PNG)).unwrap();
    one.found("no photo", &["QN-POL-000001, photo cot-17.png"]);
    let export = files(&one.test_app.folder("exports")).remove(0);
    std::fs::remove_file(export).unwrap();
    one.found("no export", &["export "]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_named_on_sqlite() {
    each_fault_is_named(TestDb::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_is_named_on_postgres() {
    if let Some(test_db) = TestDb::postgres("what verification finds") {
        each_fault_is_named(test_db).await;
    }
}
