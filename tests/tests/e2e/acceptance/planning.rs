//! Queries of planners before they file an application, and the reasons for assets left out of the
//! answers.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{CONSTRUCTION, POWER, VNPT};
use tests::test_app::dossiers::{BAI_CHAY, mast};
use tests::test_app::{POSITION, TestApp, poles::capacity};

use super::invalid;

tests::on_both_databases!(
    the_procedure_is_asked_for_before_there_is_a_draft,
    a_route_is_answered_with_its_gaps,
    a_way_through_ducts_goes_around_what_is_full,
    the_fewest_new_poles_close_a_gap,
    the_nearest_tower_that_is_high_enough,
    works_that_touch_a_route_on_its_days,
    what_a_siting_application_would_be_asked,
    what_is_hidden_changes_no_answer,
    a_place_lies_in_one_unit_a_day,
);

/// The longitude of a position on the grid: 0 is 107.08° E, one step is 104 m.
fn lon(steps: f64) -> f64 {
    107.08 + steps * 0.001
}

fn point(steps: f64, lat: f64) -> Value {
    json!({"type": "Point", "coordinates": [lon(steps), lat]})
}

fn line(points: &[(f64, f64)]) -> Value {
    let points: Vec<[f64; 2]> = points.iter().map(|(steps, lat)| [lon(*steps), *lat]).collect();
    json!({"type": "LineString", "coordinates": points})
}

/// Creates an asset of any kind. Returns its id.
async fn asset(test_app: &TestApp, owner: &str, code: &str, kind: &str, geometry: Value, more: Value) -> String {
    let mut body = json!({"code": code, "kind": kind, "geometry": geometry});
    for (name, value) in more.as_object().cloned().unwrap_or_default() {
        body[name] = value;
    }
    test_app.post(owner, "/assets", &body).await.good().text("/id").to_owned()
}

/// A length rounded to whole metres, as text.
fn whole(metres: &Value) -> String {
    format!("{:.0}", metres.as_f64().unwrap())
}

async fn plan(test_app: &TestApp, who: &str, question: &str, body: &Value) -> Value {
    test_app.post(who, &format!("/planning/{question}"), body).await.good().body
}

/// The number of assets left out, by reason.
fn left_out(answer: &Value) -> Vec<(&str, u64)> {
    let all = answer["left_out"].as_array().unwrap().iter();
    all.map(|one| {
        assert!(!one["explanation"].as_str().unwrap().is_empty());
        (one["code"].as_str().unwrap(), one["count"].as_u64().unwrap())
    })
    .collect()
}

fn codes(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|asset| asset["code"].as_str().unwrap()).collect()
}

async fn a_route_is_answered_with_its_gaps(test_app: TestApp) {
    for (place, places) in [(1.0, 4), (2.0, 4), (3.0, 0), (8.0, 2)] {
        let more = json!({"geometry": point(place, 20.95), "capacity": [capacity(POSITION, places)]});
        test_app.pole_with("clerk@power", more).await;
    }
    let closed = json!({"geometry": point(4.0, 20.95), "capacity": [capacity(POSITION, 4)], "shareable": false, "not_shareable_reason": "An toàn"});
    test_app.pole_with("clerk@power", closed).await;
    let route = json!({
        "route": line(&[(0.0, 20.95), (10.0, 20.95)]), "buffer_m": 10.0, "gap_m": 110.0,
        "units": [{"unit": POSITION, "quantity": 2}],
    });
    let answer = test_app.post("planner@vnpt", "/assets/along-route", &route).await.good().body;
    let fits: Vec<&Value> = answer["items"].as_array().unwrap().iter().map(|item| &item["fit"]).collect();
    assert_eq!(fits, ["fits", "fits", "ask_owner"], "two of few are for the owner to promise");
    assert_eq!(left_out(&answer), [("not_shareable", 1), ("full", 1)]);
    let gaps: Vec<(String, String)> =
        answer["gaps"].as_array().unwrap().iter().map(|gap| (whole(&gap["from_m"]), whole(&gap["to_m"]))).collect();
    let whole_metres = [("318", "722"), ("942", "1040")].map(|(from, to)| (from.to_owned(), to.to_owned()));
    assert_eq!(gaps, whole_metres);
    assert!((answer["coverage_percent"].as_f64().unwrap() - 51.7).abs() < 0.5, "{answer}");
    let wrong = json!({"route": point(0.0, 20.95), "buffer_m": 0.0, "gap_m": -1.0});
    let wrong = test_app.post("planner@vnpt", "/assets/along-route", &wrong).await;
    invalid(&wrong, &["/gap_m", "/buffer_m", "/route"]);
}

