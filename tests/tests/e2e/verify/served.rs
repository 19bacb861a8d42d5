//! A stored file that differs from its database row is not sent. The answer is 500 with an alarm,
//! instead of other bytes under the old tag.

use std::path::PathBuf;
use std::time::SystemTime;

use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use tests::on_both_databases;
use tests::test_app::TestApp;
use tests::test_app::dossiers::{BAI_CHAY, mast};
use tests::test_client::answered;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0";
/// A length above that of files which the server holds in memory to send, in bytes.
const LONG: usize = 3_000_000;

/// A stored file, and the path at which clients fetch it.
struct Filed {
    path: String,
    who: &'static str,
    stored: PathBuf,
    content: Vec<u8>,
}

impl Filed {
    fn of(test_app: &TestApp, who: &'static str, path: String, sha256: &str, content: Vec<u8>) -> Self {
        let folder = test_app.folder("documents").join("sha256").join(&sha256[..2]).join(&sha256[2..4]);
        Self { path, who, stored: folder.join(sha256), content }
    }

    async fn fetch(&self, test_app: &TestApp, headers: &[(&str, &str)]) -> Response {
        let ask = test_app.ask(self.who, Method::GET, &self.path);
        headers.iter().fold(ask, |ask, (name, value)| ask.header(*name, *value)).send().await.unwrap()
    }

    /// Asserts that the server sends the file, whole and in parts.
    async fn is_sent(&self, test_app: &TestApp) {
        let whole = self.fetch(test_app, &[]).await;
        assert_eq!(whole.status(), StatusCode::OK);
        assert!(whole.bytes().await.unwrap() == self.content);
    }

    /// Asserts that the server refuses the file and raises the alarm.
    async fn is_not_sent(&self, test_app: &TestApp, headers: &[(&str, &str)]) {
        let before = alarms(test_app).await;
        let answer = self.fetch(test_app, headers).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{headers:?}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert!(answer.headers().get("etag").is_none(), "no tag over other bytes");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["type"], "urn:hatang:problem:internal", "{problem}");
        assert_eq!(alarms(test_app).await, before + 1, "it is counted");
    }

    fn write(&self, content: &[u8]) {
        std::fs::write(&self.stored, content).unwrap();
    }

    /// The content with one bit changed.
    fn flipped(&self) -> Vec<u8> {
        let mut content = self.content.clone();
        let middle = content.len() / 2;
        content[middle] ^= 1;
        content
    }
}

async fn alarms(test_app: &TestApp) -> u64 {
    let text = test_app.client().bare(Method::GET, "/metrics").send().await.unwrap().text().await.unwrap();
    let line = text.lines().find(|line| line.starts_with("hatang_documents_damaged_total ")).unwrap();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

async fn document(test_app: &TestApp, case: &str, kind: &str, length: usize) -> Filed {
    let mut content = format!("%PDF-1.7 {kind}\n").into_bytes();
    content.resize(length, b'x');
    let path = format!("/cases/{case}/documents?kind={kind}&name={kind}.pdf");
    let ask = test_app.ask("planner@vnpt", Method::POST, &path).header("Content-Type", "application/octet-stream");
    let answer = answered(ask.body(content.clone())).await.unwrap().good();
    let path = format!("/cases/{case}/documents/{}", answer.text("/id"));
    Filed::of(test_app, "planner@vnpt", path, answer.text("/sha256"), content)
}

async fn photo(test_app: &TestApp) -> Filed {
    let pole = test_app.pole("clerk@power", 2).await;
    let ask = test_app.ask("clerk@power", Method::POST, &format!("/assets/{pole}/photos?name=cot-17.png"));
    let answer = answered(ask.header("Content-Type", "application/octet-stream").body(PNG)).await.unwrap().good();
    let path = format!("/assets/{pole}/photos/{}", answer.text("/id"));
    Filed::of(test_app, "clerk@power", path, answer.text("/sha256"), PNG.to_vec())
}

async fn what_is_damaged_is_not_sent(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let case =
        test_app.post("planner@vnpt", "/siting-applications", &mast(BAI_CHAY)).await.good().text("/id").to_owned();
    let short = document(&test_app, &case, "location_map", 5_000).await;
    let long = document(&test_app, &case, "land_paper", LONG).await;
    let photo = photo(&test_app).await;
    for file in [&short, &long, &photo] {
        file.is_sent(&test_app).await;
    }
    assert_eq!(alarms(&test_app).await, 0);
    for file in [&short, &long, &photo] {
        let cut = &file.content[..file.content.len() - 1];
        for content in [file.flipped(), cut.to_vec()] {
            file.write(&content);
            file.is_not_sent(&test_app, &[]).await;
        }
        std::fs::remove_file(&file.stored).unwrap();
        file.is_not_sent(&test_app, &[]).await;
        file.write(&file.content);
        file.is_sent(&test_app).await;
    }
    for file in [&short, &long] {
        // A part of a file that was checked before: a change elsewhere in the file is noticed as
        // well.
        let part = file.fetch(&test_app, &[("Range", "bytes=0-3")]).await;
        assert_eq!((part.status(), part.bytes().await.unwrap().as_ref()), (StatusCode::PARTIAL_CONTENT, &b"%PDF"[..]));
        file.write(&file.flipped());
        file.is_not_sent(&test_app, &[("Range", "bytes=0-3")]).await;
        let tag = file.stored.file_name().unwrap().to_str().unwrap();
        let known = file.fetch(&test_app, &[("If-None-Match", &format!("\"{tag}\""))]).await;
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED, "the tag is the hash of what the caller has");
        // A repeated upload of the same content repairs the file.
        let mended =
            test_app.ask(file.who, Method::POST, &format!("/cases/{case}/documents?kind=land_paper&name=2.pdf"));
        let mended = mended.header("Content-Type", "application/octet-stream").body(file.content.clone());
        answered(mended).await.unwrap().good();
        file.is_sent(&test_app).await;
    }
    gone_bad_unseen(&test_app, &long).await;
}

/// Only the bytes change, not the time of modification. The transfer of the whole file breaks off
/// before its end.
async fn gone_bad_unseen(test_app: &TestApp, file: &Filed) {
    let changed: SystemTime = file.stored.metadata().unwrap().modified().unwrap();
    let before = alarms(test_app).await;
    file.write(&file.flipped());
    std::fs::File::options().write(true).open(&file.stored).unwrap().set_modified(changed).unwrap();
    let answer = file.fetch(test_app, &[]).await;
    assert_eq!(answer.status(), StatusCode::OK, "it was sound a moment ago");
    assert!(answer.bytes().await.is_err(), "nobody takes it for whole");
    assert_eq!(alarms(test_app).await, before + 1);
    file.write(&file.content);
    file.is_sent(test_app).await;
}

on_both_databases!(what_is_damaged_is_not_sent);
