//! Text inputs outside the JSON contract: requests without login, headers, Basic authentication,
//! the map service, mappings, import files, the command line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::HeaderValue;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::node::Plan;
use tests::test_app::TestApp;
use tests::test_app::wanting;
use tests::test_client::{TestResponse, answered};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::contract::percent;

/// `Hạ Long` from a keyboard that writes the dot after the letter.
const DECOMPOSED: &str = "Ha\u{323} Long";
const COMPOSED: &str = "H\u{1ea1} Long";

#[track_caller]
fn refused(answer: &TestResponse, status: StatusCode, pointer: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.text("/errors/0/pointer"), pointer, "{}", answer.body);
}

/// Bytes above 7F that a client did not percent-encode are checked as well.
async fn raw_bytes_are_checked(test_app: TestApp) {
    let address = test_app.client().address().trim_start_matches("http://").to_owned();
    for (path, status) in [
        ("/api/v1/areas?q=a\u{202e}b", "422"),
        ("/api/v1/areas?q=+", "422"),
        ("/ogc/collections/assets/items?filter=a\u{202e}b", "400"),
        ("/api/v1/public/cases/a\u{202e}b?secret=ABCDEFGHJK", "404"),
    ] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: hatang\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    }
}

/// Requests without a login cause no server error.
async fn nobody_makes_the_server_fail(test_app: TestApp) {
    let login = |body: Value| answered(test_app.ask_as_public(Method::POST, "/auth/login").json(&body));
    refused(
        &login(json!({"email": "a\0b", "password": "x"})).await.unwrap(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "/email",
    );
    refused(
        &login(json!({"email": "a", "password": "x\0"})).await.unwrap(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "/password",
    );
    let password = login(json!({"email": "nobody@vnpt.example", "password": "ma\u{323}t"})).await.unwrap();
    assert_eq!(password.status, StatusCode::UNAUTHORIZED);
    for text in ["\0", "a\0b", "\u{7}", "\u{202e}", " ", "\u{200b}"] {
        let text = percent(text);
        for path in [format!("/public/cases/{text}"), format!("/public/permits/{text}"), format!("/packs/{text}/a")] {
            let answer = answered(test_app.ask_as_public(Method::GET, &path)).await.unwrap();
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
        }
        let secret =
            answered(test_app.ask_as_public(Method::GET, &format!("/public/cases/SR-1?secret={text}"))).await.unwrap();
        refused(&secret, StatusCode::UNPROCESSABLE_ENTITY, "secret");
        let map =
            answered(test_app.ask_outside(Method::GET, &format!("/ogc/collections/assets/items?filter={text}"))).await;
        refused(&map.unwrap(), StatusCode::BAD_REQUEST, "filter");
        for path in ["/ogc/collections/", "/tiles/", "/assets/", "/"] {
            let answer = answered(test_app.ask_outside(Method::GET, &format!("{path}{text}"))).await.unwrap();
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}{text}: {}", answer.body);
        }
        let basic = format!("Basic {}", STANDARD.encode(format!("a\0{text}\u{7}@b:secret\0")));
        let map = test_app.ask_outside(Method::GET, "/ogc/collections").header("Authorization", basic);
        assert_eq!(answered(map).await.unwrap().status, StatusCode::UNAUTHORIZED);
    }
    // A header cannot contain control characters, but may contain any other bytes.
    for bytes in [&b"\xff\xfe"[..], b"\xe2\x80\xae", b"Ha\xcc\xa3"] {
        let odd = HeaderValue::from_bytes(bytes).unwrap();
        for name in ["Authorization", "X-Request-Id", "User-Agent", "Accept-Language", "If-Match", "Idempotency-Key"] {
            let ask = test_app.ask("planner@vnpt", Method::POST, "/sharing-requests").header(name, odd.clone());
            let answer = answered(ask.json(&json!({}))).await.unwrap();
            assert!(!answer.status.is_server_error(), "{name}: {}", answer.body);
        }
    }
}

/// Texts that look the same are stored the same, and a search finds them in either form.
async fn text_is_stored_in_normal_form_c(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let body = Value::Object({
        let mut body = wanting(&[&pole]).as_object().unwrap().clone();
        body.insert("title".to_owned(), json!(DECOMPOSED));
        body.insert("purpose".to_owned(), json!(format!("{DECOMPOSED}\nhai dòng")));
        body
    });
    let case = test_app.draft("planner@vnpt", &body).await;
    let shown = test_app.case("planner@vnpt", &case).await;
    assert_eq!(shown["title"], COMPOSED);
    assert!(shown.to_string().contains(&format!("{COMPOSED}\\nhai dòng")), "{shown}");
    test_app.perform("planner@vnpt", &case, "submit", json!({})).await;
    let said = test_app.attempt("planner@vnpt", &case, "withdraw", json!({"\u{202e}": 1})).await;
    assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", said.body);
    let answer = test_app
        .change(
            "planner@vnpt",
            &format!("/cases/{case}"),
            Method::POST,
            &format!("/cases/{case}/actions/withdraw"),
            &json!({"data": {}, "comment": DECOMPOSED}),
        )
        .await;
    assert!(answer.status.is_success(), "{}", answer.body);
    assert_eq!(test_app.trail("planner@vnpt", &case).await.last().unwrap()["comment"], COMPOSED);
    // File names are in the query, and codes are in the path.
    let name = percent(&format!("{DECOMPOSED}.pdf"));
    let path = format!("/cases/{case}/documents?kind=as_built&name={name}");
    let sent = test_app.ask("planner@vnpt", Method::POST, &path).header("Content-Type", "application/octet-stream");
    let sent = answered(sent.body("%PDF-1.7 x")).await.unwrap();
    assert!(sent.status == StatusCode::CONFLICT || sent.text("/name") == format!("{COMPOSED}.pdf"), "{}", sent.body);
    let organizations =
        test_app.list("admin@hatang", &format!("/organizations?q={}", percent("Vie\u{323}\u{302}n thông"))).await;
    let composed = test_app.list("admin@hatang", &format!("/organizations?q={}", percent("Viện thông"))).await;
    assert_eq!(organizations, composed);
}

/// Checks mappings as plain text and in a form, and the cells of files.
async fn imports_are_checked(test_app: TestApp) {
    let put = |name: &str, text: String| {
        let ask = test_app.ask("clerk@power", Method::PUT, &format!("/import-mappings/{name}"));
        answered(ask.header("Content-Type", "text/plain; charset=utf-8").body(text))
    };
    let mapping = |title: &str| format!("name = \"m1\"\ntitle = \"{title}\"\n{MAPPING}");
    for bad in ["a\\u0000b", "a\\u0007b", "a\\u202Eb"] {
        refused(&put("m1", mapping(bad)).await.unwrap(), StatusCode::UNPROCESSABLE_ENTITY, "/mapping");
    }
    let saved = put("m1", mapping(DECOMPOSED)).await.unwrap();
    assert_eq!((saved.status, saved.text("/title")), (StatusCode::OK, COMPOSED), "{}", saved.body);
    let file = format!(
        "ma,kinh,vi,dia_chi\nA-1,107.05,20.95,{DECOMPOSED}\nA-2,107.06,20.95,x\u{7}y\nA-3,107.07,20.95,x\u{202e}y\n"
    );
    let ask = test_app.ask("clerk@power", Method::POST, "/imports?mapping=m1&mode=commit&file_name=cot.csv");
    let sent = answered(ask.header("Content-Type", "application/octet-stream").body(file)).await.unwrap().good();
    test_app.work().await;
    let import = sent.text("/id").to_owned();
    let done = test_app.get("clerk@power", &format!("/imports/{import}")).await;
    assert_eq!(
        (&done["status"], &done["rows_ok"], &done["rows_failed"]),
        (&json!("done"), &json!(1), &json!(2)),
        "{done}"
    );
    let errors = test_app.list("clerk@power", &format!("/imports/{import}/errors?weight=refused")).await;
    assert!(errors.iter().all(|error| error["rule"] == "forbidden_character"), "{errors:?}");
    assert!(errors.iter().all(|error| !error["raw"].as_str().unwrap().contains(['\u{7}', '\u{202e}'])), "{errors:?}");
    let assets = test_app.list("clerk@power", "/assets").await;
    assert!(assets.iter().any(|asset| asset["address"] == COMPOSED), "{assets:?}");
    let name = percent("x\u{202e}y.csv");
    let odd = test_app.ask("clerk@power", Method::POST, &format!("/imports?mapping=m1&file_name={name}"));
    let odd = answered(odd.header("Content-Type", "application/octet-stream").body("ma\nA-1\n")).await.unwrap();
    refused(&odd, StatusCode::UNPROCESSABLE_ENTITY, "file_name");
}

const MAPPING: &str = r#"format = "csv"
source = "Sổ tay"
confidence = "C"

[asset]
code = { column = "ma", required = true }
kind = { constant = "pole" }
address = { column = "dia_chi" }

[asset.position.degrees]
longitude = { column = "kinh" }
latitude = { column = "vi" }
"#;

/// Arguments of the command line are text from outside as well.
async fn the_command_line_is_checked(test_app: TestApp) {
    let plan = Plan::new(test_app.test_db().url(), &test_app.test_db().folder("data"));
    let run = |arguments: &[&str]| {
        let mut command = plan.command();
        command.env("HATANG_NEW_PASSWORD", "correct horse battery").args(arguments).output().unwrap()
    };
    for (email, name) in
        [("a\u{7}@hatang.example", "A"), ("a@hatang.example", "A\u{202e}"), ("a@hatang.example", "\u{200b}")]
    {
        let done = run(&["user", "add-admin", email, "--name", name]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && said.contains("has "), "{said}");
    }
    let done = run(&["user", "add-admin", "b@hatang.example", "--name", DECOMPOSED]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let people = test_app.list("admin@hatang", "/users").await;
    assert!(people.iter().any(|person| person["name"] == COMPOSED), "{people:?}");
}

tests::on_both_databases!(
    nobody_makes_the_server_fail,
    raw_bytes_are_checked,
    text_is_stored_in_normal_form_c,
    imports_are_checked,
    the_command_line_is_checked,
);