/// Four manholes in a row and one beside them. The straight duct between the second and the third
/// is full.
async fn network(test_app: &TestApp) {
    for (code, steps, lat) in
        [("C0", 0.0, 20.96), ("C1", 1.0, 20.96), ("C2", 2.0, 20.96), ("C3", 3.0, 20.96), ("CX", 1.5, 20.961)]
    {
        asset(test_app, "planner@vnpt", code, "manhole", point(steps, lat), json!({})).await;
    }
    let bores =
        |installed: u32, own: u32| json!({"capacity": [{"unit": "bore", "installed": installed, "own_use": own}]});
    let ducts = [
        ("planner@vnpt", "D01", line(&[(0.0, 20.96), (1.0, 20.96)]), bores(4, 1)),
        ("clerk@power", "D12", line(&[(1.0, 20.96), (2.0, 20.96)]), bores(2, 2)),
        ("clerk@power", "D1X", line(&[(1.0, 20.96), (1.5, 20.961)]), bores(4, 1)),
        ("clerk@power", "DX2", line(&[(1.5, 20.961), (2.0, 20.960_01)]), bores(4, 1)),
        ("planner@vnpt", "D23", line(&[(2.0, 20.96), (3.0, 20.96)]), bores(4, 1)),
        ("planner@vnpt", "LONG", line(&[(0.0, 20.96), (0.0, 20.965), (3.0, 20.965), (3.0, 20.96)]), bores(4, 1)),
        ("planner@vnpt", "LOOSE", line(&[(2.0, 20.96), (2.0, 20.9605)]), bores(4, 1)),
    ];
    for (owner, code, course, capacity) in ducts {
        asset(test_app, owner, code, "duct_section", course, capacity).await;
    }
}

async fn a_way_through_ducts_goes_around_what_is_full(test_app: TestApp) {
    network(&test_app).await;
    let mut question = json!({"from": point(0.1, 20.96), "to": point(2.9, 20.96), "bores": 1, "ways": 3});
    let answer = plan(&test_app, "planner@mobifone", "duct-path", &question).await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 2, "{answer}");
    assert_eq!(codes(&answer["items"][0]["assets"]), ["C0", "D01", "C1", "D1X", "CX", "DX2", "C2", "D23", "C3"]);
    assert_eq!(codes(&answer["items"][1]["assets"]), ["C0", "LONG", "C3"], "a way that shares no duct with the first");
    assert_eq!((&answer["ended_because"], &answer["parameters"]["is_proven"]), (&json!("no_connection"), &json!(true)));
    assert_eq!(left_out(&answer), [("full", 1), ("detached", 1)]);
    assert_eq!(answer["shortcuts"].as_array().unwrap().len(), 1, "{answer}");
    let shortcut = &answer["shortcuts"][0];
    assert_eq!(shortcut["despite"], "full");
    assert!((shortcut["saves_m"].as_f64().unwrap() - 140.0).abs() < 10.0, "{shortcut}");

    question["objective"] = json!("fewest_owners");
    question["ways"] = json!(1);
    let answer = plan(&test_app, "planner@mobifone", "duct-path", &question).await;
    assert_eq!(codes(&answer["items"][0]["assets"]), ["C0", "LONG", "C3"]);
    assert_eq!(answer["items"][0]["owners"][0]["id"], json!(fixtures::office(VNPT)));

    question["bores"] = json!(4);
    let asked = plan(&test_app, "planner@mobifone", "duct-path", &question).await;
    let fits = |way: &Value| -> Vec<Value> {
        way["assets"].as_array().unwrap().iter().map(|one| one["fit"].clone()).collect()
    };
    let ask = json!("ask_owner");
    assert_eq!((codes(&asked["items"][0]["assets"]), &asked["items"][0]["fit"]), (vec!["C0", "LONG", "C3"], &ask));
    assert_eq!(fits(&asked["items"][0]), [Value::Null, ask, Value::Null]);
    let own = plan(&test_app, "planner@vnpt", "duct-path", &question).await;
    assert_eq!(own["items"], json!([]), "its owner knows that there are three");

    question["bores"] = json!(6);
    let none = plan(&test_app, "planner@mobifone", "duct-path", &question).await;
    assert_eq!((&none["items"], &none["ended_because"]), (&json!([]), &json!("no_connection")));
    assert_eq!(left_out(&none), [("full", 6), ("detached", 1)]);
    let far = json!({"from": point(0.1, 20.96), "to": point(40.0, 20.96)});
    assert_eq!(plan(&test_app, "planner@mobifone", "duct-path", &far).await["ended_because"], "no_chamber_at_end");
    let wrong = json!({"from": line(&[(0.0, 20.96), (1.0, 20.96)]), "to": {"type": "Point", "coordinates": [200, 0]}, "ways": 9});
    let wrong = test_app.post("planner@mobifone", "/planning/duct-path", &wrong).await;
    invalid(&wrong, &["/ways", "/from", "/to"]);
    let stranger = test_app.post("reviewer@halong", "/planning/duct-path", &question).await;
    assert_eq!(stranger.status, StatusCode::FORBIDDEN, "{}", stranger.body);
    assert_eq!(plan(&test_app, "officer@sotttt", "duct-path", &far).await["items"], json!([]));
}

