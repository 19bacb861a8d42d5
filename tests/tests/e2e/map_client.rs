//! The map in a real browser (`tests/map-client`): it shows the data of the API, near and far, and
//! the browser reports no error.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tests::external_tools;
use tests::node::Plan;
use tests::test_db::TestDb;

const PASSWORD: &str = "hatang-in-a-browser";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The folder into which `make deps` installs the parts of the map.
fn modules() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from).join("tools/map-client")
}

fn is_passed_over() -> bool {
    let what = "the map in a browser";
    // The folder also contains Node if the system's Node is too old.
    external_tools::is_passed_over("chromium", "chromium", what)
        || external_tools::is_folder_missing(&modules().join("node_modules/ol"), what)
}

/// Opens the map in the browser. Returns what it showed.
fn look(wish: &Value) -> Value {
    let mut browser = Command::new(root().join("tests/map-client/node.sh"))
        .arg(root().join("tests/map-client/look.mjs"))
        .env("MAP_CLIENT", modules())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    browser.stdin.take().unwrap().write_all(wish.to_string().as_bytes()).unwrap();
    let said = browser.wait_with_output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_map_shows_in_a_browser_what_the_api_says() {
    if is_passed_over() {
        return;
    }
    let test_db = TestDb::sqlite().await;
    let plan = Plan::new(test_db.url(), &test_db.folder("data"));
    let node = plan.start_with(&["--demo", "--demo-password", PASSWORD]).await;
    let login = json!({"email": "planner@viettel.example", "password": PASSWORD});
    let login = node.client().post("nobody", "/auth/login", None, &login).await.unwrap().good();
    let token = login.text("/access_token");
    let picture = test_db.folder("pictures").join("map.png");
    let said = look(&json!({
        "server": plan.address(),
        "token": token,
        "views": [
            {"lon": 107.3, "lat": 21.1, "zoom": 9},
            {"lon": 107.08, "lat": 20.952, "zoom": 12},
            {"lon": 107.08, "lat": 20.952, "zoom": 15.4, "read": true, "picture": picture},
            {"lon": 107.1, "lat": 20.952, "zoom": 15.4, "read": true},
            {"lon": 107.3, "lat": 21.1, "zoom": 9},
        ],
    }));
    assert_eq!(said["errors"], json!([]), "{said}");
    let views = said["views"].as_array().unwrap();
    // The far view shows boundaries, and counts that cover the whole register.
    let far = &views[0];
    assert!(far["areas"]["features"].as_u64().unwrap() > 5, "{far}");
    assert!(far["assets"]["counted"].as_u64().unwrap() > far["assets"]["features"].as_u64().unwrap(), "{far}");
    assert!(far["painted"].as_u64().unwrap() > 1_000, "nothing is drawn: {far}");
    assert_eq!(views[4]["assets"], far["assets"], "who comes back sees the same");
    // The near view shows exactly the assets that the API lists for the visible area.
    for view in &views[2..4] {
        assert_eq!(view["assets"]["counted"], 0);
        let (drawn, read) = (names(&view["assets"]["ids"]), names(&view["read"]));
        assert!(read.len() > 10 && view["painted"].as_u64().unwrap() > 1_000, "{view}");
        assert!(read.iter().all(|id| drawn.contains(id)), "the API knows more than the map shows: {view}");
    }
    let bytes = std::fs::read(picture).unwrap();
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 10_000);
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect()
}
