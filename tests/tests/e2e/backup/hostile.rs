//! Hostile archives: each is refused with a message before anything is written.

use std::path::Path;
use std::sync::Arc;

use api_app::app::App;
use api_app::backup::manifest::Manifest;
use api_store::database::clock::SystemClock;
use tar::EntryType;
use tests::test_db::TestDb;

use super::members::{ArchiveEntry, manifest, packed, resealed, unpacked, with_manifest};
use super::{is_empty, restore, small_installation, take};

/// A manipulation of the members of an archive.
type Change = Box<dyn Fn(&mut Vec<ArchiveEntry>)>;
/// A false statement in the manifest.
type Lie = fn(&mut Manifest);

async fn app(test_db: &TestDb) -> App {
    test_db.app(Arc::new(SystemClock)).await
}

/// Restores these bytes, which must fail and leave the database empty. Returns the error message.
async fn refusal(app: &App, path: &Path, bytes: &[u8]) -> String {
    std::fs::write(path, bytes).unwrap();
    let refused = restore(app, path).await.map(|restored| restored.manifest).unwrap_err().to_string();
    assert!(is_empty(app).await, "{refused}");
    refused
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_that_is_cut_off_or_damaged_is_refused() {
    let test_db = TestDb::sqlite().await;
    let (app, path) = (app(&test_db).await, test_db.path().join("town.tar.zst"));
    small_installation(&path).await;
    let whole = std::fs::read(&path).unwrap();
    let content = zstd::decode_all(whole.as_slice()).unwrap();
    for cut in (0..whole.len()).step_by(whole.len() / 23).chain([whole.len() - 1, whole.len() - 5]) {
        refusal(&app, &path, &whole[..cut]).await;
    }
    for at in (0..whole.len()).step_by(whole.len() / 29) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        // A compressed stream has padding bits. Without them the archive still has all its bytes.
        if zstd::decode_all(flipped.as_slice()).is_ok_and(|bytes| bytes == content) {
            continue;
        }
        refusal(&app, &path, &flipped).await;
    }
    for behind in [b"\0".as_slice(), b"more", &whole] {
        refusal(&app, &path, &[whole.as_slice(), behind].concat()).await;
    }
    refusal(&app, &path, b"").await;
    refusal(&app, &path, b"no archive at all").await;
    refusal(&app, &path, &zstd::encode_all(b"no tape".as_slice(), 1).unwrap()).await;
    // An unchanged archive can still be restored after these attempts.
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(restore(&app, &path).await.unwrap().proof.findings, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_with_other_members_is_refused_by_name() {
    let test_db = TestDb::sqlite().await;
    let (app, path) = (app(&test_db).await, test_db.path().join("town.tar.zst"));
    small_installation(&path).await;
    let good = unpacked(&path);
    let last = good.len() - 1;
    let file = good.iter().position(|member| member.name.starts_with("files/")).unwrap();
    let cases = good.iter().position(|member| member.name.starts_with("rows/cases/")).unwrap();
    let zeros = vec![0_u8; (64 << 20) + 1];
    let insert = |at: usize, name: &'static str, bytes: &'static [u8]| -> Change {
        Box::new(move |members| members.insert(at, ArchiveEntry::new(name, bytes)))
    };
    let sort = |at: usize, sort: EntryType| -> Change { Box::new(move |members| members[at].sort = sort) };
    let changes: Vec<(&str, Change)> = vec![
        ("does not belong", insert(last, "files/documents/../../../etc/cron.d/x", b"x")),
        ("does not belong", insert(0, "../x", b"x")),
        ("does not belong", insert(0, "/etc/passwd", b"x")),
        ("does not belong", insert(0, "rows/assets/1.jsonl", b"x\n")),
        ("no such table", insert(0, "rows/sessions/000001.jsonl", b"[]\n")),
        ("no such table", insert(0, "rows/sqlite_master/000001.jsonl", b"[]\n")),
        ("not stand in its place", insert(cases + 1, "rows/users/000002.jsonl", b"[]\n")),
        ("stands behind files", insert(last, "rows/asset_photos/000001.jsonl", b"[]\n")),
        ("stands behind the manifest", insert(last + 1, "rows/asset_photos/000001.jsonl", b"[]\n")),
        ("is not the part", Box::new(move |members| members[cases].name = "rows/cases/000002.jsonl".to_owned())),
        ("is not the part", Box::new(move |members| members.insert(cases, members[cases].clone()))),
        ("is no plain file", sort(file, EntryType::Symlink)),
        ("is no plain file", sort(file, EntryType::Link)),
        ("is no plain file", sort(file, EntryType::Directory)),
        ("is no plain file", sort(file, EntryType::GNULongName)),
        ("is no plain file", sort(file, EntryType::XHeader)),
        ("is no plain file", sort(file, EntryType::XGlobalHeader)),
        ("is no plain file", sort(file, EntryType::GNUSparse)),
        ("is not what its name says", Box::new(move |members| members[file].bytes[9] ^= 1)),
        ("files should be there", Box::new(move |members| drop(members.remove(file)))),
        ("files should be there", Box::new(move |members| members.insert(file, members[file].clone()))),
        ("rows should be there", Box::new(move |members| drop(members.remove(cases)))),
        ("it has no end", Box::new(move |members| drop(members.pop()))),
        ("is longer than", Box::new(move |members| members[cases].bytes.clone_from(&zeros))),
        ("breaks off", Box::new(move |members| members[cases].bytes.truncate(9))),
    ];
    for (words, change) in changes {
        let mut members = good.clone();
        change(&mut members);
        let refused = refusal(&app, &path, &packed(&members)).await;
        assert!(refused.contains(words), "{refused:?} should say {words:?}");
    }
    // The unchanged archive is accepted.
    std::fs::write(&path, packed(&good)).unwrap();
    assert_eq!(restore(&app, &path).await.unwrap().proof.findings, []);
}

/// The attacker also corrects the hashes, so only the checks of the rows can detect the changes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_archive_whose_rows_are_none_is_refused_however_well_it_is_sealed() {
    let test_db = TestDb::sqlite().await;
    let (app, path) = (app(&test_db).await, test_db.path().join("town.tar.zst"));
    small_installation(&path).await;
    let good = unpacked(&path);
    let text = |members: &[ArchiveEntry], prefix: &str| {
        let at = members.iter().position(|member| member.name.starts_with(prefix)).unwrap();
        (at, String::from_utf8(members[at].bytes.clone()).unwrap())
    };
    let deep = format!("\"{}\"", "[".repeat(200_000));
    for (prefix, from, to, words) in [
        ("rows/assets/", "\"code\"", "\"code\\\" FROM x; --\"", "other columns"),
        ("rows/assets/", "[\"code\",\"text\"]", "[\"code\",\"flag\"]", "line 2"),
        ("rows/assets/", "\"QN-POL-000001\"", "1", "line 2"),
        ("rows/assets/", "\"QN-POL-000001\"", "\"QN-POL-000001\",1", "line 2"),
        ("rows/assets/", "\"{}\"", deep.as_str(), "line 2"),
        ("rows/assets/", "\"107.08", "\"east", "line 2"),
        ("rows/cases/", "\"sharing_request\"", "null", "cases: "),
        ("rows/asset_owners/", "10000", "20000", "asset_owners: "),
    ] {
        let mut members = good.clone();
        let (at, was) = text(&members, prefix);
        let is = was.replace(from, to);
        assert_ne!(was, is, "{from} is there: {was}");
        members[at].bytes = is.into_bytes();
        resealed(&mut members);
        let refused = refusal(&app, &path, &packed(&members)).await;
        assert!(refused.contains(words), "{refused:?} should say {words:?}");
    }
    let changes: [(&str, Lie); 6] = [
        ("a way of its own", |manifest| manifest.format = 2),
        ("newer hatang", |manifest| manifest.steps.push("m9999_future".to_owned())),
        ("does not know", |manifest| "m0001_other".clone_into(&mut manifest.steps[0])),
        ("not in the manifest", |manifest| drop(manifest.column_sets.remove(0))),
        ("trails do not end", |manifest| manifest.heads = "0".repeat(64)),
        ("not those it was closed with", |manifest| manifest.seal = "0".repeat(64)),
    ];
    for (words, change) in changes {
        let mut members = good.clone();
        let mut said = manifest(&members);
        change(&mut said);
        with_manifest(&mut members, &said);
        let refused = refusal(&app, &path, &packed(&members)).await;
        assert!(refused.contains(words), "{refused:?} should say {words:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trail_that_was_changed_is_found_and_one_that_was_cut_is_refused() {
    let test_db = TestDb::sqlite().await;
    let (app, path) = (app(&test_db).await, test_db.path().join("town.tar.zst"));
    small_installation(&path).await;
    let good = unpacked(&path);
    let at = good.iter().position(|member| member.name.starts_with("rows/case_history/")).unwrap();

    let mut cut = good.clone();
    let lines = String::from_utf8(cut[at].bytes.clone()).unwrap();
    let kept: Vec<&str> = lines.lines().collect();
    cut[at].bytes = format!("{}\n", kept[..kept.len() - 1].join("\n")).into_bytes();
    resealed(&mut cut);
    assert!(refusal(&app, &path, &packed(&cut)).await.contains("trails do not end"));

    let mut changed = good;
    let was = String::from_utf8(changed[at].bytes.clone()).unwrap();
    let is = was.replacen("Phủ sóng 4G, 5G", "Phủ sóng 6G", 1);
    assert_ne!(was, is, "{was}");
    changed[at].bytes = is.into_bytes();
    resealed(&mut changed);
    std::fs::write(&path, packed(&changed)).unwrap();
    let proof = restore(&app, &path).await.unwrap().proof;
    assert!(proof.findings.iter().any(|finding| finding.to_string().contains("does not bear the hash")), "{proof:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn missing_and_damaged_files_are_reported_and_the_others_are_backed_up() {
    let test_app = tests::test_app::TestApp::on_sqlite().await.with_offices().await;
    test_app.filed_site("planner@vnpt", tests::test_app::dossiers::BAI_CHAY).await;
    test_app.work().await;
    let to = TestDb::sqlite().await;
    let path = to.path().join("town.tar.zst");
    let mut documents = files(&test_app.folder("documents"));
    documents.sort();
    std::fs::remove_file(&documents[0]).unwrap();
    std::fs::write(&documents[1], b"%PDF-1.7 something else").unwrap();
    let manifest = take(test_app.app(), &path).await.unwrap();
    assert_eq!((manifest.files, manifest.lacking, manifest.findings.len()), (0, 2, 2));
    for words in ["is missing", "is not what was put there"] {
        assert!(manifest.findings.iter().any(|said| said.ends_with(words)), "{:?}", manifest.findings);
    }
    let plan = tests::node::Plan::new(test_app.test_db().url(), &test_app.test_db().folder("data"));
    let reported = plan.run(&["backup", "--verify", path.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&reported.stdout).into_owned();
    assert!(!reported.status.success() && said.contains("2 file(s) are not in it"), "{said}");
    let app = app(&to).await;
    assert_eq!(restore(&app, &path).await.unwrap().proof.findings, []);
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