async fn the_fewest_new_poles_close_a_gap(test_app: TestApp) {
    let pole = async |steps: f64, places: u32| {
        test_app
            .pole_with(
                "clerk@power",
                json!({"geometry": point(steps, 20.95), "capacity": [capacity(POSITION, places)]}),
            )
            .await
    };
    let (first, helpful) = (pole(0.0, 3).await, pole(0.45, 3).await);
    pole(0.9, 0).await;
    let last = pole(1.5, 3).await;
    let between = json!({"from_asset_id": first, "to_asset_id": last, "span_m": 50.0});
    let answer = plan(&test_app, "planner@vnpt", "supports", &between).await;
    assert_eq!((&answer["new_count"], &answer["existing_count"]), (&json!(2), &json!(1)), "{answer}");
    assert_eq!(left_out(&answer), [("full", 1)]);
    let held: Vec<&str> =
        answer["items"].as_array().unwrap().iter().map(|one| one["held_by"].as_str().unwrap()).collect();
    assert_eq!(held, ["end", "existing", "new", "new", "end"]);
    assert_eq!(answer["items"][1]["asset"]["id"], json!(helpful));
    let along: Vec<f64> =
        answer["items"].as_array().unwrap().iter().map(|one| one["along_m"].as_f64().unwrap()).collect();
    assert!(along.windows(2).all(|pair| pair[1] - pair[0] <= 50.01), "{along:?}");

    let route = json!({"route": line(&[(0.0, 20.951), (1.0, 20.951)])});
    let bare = plan(&test_app, "planner@vnpt", "supports", &route).await;
    assert_eq!((&bare["new_count"], &bare["parameters"]["span_m"]), (&json!(2), &json!(50.0)), "{bare}");
    let wrong = json!({"route": line(&[(0.0, 20.951), (1.0, 20.951)]), "kind": "tower", "places": 0, "span_m": 0.0});
    invalid(&test_app.post("planner@vnpt", "/planning/supports", &wrong).await, &["/kind", "/places", "/span_m"]);
    invalid(&test_app.post("planner@vnpt", "/planning/supports", &json!({})).await, &["/route"]);
}

async fn tower(test_app: &TestApp, code: &str, steps: f64, height: Option<f64>, levels: u32, more: Value) -> String {
    let mut body = json!({"capacity": [capacity("mounting_level", levels)]});
    if let Some(height) = height {
        body["attributes"] = json!({"height_m": height});
    }
    for (name, value) in more.as_object().cloned().unwrap_or_default() {
        body[name] = value;
    }
    asset(test_app, "planner@viettel", code, "tower", point(steps, 20.96), body).await
}

