//! The outbox shows the status of a letter, and its text only to readers of its case. A letter
//! reveals no more about an asset than the register.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::cast::{ADMIN, LIGHTING, MOBIFONE, POWER, VIETTEL, VNPT, office};
use tests::test_app::poles::capacity;
use tests::test_app::{POSITION, TestApp};

tests::on_both_databases!(
    the_outbox_shows_texts_to_those_who_may_read_the_case,
    a_message_shows_no_more_of_an_asset_than_the_register,
);

async fn the_outbox_shows_texts_to_those_who_may_read_the_case(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 3).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let rent = json!({"rent_vnd_per_month": 7_654_321, "terms": "Hợp đồng Zeta 5 năm"});
    test_app.perform("clerk@power", &case, "offer", rent).await;
    test_app.work().await;
    let code = test_app.case("planner@vnpt", &case).await["code"].clone();

    let book = test_app.list(ADMIN, &format!("/outbox?case={case}")).await;
    assert!(!book.is_empty());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for message in &book {
        *kinds.entry(message["template"].as_str().unwrap().to_owned()).or_default() += 1;
        for name in ["address", "name", "template", "status", "attempts", "created_at", "sent_at"] {
            assert!(!message[name].is_null(), "{name}: {message}");
        }
        assert_eq!(message["case_code"], code, "{message}");
        let one = test_app.get(ADMIN, &format!("/outbox/{}", message["id"].as_str().unwrap())).await;
        for shown in [message, &one] {
            assert!(shown["subject"].is_null() && shown["text"].is_null(), "an administrator reads: {shown}");
            assert!(!shown.to_string().contains("7.654.321") && !shown.to_string().contains("Zeta"), "{shown}");
        }
    }
    assert!(kinds.contains_key("sharing.offered"), "{kinds:?}");
    // The regulator oversees the case and may read it.
    let read: Vec<Value> = test_app.list("lead@sotttt", &format!("/outbox?case={case}")).await;
    assert_eq!(read.len(), book.len());
    assert!(read.iter().all(|message| message["text"].is_string() && message["subject"].is_string()), "{read:?}");
    // The list of all letters hides the texts of letters without a case, too.
    test_app.patch("clerk@power", &pole, &json!({"address": "Hồng Gai"})).await.good();
    let all = test_app.ask(ADMIN, Method::GET, "/outbox?limit=500").send().await.unwrap().text().await.unwrap();
    assert!(!all.contains("7.654.321"), "{all}");
}

async fn a_message_shows_no_more_of_an_asset_than_the_register(test_app: TestApp) {
    let address = "Ngõ Mật 77";
    let said = json!({"address": address, "capacity": [capacity(POSITION, 5)]});
    let pole = test_app.pole_with("clerk@power", said.clone()).await;
    let secret = test_app.pole_with("clerk@power", said).await;
    test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    test_app.tenants(&["mobifone"], "clerk@power", &secret).await;
    test_app.patch("clerk@power", &secret, &json!({"visibility": "secret"})).await.good();
    test_app.complete("planner@viettel", "clerk@power", &[&pole]).await;

    let offer = json!({"asset_ids": [pole, secret], "to_organization_id": office(LIGHTING), "reason": "Bàn giao"});
    let transfer = test_app.post("boss@power", "/asset-transfers", &offer).await.good().text("/id").to_owned();
    test_app.post("boss@lighting", &format!("/asset-transfers/{transfer}/approve"), &json!({})).await.good();
    let end =
        json!({"lifecycle": "decommission_notified", "decommission_on": test_app.in_days(90), "reason": "Hạ ngầm"});
    test_app.patch("boss@lighting", &pole, &end).await.good();

    let messages = test_app.all_messages().await;
    let got = |message: &str, to: u128| -> BTreeSet<(&str, &str)> {
        let to = Some(office(to).uuid());
        let such = messages.iter().filter(|one| one.template == message && one.organization_id == to);
        such.map(|one| (one.subject.as_deref().unwrap(), one.text.as_deref().unwrap())).collect()
    };
    // In a transfer of several assets, tenants read about their own assets only. Viewers of the
    // minimum information read no address.
    for (who, poles, opened) in [
        (VNPT, vec!["QN-POL-000001"], true),
        (VIETTEL, vec!["QN-POL-000001"], false),
        (MOBIFONE, vec!["QN-POL-000002"], true),
        (POWER, vec!["QN-POL-000001", "QN-POL-000002"], false),
        (LIGHTING, vec!["QN-POL-000001", "QN-POL-000002"], true),
    ] {
        let transferred = got("asset.transferred", who);
        let codes: Vec<&str> = transferred.iter().map(|(subject, _)| subject.split(':').next().unwrap()).collect();
        assert_eq!(codes, poles, "{who}");
        assert!(transferred.iter().all(|(_, text)| text.contains(address) == opened), "{who}: {transferred:?}");
    }
    // The holder of a reservation learns the date of the end, but not the address.
    let announced = |to: u128| got("asset.decommission_notified", to).pop_first().unwrap().1.to_owned();
    let (tenant, holder) = (announced(VNPT), announced(VIETTEL));
    assert!(tenant.contains(address) && holder.contains("Thời hạn"), "{tenant} {holder}");
    assert_eq!(tenant.replace(&format!(", {address}"), ""), holder);
}
