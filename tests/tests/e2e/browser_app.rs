//! How the browser app is served: its files, its pages, and what a server without it says.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write;

use api_app::services::Services;
use api_http::browser_app::{AppFile, BrowserApp, Content};
use api_http::endpoint::endpoint_with;
use flate2::Compression;
use flate2::write::GzEncoder;
use poem::{Endpoint, Request, Response};
use tests::test_app::TestApp;

const PAGE: &[u8] = b"<!doctype html><title>Hatang</title>";
const SCRIPT: &[u8] = b"console.log('Hatang')";
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

fn gzip(bytes: &[u8]) -> &'static [u8] {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap().leak()
}

fn built() -> BrowserApp {
    let html = "text/html; charset=utf-8";
    let files = vec![
        AppFile {
            path: "assets/app-1.js",
            media_type: "text/javascript; charset=utf-8",
            hash: "aa",
            content: Content::Gzip(gzip(SCRIPT)),
            brotli: Some(b"brotli"),
        },
        AppFile {
            path: "favicon.ico",
            media_type: "image/x-icon",
            hash: "bb",
            content: Content::Plain(b"i"),
            brotli: None,
        },
        AppFile { path: "index.html", media_type: html, hash: "cc", content: Content::Gzip(gzip(PAGE)), brotli: None },
    ];
    BrowserApp(files.leak())
}

struct Server(Box<dyn Fn(Request) -> futures_util::future::BoxFuture<'static, Response> + Send + Sync>);

impl Server {
    fn of(test_app: &TestApp, app: BrowserApp) -> Self {
        let services = Services::open(test_app.app()).unwrap();
        let endpoint = std::sync::Arc::new(endpoint_with(test_app.app(), &services, app));
        Self(Box::new(move |request| {
            let endpoint = endpoint.clone();
            Box::pin(async move { endpoint.get_response(request).await })
        }))
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response {
        let request = headers
            .iter()
            .fold(Request::builder().uri_str(path), |request, (name, value)| request.header(*name, *value));
        (self.0)(request.finish()).await
    }
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn body(answer: Response) -> Vec<u8> {
    answer.into_body().into_vec().await.unwrap()
}

#[tokio::test]
async fn every_address_of_the_app_answers_its_page() {
    let test_app = TestApp::on_sqlite().await;
    let server = Server::of(&test_app, built());
    for path in ["/login", "/work", "/cases/0190/documents", "/assets/0190", "/organizations/0190", "/index.html"] {
        let answer = server.get(path, &[]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&answer, "cache-control"), "no-cache");
        assert_eq!(header(&answer, "content-security-policy"), POLICY);
        assert_eq!((header(&answer, "etag"), header(&answer, "content-encoding")), ("\"cc\"", ""));
        assert_eq!(header(&answer, "x-frame-options"), "DENY");
        assert_eq!(body(answer).await, PAGE, "{path}");
        let known = server.get(path, &[("If-None-Match", "\"cc\"")]).await;
        assert_eq!((known.status().as_u16(), header(&known, "etag")), (304, "\"cc\""));
        let packed = server.get(path, &[("Accept-Encoding", "gzip, br"), ("If-None-Match", "\"cc\"")]).await;
        assert_eq!((packed.status().as_u16(), header(&packed, "etag")), (200, "\"cc-gzip\""), "{path}");
        assert_eq!(body(packed).await, gzip(PAGE), "{path}: compressed once");
    }
    for path in
        ["/nowhere.html", "/assets/app-0.js", "/cases/a.json", "/api", "/api/v2/cases", "/verify/x/y", "/tiles/x/y"]
    {
        let answer = server.get(path, &[]).await;
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-type")),
            (404, "application/problem+json"),
            "{path}"
        );
    }
    assert_eq!(server.get("/healthz", &[]).await.status(), 200);
    let docs = server.get("/docs", &[]).await;
    assert!(header(&docs, "content-security-policy").contains("script-src 'self' 'unsafe-inline'"));
}

#[tokio::test]
async fn a_file_with_a_hash_in_its_name_stays_for_ever() {
    let test_app = TestApp::on_sqlite().await;
    let server = Server::of(&test_app, built());
    for (accepted, coding, tag, bytes) in [
        ("gzip, deflate, br", "br", "\"aa-br\"", &b"brotli"[..]),
        ("gzip", "gzip", "\"aa-gzip\"", gzip(SCRIPT)),
        ("br;q=0, identity", "", "\"aa\"", SCRIPT),
    ] {
        let answer = server.get("/assets/app-1.js", &[("Accept-Encoding", accepted)]).await;
        assert_eq!((header(&answer, "content-encoding"), header(&answer, "etag")), (coding, tag), "{accepted}");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&answer, "vary"), "Accept-Encoding");
        assert_eq!(header(&answer, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(body(answer).await, bytes, "{accepted}");
    }
    let icon = server.get("/favicon.ico", &[("Accept-Encoding", "br")]).await;
    assert_eq!((header(&icon, "content-encoding"), header(&icon, "cache-control")), ("", "no-cache"));
}

#[tokio::test]
async fn a_server_without_the_app_says_what_to_do() {
    let test_app = TestApp::on_sqlite().await;
    let server = Server::of(&test_app, BrowserApp(&[]));
    let home = server.get("/", &[]).await;
    let policy = header(&home, "content-security-policy").to_owned();
    assert!(policy.contains("style-src 'self' 'sha256-") && !policy.contains("unsafe-inline"), "{policy}");
    let text = String::from_utf8(body(home).await).unwrap();
    assert!(text.contains("The app is not built in: run <code>make web</code>"), "{text}");
    for path in ["/cases/0190", "/assets/0190", "/organizations/0190"] {
        assert_eq!(server.get(path, &[]).await.status(), 200, "{path}");
    }
    for path in ["/work", "/nowhere", "/assets/app-1.js.map"] {
        let status = server.get(path, &[]).await.status();
        assert!(status == 404 || path.starts_with("/assets/"), "{path}: {status}");
    }
}