async fn the_nearest_tower_that_is_high_enough(test_app: TestApp) {
    tower(&test_app, "LOW", 1.0, Some(20.0), 3, json!({})).await;
    tower(&test_app, "HIGH", -3.0, Some(45.0), 3, json!({})).await;
    tower(&test_app, "HIGHER", 8.0, Some(60.0), 3, json!({})).await;
    tower(&test_app, "WHO-KNOWS", 2.0, None, 3, json!({})).await;
    tower(&test_app, "TAKEN", 3.0, Some(50.0), 0, json!({})).await;
    tower(&test_app, "FAR", 80.0, Some(50.0), 3, json!({})).await;
    let question = json!({"from": point(0.0, 20.96), "within_m": 2000.0, "min_height_m": 42.0});
    let found = |answer: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        answer["items"].as_array().unwrap().iter().map(|one| (text(&one["asset"]["code"]), text(&one["fit"]))).collect()
    };
    let all = |codes: &[&str], fit: &str| -> Vec<(String, String)> {
        codes.iter().map(|code| ((*code).to_owned(), fit.to_owned())).collect()
    };
    let answer = plan(&test_app, "planner@viettel", "towers", &question).await;
    assert_eq!(found(&answer), all(&["HIGH", "HIGHER"], "fits"));
    // The height is not part of the minimum information.
    let others = plan(&test_app, "planner@vnpt", "towers", &question).await;
    assert_eq!(found(&others), all(&["LOW", "WHO-KNOWS", "HIGH", "HIGHER"], "ask_owner"));
    assert_eq!(left_out(&others), [("full", 1)]);
    assert!((answer["items"][0]["bearing_degrees"].as_f64().unwrap() - 270.0).abs() < 0.1, "{answer}");
    assert!((answer["items"][1]["distance_m"].as_f64().unwrap() - 832.0).abs() < 2.0);
    assert_eq!(left_out(&answer), [("full", 1), ("too_low", 1), ("height_unknown", 1)]);
    let wrong = json!({"from": point(0.0, 20.96), "within_m": 0.0, "kinds": ["lighthouse"], "limit": 0});
    invalid(&test_app.post("planner@vnpt", "/planning/towers", &wrong).await, &["/within_m", "/limit", "/kinds/0"]);
}

async fn works_that_touch_a_route_on_its_days(test_app: TestApp) {
    let trench = |steps: f64, starts: Option<&str>| {
        json!({
            "title": "Ngầm hóa cáp", "description": "Ống D110", "contact": "0203 3825 001", "starts_on": starts.unwrap_or("2024-01-15"),
            "place": line(&[(steps, 20.95), (steps, 20.951)]), "duration_days": 45, "final_project_on": "2023-12-15",
        })
    };
    for (steps, starts) in [(8.0, None), (2.0, None), (5.0, Some("2024-06-01")), (50.0, None)] {
        let case =
            test_app.post("planner@vnpt", "/planned-works", &trench(steps, starts)).await.good().text("/id").to_owned();
        test_app.perform("planner@vnpt", &case, "publish", json!({})).await;
    }
    let draft = test_app.post("planner@vnpt", "/planned-works", &trench(3.0, None)).await.good();
    assert!(!draft.text("/id").is_empty(), "a draft is nobody else's business");
    let question = json!({"route": line(&[(0.0, 20.95), (10.0, 20.95)]), "from": "2024-02-01", "until": "2024-03-31"});
    let answer = plan(&test_app, "clerk@power", "planned-works", &question).await;
    let along: Vec<String> = answer["items"].as_array().unwrap().iter().map(|one| whole(&one["along_m"])).collect();
    assert_eq!(along, ["208", "832"]);
    assert_eq!((&answer["items"][0]["ends_on"], left_out(&answer)), (&json!("2024-02-28"), vec![("other_days", 1)]));
    let ever = plan(&test_app, "clerk@power", "planned-works", &json!({"route": question["route"]})).await;
    assert_eq!(ever["items"].as_array().unwrap().len(), 3);
    let wrong = json!({"route": question["route"], "from": "2024-03-01", "until": "2024-02-01"});
    invalid(&test_app.post("clerk@power", "/planning/planned-works", &wrong).await, &["/until"]);
}

