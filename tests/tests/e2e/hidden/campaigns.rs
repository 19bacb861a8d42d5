//! The use of the assets of a clean-up campaign: a number for viewers who see all of them in full,
//! a band for other operators that take part.

use api_store::cases::case_history::{self, Accepted};
use api_store::cases::{self, CaseVisibility, Writing};
use chrono::{DateTime, Utc};
use domain::cases::Event;
use domain::ids::CaseId;
use domain::workflow::doer::Signature;
use domain::workflow::history::{Entry, hash};
use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::{POSITION, TestApp};

tests::on_both_databases!(
    an_operator_of_the_street_reads_no_number,
    who_sees_all_assets_in_full_reads_the_number,
    a_number_stored_before_bands_is_shown_as_a_band,
);

/// An operator that takes part, without tenancies on these assets.
const OPERATOR: &str = "planner@mobifone";

/// A campaign of the regulator over two poles, after the survey. Viettel is a tenant on one pole.
async fn tagged(test_app: &TestApp) -> String {
    let (pole, other) = (test_app.pole("clerk@power", 6).await, test_app.pole("clerk@power", 4).await);
    test_app.tenants(&["viettel"], "clerk@power", &pole).await;
    let case = opened(test_app).await;
    surveyed(test_app, &pole, 3).await;
    surveyed(test_app, &other, 2).await;
    let photo = test_app.document("officer@sotttt", &case, "photo_before").await;
    test_app.perform("officer@sotttt", &case, "tag", json!({"photos": [photo]})).await;
    case
}

