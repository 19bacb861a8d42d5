//! One search across cases, assets and organisations.

use serde_json::Value;
use tests::test_app::TestApp;

use super::pointers;

tests::on_both_databases!(one_search_finds_what_its_reader_sees);

async fn found(test_app: &TestApp, who: &str, query: &str) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let answer = test_app.get(who, &format!("/search?{query}")).await;
    let items = answer["items"].as_array().unwrap();
    items.iter().map(|item| (text(&item["type"]), text(&item["title"]))).collect()
}

async fn one_search_finds_what_its_reader_sees(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let of = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter().map(|(of, title)| ((*of).to_owned(), (*title).to_owned())).collect()
    };
    let (title, vnpt) = ("Tuyến cáp Trần Hưng Đạo", "VNPT Quảng Ninh");
    assert_eq!(found(&test_app, "clerk@power", "q=vnpt").await, of(&[("case", title), ("organization", vnpt)]));
    assert_eq!(found(&test_app, "planner@viettel", "q=vnpt").await, of(&[("organization", vnpt)]), "not the case");
    assert_eq!(found(&test_app, "clerk@power", "q=vnpt&types=case").await, of(&[("case", title)]));
    let item = test_app.get("clerk@power", "/search?q=tran hung").await["items"][0].clone();
    assert_eq!((&item["id"], &item["code"]), (&Value::from(case), &Value::from("SR-2023-000001")));
    let asset = test_app.get("planner@viettel", &format!("/assets/{pole}")).await;
    let code = asset["code"].as_str().unwrap();
    assert_eq!(found(&test_app, "planner@viettel", &format!("q={code}&types=asset")).await, of(&[("asset", "Cột")]));
    assert!(found(&test_app, "clerk@power", "q=,").await.is_empty());
    for wrong in ["q=a&types=person", "types=case"] {
        let answer = test_app.read("clerk@power", &format!("/search?{wrong}")).await;
        assert_eq!((answer.status.as_u16(), pointers(&answer.body).len()), (422, 1), "{}", answer.body);
    }
}