async fn what_a_siting_application_would_be_asked(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let beside = |east: f64| json!({"type": "Point", "coordinates": [BAI_CHAY[0] + east, BAI_CHAY[1]]});
    for (code, east, levels) in [("QN-TWR-0001", 0.002, 2), ("QN-TWR-0002", 0.001, 0), ("QN-TWR-0003", 0.1, 2)] {
        let more = json!({"capacity": [capacity("mounting_level", levels)]});
        asset(&test_app, "planner@viettel", code, "tower", beside(east), more).await;
    }
    let question = json!({"place": beside(0.0), "settlement": "urban", "asset_kind": "tower"});
    let answer = plan(&test_app, "planner@vnpt", "sharing-first", &question).await;
    assert_eq!(answer["items"].as_array().unwrap().len(), 1);
    assert_eq!(answer["items"][0]["asset"]["code"], "QN-TWR-0001");
    assert_eq!((&answer["rule"]["radius_m"], &answer["parameters"]["pack"]), (&json!(300), &json!("vn-qn@2023-09-07")));
    assert_eq!(left_out(&answer), [("full", 1)]);
    // The application itself names the same tower.
    let case = test_app.dossier("planner@vnpt", "siting-applications", &mast(BAI_CHAY)).await;
    let refused = test_app.attempt("planner@vnpt", &case, "submit", json!({})).await;
    invalid(&refused, &["/sharing_answers"]);
    assert!(refused.text("/errors/0/message").contains("QN-TWR-0001"));

    let mut later = question.clone();
    later["on"] = json!("2026-08-01");
    let later = plan(&test_app, "planner@vnpt", "sharing-first", &later).await;
    assert_eq!(later["parameters"]["pack"], "vn-qn@2026-07-01");
    let mut before = question.clone();
    before["on"] = json!("1999-01-01");
    invalid(&test_app.post("planner@vnpt", "/planning/sharing-first", &before).await, &["/on"]);
}

async fn what_is_hidden_changes_no_answer(test_app: TestApp) {
    network(&test_app).await;
    test_app
        .pole_with("clerk@power", json!({"geometry": point(1.0, 20.95), "capacity": [capacity(POSITION, 3)]}))
        .await;
    tower(&test_app, "SEEN", 4.0, Some(45.0), 3, json!({})).await;
    let questions = [
        ("/assets/along-route", json!({"route": line(&[(0.0, 20.95), (3.0, 20.95)]), "buffer_m": 30.0})),
        ("/planning/duct-path", json!({"from": point(0.0, 20.96), "to": point(3.0, 20.96), "ways": 3})),
        ("/planning/supports", json!({"route": line(&[(0.0, 20.95), (3.0, 20.95)])})),
        ("/planning/towers", json!({"from": point(0.0, 20.96), "within_m": 5000.0})),
        ("/planning/sharing-first", json!({"place": point(0.0, 20.96), "settlement": "rural", "asset_kind": "tower"})),
    ];
    let all = async |who: &str| {
        let mut answers = Vec::new();
        for (path, question) in &questions {
            answers.push(test_app.post(who, path, question).await.good().body);
        }
        answers
    };
    let before = all("planner@vnpt").await;
    let critical = json!({"critical": true});
    let secret = json!({"visibility": "secret"});
    for (place, hidden) in [(0.5, &critical), (2.0, &secret), (2.5, &critical)] {
        let mut pole = hidden.clone();
        pole["geometry"] = point(place, 20.95);
        pole["capacity"] = json!([capacity(POSITION, if place > 2.0 { 0 } else { 3 })]);
        test_app.pole_with("clerk@power", pole).await;
    }
    let mut duct = critical.clone();
    duct["capacity"] = json!([capacity("bore", 4)]);
    asset(&test_app, "clerk@power", "HID-D", "duct_section", line(&[(0.0, 20.96), (3.0, 20.96)]), duct).await;
    asset(&test_app, "clerk@power", "HID-C", "manhole", point(2.0, 20.9605), secret.clone()).await;
    let mut mast = secret.clone();
    mast["capacity"] = json!([capacity("mounting_level", 3)]);
    asset(&test_app, "clerk@power", "HID-T", "tower", point(0.5, 20.96), mast).await;
    assert_eq!(all("planner@vnpt").await, before);
    let owner = test_app.post("clerk@power", questions[1].0, &questions[1].1).await.good().body;
    assert_eq!(codes(&owner["items"][0]["assets"]), ["C0", "HID-D", "C3"], "its owner goes through it");
    assert_eq!(owner["items"][0]["owners"][0]["id"], json!(fixtures::office(POWER)));
}

