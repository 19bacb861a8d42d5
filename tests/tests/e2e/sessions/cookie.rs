//! The session cookie: how it is set and removed, and what it opens.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::events::Events;
use tests::test_app::TestApp;
use tests::test_app::browser::{PASSWORD, cookie_of};
use tests::test_app::wanting;
use tests::test_client::{TestResponse, answered};
use tests::test_db::TestDb;

tests::on_both_databases!(
    a_login_sets_a_cookie_that_no_script_reads,
    every_login_begins_another_session,
    a_wrong_password_has_a_problem_of_its_own,
    the_cookie_opens_what_a_token_opens,
    a_logout_ends_tiles_files_and_streams,
);

const CLERK: &str = "clerk@power";
const TILE: &str = "/tiles/assets/9/408/225";

async fn log_in(test_app: &TestApp, who: &str, password: &str, headers: &[(&str, &str)]) -> TestResponse {
    let ask = test_app.ask_as_public(Method::POST, "/auth/session");
    let ask = headers.iter().fold(ask, |ask, (name, value)| ask.header(*name, *value));
    answered(ask.json(&json!({"email": format!("{who}.example"), "password": password}))).await.unwrap()
}

async fn me(test_app: &TestApp, cookie: &str) -> TestResponse {
    answered(test_app.ask_as_public(Method::GET, "/me").header("Cookie", cookie)).await.unwrap()
}

async fn a_login_sets_a_cookie_that_no_script_reads(test_app: TestApp) {
    test_app.has_password(CLERK).await;
    let answer = log_in(&test_app, CLERK, PASSWORD, &[]).await;
    assert_eq!((answer.status, &answer.body), (StatusCode::NO_CONTENT, &Value::Null));
    let set = answer.header("set-cookie");
    let (name_and_token, attributes) = set.split_once("; ").unwrap();
    assert!(name_and_token.strip_prefix("__Host-hatang=").is_some_and(|token| token.len() == 43), "{set}");
    assert_eq!(attributes, "HttpOnly; Secure; SameSite=Strict; Path=/");
    assert_eq!(answer.header("cache-control"), "no-store");
    let own = me(&test_app, name_and_token).await.good();
    assert_eq!(own.text("/name"), CLERK);
    assert!(own.header("vary").contains("Cookie"), "{}", own.header("vary"));
    // A token in the header decides before the cookie.
    let both = test_app.ask("planner@vnpt", Method::GET, "/me").header("Cookie", name_and_token);
    assert_eq!(answered(both).await.unwrap().good().text("/name"), "planner@vnpt");
    let strange = test_app.ask_as_public(Method::GET, "/me").header("Cookie", name_and_token);
    let strange = answered(strange.header("Authorization", "Negotiate x")).await.unwrap();
    assert_eq!(strange.status, StatusCode::UNAUTHORIZED);
    // A foreign page logs nobody in.
    for headers in [("Sec-Fetch-Site", "cross-site"), ("Origin", "https://evil.example")] {
        let answer = log_in(&test_app, CLERK, PASSWORD, &[headers]).await;
        assert_eq!((answer.status, answer.text("/type")), (StatusCode::FORBIDDEN, "urn:hatang:problem:cross_site"));
        assert_eq!(answer.header("set-cookie"), "");
    }
}

async fn every_login_begins_another_session(test_app: TestApp) {
    test_app.has_password(CLERK).await;
    let planted = format!("__Host-hatang={}", "x".repeat(43));
    let own = [("Cookie", planted.as_str()), ("Sec-Fetch-Site", "same-origin")];
    let first = cookie_of(&log_in(&test_app, CLERK, PASSWORD, &own).await);
    assert_ne!(first, planted);
    assert_eq!(me(&test_app, &planted).await.status, StatusCode::UNAUTHORIZED);
    let again = [("Cookie", first.as_str()), ("Sec-Fetch-Site", "same-origin")];
    let second = cookie_of(&log_in(&test_app, CLERK, PASSWORD, &again).await);
    assert_ne!(first, second);
    assert_eq!(me(&test_app, &first).await.status, StatusCode::UNAUTHORIZED, "the browser forgot it");
    me(&test_app, &second).await.good();
    // A login that fails ends nothing.
    let headers = [("Cookie", second.as_str()), ("Sec-Fetch-Site", "same-origin")];
    assert_eq!(log_in(&test_app, CLERK, "something else", &headers).await.status, StatusCode::UNAUTHORIZED);
    me(&test_app, &second).await.good();
}

