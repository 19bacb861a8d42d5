//! Cross-origin requests (CORS): the paths that pages of other origins may read, and that no
//! browser login is sent with them.

use reqwest::{Method, StatusCode};
use tests::test_app::TestApp;
use tests::test_db::TestDb;

const MAP: &str = "https://map.example";
const OTHER: &str = "https://other.example";

/// The status and the CORS headers for a page of this origin.
async fn reported(
    test_app: &TestApp,
    origin: &str,
    method: Method,
    path: &str,
    more: &[(&str, &str)],
) -> (StatusCode, [String; 4]) {
    let ask = test_app.ask_outside(method, path).header("origin", origin);
    let answer = more.iter().fold(ask, |ask, (name, value)| ask.header(*name, *value)).send().await.unwrap();
    assert!(!answer.headers().contains_key("access-control-allow-credentials"));
    let say = |name: &str| {
        let values = answer.headers().get_all(name).iter().map(|value| value.to_str().unwrap().to_owned());
        values.collect::<Vec<_>>().join(", ")
    };
    let names = ["allow-origin", "expose-headers", "allow-headers", "allow-methods"];
    (answer.status(), names.map(|name| say(&format!("access-control-{name}"))))
}

fn first(method: &'static str) -> [(&'static str, &'static str); 2] {
    [("access-control-request-method", method), ("access-control-request-headers", "authorization")]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_named_may_ask_for_everything() {
    let test_app = TestApp::open(TestDb::sqlite().await.set("http.allow_origins", "https://map.example,*")).await;
    let token = [("authorization", "Bearer planner@vnpt")];
    let (status, [origin, exposed, ..]) = reported(&test_app, MAP, Method::GET, "/api/v1/assets", &token).await;
    assert_eq!((status, origin.as_str()), (StatusCode::OK, MAP));
    assert!(["etag", "link", "location", "retry-after"].iter().all(|name| exposed.contains(name)), "{exposed}");
    let (status, [origin, _, headers, methods]) =
        reported(&test_app, MAP, Method::OPTIONS, "/api/v1/cases/1", &first("PATCH")).await;
    assert_eq!((status, origin.as_str()), (StatusCode::NO_CONTENT, MAP));
    assert!(["authorization", "if-match", "idempotency-key"].iter().all(|name| headers.contains(name)), "{headers}");
    assert!(methods.contains("PATCH") && methods.contains("DELETE"));
    // Errors can be read as well.
    let (status, [origin, ..]) = reported(&test_app, MAP, Method::GET, "/api/v1/assets", &[]).await;
    assert_eq!((status, origin.as_str()), (StatusCode::UNAUTHORIZED, MAP));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_may_read_what_is_public_when_the_settings_say_so() {
    let test_app = TestApp::open(TestDb::sqlite().await.set("http.allow_origins", "https://map.example,*")).await;
    for path in ["/ogc", "/ogc/collections/areas/items", "/openapi.json", "/api/v1/public/cases/X"] {
        let (_, [origin, exposed, ..]) = reported(&test_app, OTHER, Method::GET, path, &[]).await;
        assert_eq!((origin.as_str(), exposed.contains("etag")), ("*", true), "{path}");
    }
    let (status, [origin, _, headers, methods]) =
        reported(&test_app, OTHER, Method::OPTIONS, "/ogc", &first("GET")).await;
    assert_eq!((status, origin.as_str(), methods.as_str()), (StatusCode::NO_CONTENT, "*", "GET, HEAD"));
    assert!(!headers.contains("authorization"), "{headers}");
    // No other path and no similar path is readable.
    for path in ["/api/v1/assets", "/api/v1/publications", "/healthz", "/"] {
        let (_, heard) = reported(&test_app, OTHER, Method::GET, path, &[]).await;
        assert_eq!(heard, [""; 4], "{path}");
    }
    let (status, heard) = reported(&test_app, OTHER, Method::OPTIONS, "/api/v1/assets", &first("GET")).await;
    assert!(!status.is_success() && heard == [""; 4], "{status} {heard:?}");
    for origin in ["null", "https://map.example.evil", "http://map.example", "*"] {
        let (_, heard) = reported(&test_app, origin, Method::GET, "/api/v1/assets", &[]).await;
        assert_eq!(heard, [""; 4], "{origin}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_origin_is_allowed_unless_the_settings_say_so() {
    let test_app = TestApp::on_sqlite().await;
    for path in ["/ogc", "/api/v1/assets", "/api/v1/public/cases/X"] {
        let (_, heard) = reported(&test_app, MAP, Method::GET, path, &[]).await;
        assert_eq!(heard, [""; 4], "{path}");
    }
}