async fn a_place_lies_in_one_unit_a_day(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let at = |on: &str| format!("/areas/locate?lon={}&lat={}&on={on}", BAI_CHAY[0], BAI_CHAY[1]);
    let before = test_app.get("planner@vnpt", &at("2025-06-30")).await;
    let after = test_app.get("planner@vnpt", &at("2025-07-01")).await;
    assert_eq!(before["decided_by"], "only_unit");
    assert_ne!(before["area"]["code"], after["area"]["code"], "{before} {after}");
    assert_eq!(before["area"]["valid_to"], after["area"]["valid_from"]);
    let line =
        json!({"geometry": {"type": "LineString", "coordinates": [BAI_CHAY, [107.40, 21.34]]}, "on": "2025-07-01"});
    let across = test_app.post("planner@vnpt", "/areas/locate", &line).await.good().body;
    let shares = across["items"].as_array().unwrap();
    assert!(shares.len() > 1 && across["decided_by"] == "largest_share", "{across}");
    assert_eq!(across["area"]["code"], shares[0]["area"]["code"]);
    let percent: f64 = shares.iter().map(|share| share["percent"].as_f64().unwrap()).sum();
    assert!((percent - 100.0).abs() < 0.1, "{percent}");
    let sea = test_app.get("planner@vnpt", "/areas/locate?lon=107.5&lat=20.75&on=2025-07-01").await;
    assert!(sea["decided_by"] == "nearest" || sea["decided_by"] == "only_unit", "{sea}");
    let nowhere = test_app.get("planner@vnpt", "/areas/locate?lon=0&lat=0").await;
    assert_eq!((&nowhere["area"], &nowhere["items"]), (&Value::Null, &json!([])));
    let off = test_app.ask("planner@vnpt", Method::GET, "/areas/locate?lon=200&lat=0").send().await.unwrap();
    assert_eq!(off.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

async fn the_procedure_is_asked_for_before_there_is_a_draft(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.at("2025-10-01T09:00:00+07:00").await;
    let ask = |mut asked: Value, on: &'static str| {
        asked["on"] = json!(on);
        let test_app = &test_app;
        async move { test_app.post("planner@vnpt", "/planning/construction-route", &asked).await }
    };
    let tower = json!({"work": "telecom_passive", "class": "II", "settlement": "urban", "in_plan": true,
        "place": {"type": "Point", "coordinates": BAI_CHAY}});
    let before = ask(tower.clone(), "2025-10-01").await.good().body;
    assert_eq!((&before["to"], &before["pack"]), (&json!("construction_permit"), &json!("vn-qn@2025-07-01")));
    assert_eq!(before["authority"]["id"], fixtures::office(CONSTRUCTION).to_string());
    // The amended law of 2026 exempts the same works. Filing says the same (scenario 26).
    let after = ask(tower.clone(), "2026-06-22").await.good().body;
    assert_eq!(
        (&after["to"], &after["dossier"], &after["clause"]),
        (&json!("commencement_notice"), &json!("full"), &json!("135/2025/QH15 Đ43.2đ, Đ43.3b"))
    );
    assert!(!after["title"].as_str().unwrap_or_default().is_empty());
    let mut nowhere = tower;
    nowhere["place"] = Value::Null;
    assert_eq!(ask(nowhere.clone(), "2025-10-01").await.good().body["authority"], Value::Null);
    nowhere["work"] = json!("bridge");
    invalid(&ask(nowhere, "2025-10-01").await, &["/work"]);
}
