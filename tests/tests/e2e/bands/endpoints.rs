//! Every endpoint at which a competitor can ask for capacity, with every quantity that can
//! distinguish two numbers.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tests::test_app::cast::{POWER, office};
use tests::test_app::{POSITION, TestApp};

use super::register::Register;

/// An operator without any relation to the assets.
pub(crate) const COMPETITOR: &str = "planner@mobifone";

const QUANTITIES: [u32; 13] = [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 900, 901, 90_001];

/// The queries with their answers, without identity and version of the answered item.
pub(crate) async fn answers(test_app: &TestApp, register: &Register) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut note = |asked: String, answer: Value| all.push((asked, without(answer)));
    for quantity in QUANTITIES {
        let list = format!("/assets?free_min={quantity}");
        note(list.clone(), test_app.get(COMPETITOR, &list).await);
        let past = format!("{list}&as_of={}", test_app.now().format("%FT%TZ"));
        note(format!("{list}&as_of="), test_app.get(COMPETITOR, &past).await);
        let page = format!("{list}&limit=1&sort=code");
        note(page.clone(), test_app.get(COMPETITOR, &page).await);
        for unit in [POSITION, "load_nm"].into_iter().filter(|_| quantity > 0) {
            let units = json!([{"unit": unit, "quantity": quantity}]);
            note(format!("along-route {unit} {quantity}"), register.along(test_app, COMPETITOR, &units).await);
        }
        for (question, parameter) in [("towers", "levels"), ("supports", "places"), ("duct-path", "bores")] {
            if quantity > 0 {
                let more = json!({parameter: quantity});
                let answer = register.plan(test_app, COMPETITOR, question, &more).await;
                note(format!("{question} {parameter} {quantity}"), answer);
            }
        }
        note(format!("sharing request {quantity}"), request(test_app, register, quantity).await);
    }
    for height in [0, 10, 30, 50, 100] {
        let answer = register.plan(test_app, COMPETITOR, "towers", &json!({"min_height_m": height})).await;
        note(format!("towers min_height_m {height}"), answer);
    }
    note("sharing-first".to_owned(), register.plan(test_app, COMPETITOR, "sharing-first", &json!({})).await);
    for asset in [&register.pole, &register.tower, &register.duct] {
        note(format!("/assets/{asset}"), test_app.get(COMPETITOR, &format!("/assets/{asset}")).await);
    }
    for band in ["none", "few", "some", "many"] {
        let filtered = format!("/ogc/collections/assets/items?f=json&filter=free_band='{band}'");
        note(filtered.clone(), outside(test_app, &filtered).await);
    }
    note("information answer".to_owned(), disclosed(test_app).await);
    note("quality issues".to_owned(), test_app.get(COMPETITOR, "/quality/issues?status=any").await);
    let tile = test_app.ask_outside(Method::GET, "/tiles/assets/16/52261/28866").bearer_auth(COMPETITOR);
    let tile = tile.send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap();
    assert!(!tile.is_empty());
    note("tile".to_owned(), json!(tile.to_vec()));
    for quantity in [None, Some(2), Some(4), Some(5), Some(6)] {
        note(format!("export {quantity:?}"), exported(test_app, quantity).await);
    }
    all
}