async fn a_wrong_password_has_a_problem_of_its_own(test_app: TestApp) {
    test_app.has_password(CLERK).await;
    for (who, password) in [(CLERK, "something else"), ("nobody@power", PASSWORD)] {
        for (language, title) in
            [("vi", "Sai địa chỉ thư điện tử hoặc mật khẩu"), ("en", "Wrong e-mail address or password")]
        {
            for path in ["/auth/login", "/auth/session"] {
                let ask = test_app.ask_as_public(Method::POST, path).header("Accept-Language", language);
                let body = json!({"email": format!("{who}.example"), "password": password});
                let answer = answered(ask.json(&body)).await.unwrap();
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", answer.body);
                assert_eq!(answer.text("/type"), "urn:hatang:problem:bad_credentials");
                assert_eq!(answer.text("/title"), title);
                assert_eq!(answer.header("set-cookie"), "");
            }
        }
    }
    let none = answered(test_app.ask_as_public(Method::GET, "/me")).await.unwrap();
    assert_eq!(none.text("/type"), "urn:hatang:problem:unauthenticated");
    // Both ways to log in count for one limit.
    let mut last = StatusCode::UNAUTHORIZED;
    for _ in 0..40 {
        last = log_in(&test_app, CLERK, "guessed password", &[]).await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let body = json!({"email": format!("{CLERK}.example"), "password": PASSWORD});
    let token = answered(test_app.ask_as_public(Method::POST, "/auth/login").json(&body)).await.unwrap();
    assert_eq!(token.status, StatusCode::TOO_MANY_REQUESTS);
}

async fn the_cookie_opens_what_a_token_opens(test_app: TestApp) {
    let pole = test_app.pole(CLERK, 2).await;
    let case = test_app.draft("planner@vnpt", &wanting(&[&pole])).await;
    let document = test_app.document("planner@vnpt", &case, "route_plan").await;
    let (clerk, planner) = (test_app.browser(CLERK).await, test_app.browser("planner@vnpt").await);
    let file = format!("/cases/{case}/documents/{document}");
    let bytes = planner.ask(Method::GET, &file).send().await.unwrap();
    assert_eq!(bytes.status(), StatusCode::OK);
    assert!(bytes.bytes().await.unwrap().starts_with(b"%PDF-1.7"));
    let tile = clerk.bare(Method::GET, TILE).send().await.unwrap();
    assert_eq!(tile.status(), StatusCode::OK);
    assert_eq!(tile.headers()["vary"], "Accept-Encoding, Authorization, Cookie");
    assert!(!tile.bytes().await.unwrap().is_empty());
    for path in ["/ogc/collections/assets/items", "/ogc/collections/assets"] {
        let map = clerk.bare(Method::GET, path).send().await.unwrap();
        assert_eq!(map.status(), StatusCode::OK, "{path}");
        assert!(map.headers()["vary"].to_str().unwrap().contains("Cookie"), "{path}");
    }
    // A change from a page of the server is made as with a token.
    let title = json!({"title": "Tuyến khác"});
    let change = planner.ask(Method::PATCH, &format!("/sharing-requests/{case}")).header("If-Match", "\"1\"");
    assert_eq!(answered(change.json(&title)).await.unwrap().good().text("/title"), "Tuyến khác");
    let upload = planner.ask(Method::POST, &format!("/cases/{case}/documents?kind=route_plan&name=a.pdf"));
    let upload = upload.header("Content-Type", "application/octet-stream").body("%PDF-1.7 x");
    answered(upload).await.unwrap().good();
}

async fn a_logout_ends_tiles_files_and_streams(test_app: TestApp) {
    test_app.pole(CLERK, 2).await;
    let (browser, other) = (test_app.browser(CLERK).await, test_app.logged_in(CLERK).await);
    let mut stream = Events::of(browser.ask(Method::GET, "/notifications/stream"), None).await;
    let out = answered(browser.ask(Method::DELETE, "/auth/session")).await.unwrap().good();
    let removed = "__Host-hatang=; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=0";
    assert_eq!(out.header("set-cookie"), removed);
    assert_eq!(browser.bare(Method::GET, TILE).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(me(&test_app, &browser.cookie).await.status, StatusCode::UNAUTHORIZED);
    let map = browser.bare(Method::GET, "/ogc/collections/assets/items").send().await.unwrap();
    assert_eq!(map.status(), StatusCode::UNAUTHORIZED);
    // A browser keeps the cookie of an ended session, and reads what is public.
    let open = browser.bare(Method::GET, "/ogc/collections").send().await.unwrap();
    assert_eq!(open.status(), StatusCode::OK);
    assert!(stream.next().await.is_none());
    // Another session of the same person goes on. A second logout changes nothing.
    me(&test_app, &other.cookie).await.good();
    answered(browser.ask(Method::DELETE, "/auth/session")).await.unwrap().good();
    answered(other.ask(Method::POST, "/auth/logout")).await.unwrap().good();
    assert_eq!(me(&test_app, &other.cookie).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plain_http_over_a_network_has_a_plain_cookie() {
    let test_db = TestDb::sqlite().await.set("server.public_url", "http://10.0.0.5:8080");
    let test_app = TestApp::open(test_db).await;
    test_app.has_password(CLERK).await;
    let answer = log_in(&test_app, CLERK, PASSWORD, &[("Origin", "http://10.0.0.5:8080")]).await.good();
    let set = answer.header("set-cookie");
    assert!(set.starts_with("hatang=") && set.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{set}");
    let cookie = cookie_of(&answer);
    me(&test_app, &cookie).await.good();
    let change = |origin: &str| {
        let ask = test_app.ask_as_public(Method::DELETE, "/auth/session").header("Cookie", &cookie);
        answered(ask.header("Origin", origin))
    };
    assert_eq!(change("http://10.0.0.6:8080").await.unwrap().status, StatusCode::FORBIDDEN);
    change("http://10.0.0.5:8080").await.unwrap().good();
}
