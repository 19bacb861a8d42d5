//! A search reads only the text that its reader sees.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::test_app::TestApp;

tests::on_both_databases!(words_that_are_not_seen_find_nothing, words_are_found_as_soon_as_they_are_seen);

const SECRET_WORDS: [&str; 5] = ["mat", "Ngõ Mật 77", "zeta", "steel", "zeta QN-POL-000001"];
const PUBLIC_WORDS: [&str; 4] = ["QN-POL", "pol 000001", "pole", "qn pole"];

fn said() -> Value {
    json!({
        "address": "Ngõ Mật 77", "source": "Khảo sát Zeta", "attributes": {"material": "steel"},
        "capacity": [{"unit": "attachment_position", "installed": 3}],
    })
}

/// The number of assets that a person finds with these words, in each operation with a search.
async fn found(test_app: &TestApp, who: &str, words: &str) -> [usize; 2] {
    let mut counts = [0, 0];
    let now = test_app.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    for (count, path) in counts.iter_mut().zip(["/assets?".to_owned(), format!("/assets?as_of={now}&")]) {
        let answer = test_app.ask(who, reqwest::Method::GET, &format!("{path}limit=500")).query(&[("q", words)]);
        let answer = tests::test_client::answered(answer).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{words}: {}", answer.body);
        *count = answer.body["items"].as_array().unwrap().len();
    }
    counts
}

async fn words_that_are_not_seen_find_nothing(test_app: TestApp) {
    let pole = test_app.pole_with("clerk@power", said()).await;
    test_app.pole_with("clerk@power", said()).await;
    for words in SECRET_WORDS {
        let all = if words.contains("000001") { 1 } else { 2 };
        assert_eq!(found(&test_app, "clerk@power", words).await, [all, all], "{words}");
        assert_eq!(found(&test_app, "officer@sotttt", words).await, [all, all], "{words}");
        assert_eq!(found(&test_app, "planner@vnpt", words).await, [0, 0], "{words}");
    }
    for words in PUBLIC_WORDS {
        let all = if words.contains("000001") { 1 } else { 2 };
        for who in ["clerk@power", "officer@sotttt", "planner@vnpt"] {
            assert_eq!(found(&test_app, who, words).await, [all, all], "{words} by {who}");
        }
    }
    // The search finds the new code and no longer the old one.
    test_app.patch("clerk@power", &pole, &json!({"code": "HL-Đ/17", "address": "Phố Kín"})).await.good();
    assert_eq!(found(&test_app, "planner@vnpt", "hl đ 17").await, [1, 1]);
    assert_eq!(found(&test_app, "planner@vnpt", "000001").await, [0, 0]);
    assert_eq!(found(&test_app, "planner@vnpt", "kín").await, [0, 0]);
    assert_eq!(found(&test_app, "clerk@power", "kin").await, [1, 1]);
}

async fn words_are_found_as_soon_as_they_are_seen(test_app: TestApp) {
    let pole = test_app.pole_with("clerk@power", said()).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    assert_eq!(found(&test_app, "planner@vnpt", "zeta").await, [0, 0], "a reservation opens nothing");
    test_app.perform("planner@vnpt", &case, "withdraw", json!({})).await;
    test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    assert_eq!(found(&test_app, "planner@vnpt", "zeta").await, [1, 1], "a tenant reads the whole of it");
    assert_eq!(found(&test_app, "planner@viettel", "zeta").await, [0, 0]);
}