/// The answer (`fit`) to a quantity: for the pole in the list, in the past and along a route; for
/// the tower; for the pole as a support; for the duct. Empty if the asset is not in the answer.
pub(crate) async fn fits(test_app: &TestApp, who: &str, register: &Register, quantity: u32) -> [String; 6] {
    let fit = |items: &Value, asset: &str, pointer: &str| {
        let one = |item: &&Value| item.to_string().contains(asset);
        let item = items.as_array().unwrap().iter().find(one);
        item.and_then(|item| item.pointer(pointer)).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let list = format!("/assets?free_min={quantity}");
    let past = format!("{list}&as_of={}", test_app.now().format("%FT%TZ"));
    let units = json!([{"unit": POSITION, "quantity": quantity}]);
    let plan = async |question: &str, parameter: &str| {
        register.plan(test_app, who, question, &json!({parameter: quantity})).await["items"].clone()
    };
    [
        fit(&test_app.get(who, &list).await["items"], &register.pole, "/fit"),
        fit(&test_app.get(who, &past).await["items"], &register.pole, "/fit"),
        fit(&register.along(test_app, who, &units).await["items"], &register.pole, "/fit"),
        fit(&plan("towers", "levels").await, &register.tower, "/fit"),
        fit(&plan("supports", "places").await, &register.pole, "/fit"),
        fit(&plan("duct-path", "bores").await, &register.duct, "/fit"),
    ]
}

async fn outside(test_app: &TestApp, path: &str) -> Value {
    let answer = test_app.ask_outside(Method::GET, path).bearer_auth(COMPETITOR).send().await.unwrap();
    answer.error_for_status().unwrap().json().await.unwrap()
}

/// The result of a request for this number of positions, as far as the applicant can advance it.
async fn request(test_app: &TestApp, register: &Register, quantity: u32) -> Value {
    let body = json!({
        "title": "Tuyến cáp", "purpose": "FTTH",
        "elements": [{"asset_id": register.pole, "units": [{"unit": POSITION, "quantity": quantity}]}],
        "equipment": {"description": "Cáp quang ADSS 24 sợi", "weight_kg": 4.5},
    });
    let draft = test_app.post(COMPETITOR, "/sharing-requests", &body).await;
    if !draft.status.is_success() {
        return json!([draft.status.as_u16(), draft.body["errors"]]);
    }
    let case = draft.text("/id").to_owned();
    let filed = test_app.attempt(COMPETITOR, &case, "submit", json!({})).await;
    json!([filed.status.as_u16(), filed.body["errors"], filed.body["detail"], filed.body["state"]])
}

/// The answer of the pole's owner to an information request.
async fn disclosed(test_app: &TestApp) -> Value {
    let inquiry = json!({
        "title": "Cột trên tuyến", "owner_id": office(POWER), "purpose": "Lập phương án kéo cáp",
        "place": Register::route(), "within_m": 50,
    });
    let case = test_app.post(COMPETITOR, "/information-requests", &inquiry).await.good().text("/id").to_owned();
    test_app.perform(COMPETITOR, &case, "submit", json!({})).await;
    test_app.perform("clerk@power", &case, "answer", json!({})).await;
    let reported = test_app.case(COMPETITOR, &case).await["content"]["disclosure"].clone();
    assert_eq!(reported["items"].as_array().map(Vec::len), Some(1), "{reported}");
    reported
}

/// Runs an export. Returns its file.
async fn exported(test_app: &TestApp, quantity: Option<u32>) -> Value {
    let filter = quantity.map_or_else(|| json!({}), |quantity| json!({"free_min": quantity}));
    let wanted = json!({"format": "geojson", "filter": filter});
    let asked = test_app.post(COMPETITOR, "/exports/assets", &wanted).await.good();
    let path = format!("/exports/{}", asked.text("/id"));
    loop {
        test_app.work().await;
        let job = test_app.get(COMPETITOR, &path).await;
        match job["status"].as_str().unwrap() {
            // The serving node executes the export.
            "queued" | "running" => tokio::time::sleep(Duration::from_millis(5)).await,
            status => {
                assert_eq!(status, "done", "{job}");
                break;
            }
        }
    }
    let file = test_app.ask(COMPETITOR, Method::GET, &format!("{path}/file")).send().await.unwrap();
    file.error_for_status().unwrap().json().await.unwrap()
}

/// Removes versions and instants, which change with edits that the viewer does not see.
fn without(mut answer: Value) -> Value {
    match &mut answer {
        Value::Object(fields) => {
            for name in ["version", "updated_at", "timeStamp"] {
                fields.remove(name);
            }
            fields.iter_mut().for_each(|(_, value)| *value = without(value.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without(item.take())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    answer
}
