//! The outbox says where a letter stands; what it says, only to those who may read its case.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use tests::town::Town;
use tests::town::cast::ADMIN;

tests::on_both_databases!(the_outbox_shows_texts_to_those_who_may_read_the_case);

async fn the_outbox_shows_texts_to_those_who_may_read_the_case(town: Town) {
    let pole = town.pole("clerk@power", 3).await;
    let case = town.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let rent = json!({"rent_vnd_per_month": 7_654_321, "terms": "Hợp đồng Zeta 5 năm"});
    town.act("clerk@power", &case, "offer", rent).await;
    town.work().await;
    let code = town.case("planner@vnpt", &case).await["code"].clone();

    let book = town.list(ADMIN, &format!("/outbox?case={case}")).await;
    assert!(!book.is_empty());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for letter in &book {
        *kinds.entry(letter["letter"].as_str().unwrap().to_owned()).or_default() += 1;
        for name in ["address", "name", "letter", "status", "attempts", "created_at", "sent_at"] {
            assert!(!letter[name].is_null(), "{name}: {letter}");
        }
        assert_eq!(letter["case_code"], code, "{letter}");
        let one = town.get(ADMIN, &format!("/outbox/{}", letter["id"].as_str().unwrap())).await;
        for shown in [letter, &one] {
            assert!(shown["subject"].is_null() && shown["text"].is_null(), "an administrator reads: {shown}");
            assert!(!shown.to_string().contains("7.654.321") && !shown.to_string().contains("Zeta"), "{shown}");
        }
    }
    assert!(kinds.contains_key("sharing.offered"), "{kinds:?}");
    // The regulator watches over the case, and may read it.
    let read: Vec<Value> = town.list("lead@sotttt", &format!("/outbox?case={case}")).await;
    assert_eq!(read.len(), book.len());
    assert!(read.iter().all(|letter| letter["text"].is_string() && letter["subject"].is_string()), "{read:?}");
    // The list of all letters shows no text of what is no case, either.
    town.patch("clerk@power", &pole, &json!({"address": "Hồng Gai"})).await.good();
    let all = town.ask(ADMIN, Method::GET, "/outbox?limit=500").send().await.unwrap().text().await.unwrap();
    assert!(!all.contains("7.654.321"), "{all}");
}