async fn opened(test_app: &TestApp) -> String {
    let line = json!({"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]});
    let street = json!({
        "title": "Chỉnh trang phố Trần Hưng Đạo", "purpose": "Bó gọn cáp", "contact": "0203 3825 001", "within_m": 15,
        "streets": [{"name": "Trần Hưng Đạo", "place": line}],
    });
    let case = test_app.post("officer@sotttt", "/clean-up-campaigns", &street).await.good().text("/id").to_owned();
    test_app.perform("officer@sotttt", &case, "open", json!({})).await;
    case
}

async fn surveyed(test_app: &TestApp, pole: &str, found: u32) {
    let thing = format!("/assets/{pole}");
    let seen = json!({"unit": POSITION, "found": found, "observed_on": test_app.in_days(0)});
    test_app.change("clerk@power", &thing, Method::POST, &format!("{thing}/surveys"), &seen).await.good();
}

/// Every answer about a case that a person can read.
async fn answers(test_app: &TestApp, who: &str, case: &str) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for path in [
        format!("/cases/{case}"),
        format!("/clean-up-campaigns/{case}"),
        "/cases?kind=clean_up_campaign&include=content".to_owned(),
        format!("/cases/{case}/history"),
        format!("/clean-up-campaigns/{case}/work-list"),
    ] {
        found.push((path.clone(), test_app.get(who, &path).await));
    }
    found
}

/// All values with this name, at any depth.
fn named<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(map) => {
            let own = map.get(name).into_iter();
            own.chain(map.values().flat_map(|inner| named(inner, name))).collect()
        }
        Value::Array(items) => items.iter().flat_map(|inner| named(inner, name)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The paths at which a person reads a number, and the number of bands that the person reads.
async fn read(test_app: &TestApp, who: &str, case: &str) -> (Vec<String>, usize) {
    let (mut numbers, mut bands) = (Vec::new(), 0);
    for (path, answer) in answers(test_app, who, case).await {
        numbers.extend(named(&answer, "in_use").iter().map(|number| format!("{path}: {number}")));
        bands += named(&answer, "in_use_bands").len();
    }
    (numbers, bands)
}

/// The hashes of a history match the shown entries.
fn holds(case: &str, trail: &Value) {
    for entry in trail["items"].as_array().unwrap() {
        let at = |name: &str| entry[name].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
        let shown = Entry {
            case: CaseId::new(case.parse().unwrap()),
            seq: entry["seq"].as_u64().unwrap(),
            at: at("at"),
            legal_at: at("legal_at"),
            events: entry["events"].clone(),
        };
        let before = entry["prev_hash"].as_str().filter(|before| !before.is_empty());
        assert_eq!(entry["hash"], hash(&shown, before), "{entry}");
    }
}

async fn an_operator_of_the_street_reads_no_number(test_app: TestApp) {
    let case = tagged(&test_app).await;
    // One position belongs to Viettel, and four surveyed positions have no owner: 5 of 10.
    let bands = json!([{"unit": POSITION, "band": "some"}]);
    for who in [OPERATOR, "planner@viettel", "planner@vnpt"] {
        let (numbers, found) = read(&test_app, who, &case).await;
        assert_eq!(numbers, Vec::<String>::new(), "{who}");
        assert_eq!(found, 4, "{who}: in the case three times, and in its history");
        assert_eq!(test_app.case(who, &case).await["content"]["before"]["in_use_bands"], bands, "{who}");
    }
    // The answer to the operator's own action contains no number, and the stored answer for a
    // repeated key contains none either.
    let claim = json!({"number": 1, "evidence": "Thẻ nhựa màu xanh, tuyến QN-12"});
    let claimed = test_app.post(OPERATOR, &format!("/clean-up-campaigns/{case}/claims"), &claim).await.good();
    assert_eq!(named(&claimed.body, "in_use"), Vec::<&Value>::new(), "{}", claimed.body);
    assert_eq!(claimed.body["content"]["before"]["in_use_bands"], bands);
    // Every reader can check the same history with its hashes, so the hashes reveal no hidden
    // number.
    let trail = test_app.get(OPERATOR, &format!("/cases/{case}/history")).await;
    holds(&case, &trail);
    assert_eq!(trail, test_app.get("lead@sotttt", &format!("/cases/{case}/history")).await);
}

async fn who_sees_all_assets_in_full_reads_the_number(test_app: TestApp) {
    let case = tagged(&test_app).await;
    for who in ["officer@sotttt", "lead@sotttt", "clerk@power"] {
        let before = test_app.case(who, &case).await["content"]["before"].clone();
        assert_eq!((&before["in_use"], &before["nobodys"]), (&json!(5), &json!(4)), "{who}: {before}");
        assert_eq!(before["in_use_bands"], json!([{"unit": POSITION, "band": "some"}]), "{who}");
        let (numbers, _) = read(&test_app, who, &case).await;
        assert_eq!(numbers.len(), 3, "{who}: not in the history: {numbers:?}");
    }
    // A later change of use does not change the measured values.
    test_app.days(1).await;
    let pole = test_app.list("clerk@power", "/assets").await[0]["id"].as_str().unwrap().to_owned();
    test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    assert_eq!(test_app.case("lead@sotttt", &case).await["content"]["before"]["in_use"], 5);
}

/// Writes an event into a case, as servers before the introduction of bands wrote it.
async fn written_before_bands(test_app: &TestApp, case: &str, event: &Value) {
    let app = test_app.app();
    let id = CaseId::new(case.parse().unwrap());
    let kept = cases::find(app.store.read(), id, CaseVisibility::Unrestricted).await.unwrap().unwrap();
    let events: Vec<Event> = vec![serde_json::from_value(event.clone()).unwrap()];
    assert_eq!(serde_json::to_value(&events).unwrap(), json!([event]), "as it was stored");
    let mut after = kept.case.clone();
    after.accept(&events);
    let tx = app.store.begin().await.unwrap();
    let writing = Writing {
        case: &after,
        phase: kept.phase,
        next_due_at: kept.next_due_at,
        filed_at: kept.filed_at,
        at: test_app.now(),
        by: None,
    };
    cases::update(&tx, &writing, kept.case.version).await.unwrap();
    let accepted = Accepted {
        case: id,
        seq: after.version,
        signature: &Signature::System,
        actor: None,
        action: "tag",
        comment: None,
        events: &events,
        at: test_app.now(),
        legal_at: test_app.now(),
    };
    case_history::append(&tx, &accepted).await.unwrap();
    app.store.commit(tx).await.unwrap();
}

async fn a_number_stored_before_bands_is_shown_as_a_band(test_app: TestApp) {
    test_app.pole("clerk@power", 6).await;
    let pole = test_app.pole("clerk@power", 6).await;
    let case = opened(&test_app).await;
    let measure = json!({"on": "2023-10-05", "assets": 2, "in_use": 123, "nobodys": 0, "photos": []});
    let event = json!({
        "event": "paper",
        "entry": {"of": "cleanup", "entry": "measured", "moment": "before", "measure": measure},
    });
    written_before_bands(&test_app, &case, &event).await;
    surveyed(&test_app, &pole, 1).await;

    for who in [OPERATOR, "planner@vnpt"] {
        let (numbers, bands) = read(&test_app, who, &case).await;
        assert_eq!((numbers, bands), (Vec::<String>::new(), 4), "{who}");
        let before = test_app.case(who, &case).await["content"]["before"].clone();
        let shown =
            json!({"on": "2023-10-05", "assets": 2, "in_use_bands": [{"band": "some"}], "nobodys": 0, "photos": []});
        assert_eq!(before, shown, "{who}");
        // The number could be guessed from the hash of the entry or of a later one, so these hashes
        // are hidden.
        let trail = test_app.get(who, &format!("/cases/{case}/history")).await;
        let hashes: Vec<(bool, bool)> = trail["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["prev_hash"].is_string(), entry["hash"].is_string()))
            .collect();
        let masked = hashes.iter().position(|shown| *shown == (true, false)).unwrap();
        assert!(hashes[..masked].iter().all(|shown| *shown == (true, true)), "{who}: {hashes:?}");
        assert!(hashes[masked + 1..].iter().all(|shown| *shown == (false, false)), "{who}: {hashes:?}");
        assert!(hashes.len() > masked + 1, "{who}: the survey comes after it");
    }
    for who in ["lead@sotttt", "clerk@power"] {
        let (numbers, bands) = read(&test_app, who, &case).await;
        assert_eq!((numbers.len(), bands), (4, 3), "{who}: as stored in the history");
        assert_eq!(test_app.case(who, &case).await["content"]["before"]["in_use"], 123);
        holds(&case, &test_app.get(who, &format!("/cases/{case}/history")).await);
    }
}
