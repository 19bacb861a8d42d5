//! Mergers of operators: from midnight of the day the people of both do the work of both, and
//! nobody gains access one second earlier.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::cast::{ADMIN, HALONG, MOBIFONE, POWER, REGULATOR, VIETTEL, VNPT, office, person};
use tests::test_app::{messages::notified, wanting};
use tests::test_client::{TestResponse, answered};

use super::{invalid, refused};

tests::on_both_databases!(
    a_merger_takes_effect_on_its_day_and_not_a_second_before,
    the_work_of_the_predecessor_goes_on,
    nothing_new_begins_in_the_name_of_the_predecessor,
    nobody_asks_and_grants,
    a_merger_is_decided_by_two_and_keeps_the_rules,
    withdrawn_before_its_day_it_never_was,
    two_go_into_a_new_one,
    those_concerned_are_notified_once_whichever_node_is_first,
);

const PATH: &str = "/organization-mergers";
const OFFICER: &str = "officer@sotttt";
const LEAD: &str = "lead@sotttt";

fn merger(predecessor: u128, successor: u128, on: &str) -> Value {
    json!({
        "predecessor_id": office(predecessor), "successor_id": office(successor), "effective_on": on,
        "basis": {"document": "Hợp đồng sáp nhập", "number": "01/2023/HĐSN"},
    })
}

async fn propose(test_app: &TestApp, predecessor: u128, successor: u128, days: i64) -> TestResponse {
    test_app.post(OFFICER, PATH, &merger(predecessor, successor, &test_app.in_days(days))).await
}

async fn step(test_app: &TestApp, who: &str, id: &str, step: &str) -> TestResponse {
    let path = format!("{PATH}/{id}");
    test_app.change(who, &path, Method::POST, &format!("{path}/{step}"), &json!({})).await
}

/// An approved merger that takes effect in this number of days. Returns its id and the day.
async fn approved(test_app: &TestApp, predecessor: u128, successor: u128, days: i64) -> (String, String) {
    let proposal = propose(test_app, predecessor, successor, days).await.good();
    let id = proposal.text("/id").to_owned();
    let done = step(test_app, LEAD, &id, "approve").await.good();
    assert_eq!(done.text("/status"), "approved");
    (id, test_app.in_days(days))
}

/// Sets the clock to the last second before a day.
async fn the_evening_before(test_app: &TestApp, day: &str) {
    let eve = day.parse::<chrono::NaiveDate>().unwrap().pred_opt().unwrap();
    test_app.at(&format!("{eve}T23:59:59+07:00")).await;
}

async fn midnight(test_app: &TestApp, day: &str) {
    test_app.at(&format!("{day}T00:00:00+07:00")).await;
}

/// Counts the assets that a person sees: listed, in a box, on the map, and the listed ones in full.
async fn sees(test_app: &TestApp, who: &str) -> (usize, usize, u64, usize) {
    let listed = test_app.list(who, "/assets").await;
    let boxed = test_app.list(who, "/assets?bbox=107,20.9,107.2,21").await;
    let map = test_app.ask_outside(Method::GET, "/ogc/collections/assets/items").bearer_auth(who);
    let map = answered(map).await.unwrap().good();
    let in_full = listed.iter().filter(|asset| !asset["capacity"].is_null()).count();
    (listed.len(), boxed.len(), map.body["numberMatched"].as_u64().unwrap(), in_full)
}

fn path(asset: &str) -> String {
    format!("/assets/{asset}")
}

async fn memberships(test_app: &TestApp, who: &str) -> Vec<(String, String)> {
    let me = test_app.get(who, "/me").await;
    let memberships = me["memberships"].as_array().unwrap().iter();
    let mut memberships: Vec<_> = memberships
        .map(|membership| {
            let word = |name: &str| membership[name].as_str().unwrap().to_owned();
            (word("organization_id"), word("role"))
        })
        .collect();
    memberships.sort();
    memberships
}

fn membership(number: u128, role: &str) -> (String, String) {
    (office(number).to_string(), role.to_owned())
}

async fn a_merger_takes_effect_on_its_day_and_not_a_second_before(test_app: TestApp) {
    let open = test_app.pole("planner@viettel", 3).await;
    let critical = test_app.pole_with("planner@viettel", json!({"critical": true})).await;
    test_app.pole("planner@vnpt", 3).await;
    let power = test_app.pole("clerk@power", 3).await;
    let draft = test_app.draft("planner@viettel", &wanting(&[&power])).await;
    let delegated = json!({
        "to_user_id": person("planner@viettel"), "organization_id": office(VIETTEL), "role": "operator_manager",
        "valid_from": test_app.in_days(0), "valid_to": test_app.in_days(9), "reason": "Nghỉ phép",
    });
    test_app.post("manager@viettel", "/delegations", &delegated).await.good();
    let (_, day) = approved(&test_app, VIETTEL, VNPT, 2).await;
    let viettel = format!("/organizations/{}", office(VIETTEL));

    the_evening_before(&test_app, &day).await;
    assert_eq!(sees(&test_app, "planner@vnpt").await, (3, 3, 3, 1), "of a competitor only the minimum");
    assert_eq!(sees(&test_app, "planner@viettel").await, (4, 4, 4, 2));
    for hidden in [path(&critical), format!("/cases/{draft}")] {
        assert_eq!(test_app.read("planner@vnpt", &hidden).await.status, StatusCode::NOT_FOUND, "{hidden}");
    }
    assert_eq!(memberships(&test_app, "planner@vnpt").await, [membership(VNPT, "operator_planner")]);
    let before = test_app.get("planner@vnpt", &viettel).await;
    let ends = ["valid_to", "successor_id", "successor"].map(|name| before[name].is_null());
    assert_eq!(ends, [true; 3], "nobody learns of it: {before}");
    assert_eq!(test_app.list("manager@vnpt", "/users").await.len(), 2);

    midnight(&test_app, &day).await;
    assert_eq!(sees(&test_app, "planner@vnpt").await, (4, 4, 4, 3));
    assert_eq!(sees(&test_app, "planner@viettel").await, (4, 4, 4, 3));
    assert_eq!(sees(&test_app, "planner@mobifone").await, (3, 3, 3, 0), "nobody else sees more");
    let asset = test_app.get("planner@vnpt", &path(&open)).await;
    assert_eq!((&asset["owner"]["id"], asset["capacity"].is_array()), (&json!(office(VIETTEL)), true), "{asset}");
    assert_eq!(test_app.get("planner@vnpt", &path(&critical)).await["critical"], true);
    assert_eq!(test_app.case("planner@vnpt", &draft).await["state"], "draft");
    // Each person has the same role in both organisations and no other role. A delegated membership
    // covers what the delegating person has.
    assert_eq!(
        memberships(&test_app, "planner@vnpt").await,
        [membership(VNPT, "operator_planner"), membership(VIETTEL, "operator_planner")]
    );
    let both = ["operator_manager", "operator_planner"];
    let expected: Vec<_> = [VNPT, VIETTEL].iter().flat_map(|one| both.map(|role| membership(*one, role))).collect();
    assert_eq!(memberships(&test_app, "planner@viettel").await, expected);
    let after = test_app.get("planner@mobifone", &viettel).await;
    assert_eq!(
        (&after["valid_to"], &after["successor"]),
        (&json!(day), &json!({"id": office(VNPT), "name": "VNPT Quảng Ninh"}))
    );
    let listed = test_app.list("planner@mobifone", "/organizations?q=viettel").await;
    assert_eq!(listed[0]["successor"]["id"], json!(office(VNPT)));
    assert_eq!(test_app.list("manager@vnpt", "/users").await.len(), 4);
    // People of both organisations can work for both at once.
    let change = json!({"address": "12 Trần Hưng Đạo"});
    assert_eq!(test_app.patch("planner@vnpt", &open, &change).await.good().text("/address"), "12 Trần Hưng Đạo");
}

async fn the_work_of_the_predecessor_goes_on(test_app: TestApp) {
    let theirs = test_app.pole("planner@viettel", 4).await;
    let ours = test_app.pole("planner@vnpt", 3).await;
    let third = test_app.pole("planner@mobifone", 3).await;
    let power = test_app.pole("clerk@power", 3).await;
    let between = test_app.tenants(&["viettel"], "planner@vnpt", &ours).await;
    let tenancy = test_app.tenants(&["mobifone"], "planner@viettel", &theirs).await;
    let from_third = test_app.filed("planner@mobifone", &[&theirs]).await;
    let to_third = test_app.filed("planner@viettel", &[&third]).await;
    let draft = test_app.draft("planner@viettel", &wanting(&[&power])).await;
    let (id, day) = approved(&test_app, VIETTEL, VNPT, 2).await;

    let report = test_app.get(OFFICER, &format!("{PATH}/{id}")).await["report"].take();
    let counts = ["assets", "occupancies", "open_cases"].map(|name| report[name].as_u64().unwrap());
    assert_eq!(counts, [1, 1, 4], "{report}");
    let cases = report["cases_between"].as_array().unwrap();
    assert_eq!((cases.len(), &cases[0]["id"]), (1, &json!(between[0])));
    assert_eq!((&cases[0]["applicant"]["id"], &report["codes_in_both"]), (&json!(office(VIETTEL)), &json!([])));

    the_evening_before(&test_app, &day).await;
    for case in [&from_third, &to_third, &tenancy[0]] {
        assert_eq!(test_app.read("planner@vnpt", &format!("/cases/{case}")).await.status, StatusCode::NOT_FOUND);
    }
    let waits = async || {
        let tasks = test_app.list("planner@vnpt", "/tasks").await;
        tasks.iter().any(|task| task["case"]["id"] == json!(from_third))
    };
    assert!(!waits().await);

    midnight(&test_app, &day).await;
    assert!(waits().await, "the successor has the task");
    test_app.perform("planner@vnpt", &from_third, "confirm_complete", json!({})).await;
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm"});
    test_app.perform("planner@viettel", &from_third, "offer", offer).await;
    test_app.perform("manager@mobifone", &from_third, "accept", json!({})).await;
    let messages = test_app.messages(&from_third).await;
    let readers = messages.iter().filter(|one| one.template == "sharing.accepted").map(|one| one.address.as_str());
    let mut readers: Vec<&str> = readers.filter(|one| !one.contains("mobifone")).collect();
    readers.sort_unstable();
    let app = ["manager@viettel.example", "manager@vnpt.example", "planner@viettel.example", "planner@vnpt.example"];
    assert_eq!(readers, app, "letters to the predecessor reach both");
    // The successor signs what the predecessor began, under the name of the predecessor.
    let filed = test_app.perform("manager@vnpt", &draft, "submit", json!({})).await;
    assert_eq!(filed["applicant"]["id"], json!(office(VIETTEL)));
    test_app.perform("planner@mobifone", &to_third, "confirm_complete", json!({})).await;
    test_app.perform("planner@vnpt", &to_third, "withdraw", json!({})).await;
    for (case, names) in [(&from_third, "/owner/id"), (&to_third, "/applicant/id"), (&tenancy[0], "/owner/id")] {
        let seen = test_app.case("planner@vnpt", case).await;
        assert_eq!(seen.pointer(names), Some(&json!(office(VIETTEL))), "history names who it was");
    }
    assert_eq!(test_app.occupancies("planner@viettel", &ours).await.len(), 1);
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{proof:?}");
}

async fn nothing_new_begins_in_the_name_of_the_predecessor(test_app: TestApp) {
    let theirs = test_app.pole("planner@viettel", 3).await;
    let power = test_app.pole("clerk@power", 3).await;
    let given = test_app.pole("clerk@power", 3).await;
    let offer = |asset: &str, to: u128| json!({"asset_ids": [asset], "to_organization_id": office(to)});
    let transfer = test_app.post("boss@power", "/asset-transfers", &offer(&given, VIETTEL)).await.good();
    let (_, day) = approved(&test_app, VIETTEL, VNPT, 1).await;
    midnight(&test_app, &day).await;

    // A person need not name the organisation if only one of theirs still exists.
    let pole = test_app.pole("planner@viettel", 1).await;
    assert_eq!(test_app.get("planner@viettel", &path(&pole)).await["owner"]["id"], json!(office(VNPT)));
    let draft = test_app.draft("planner@viettel", &wanting(&[&power])).await;
    assert_eq!(test_app.case("planner@viettel", &draft).await["applicant"]["id"], json!(office(VNPT)));
    let area =
        json!({"type": "Polygon", "coordinates": [[[107.0, 20.9], [107.1, 20.9], [107.1, 21.0], [107.0, 20.9]]]});
    let mut wish = json!({"place": area, "topics": ["works_published"]});
    let stands = test_app.post("planner@vnpt", "/subscriptions", &wish).await.good();
    assert_eq!(stands.body["organization_id"], json!(office(VNPT)), "{}", stands.body);

    let mut named = wanting(&[&power]);
    named["applicant_id"] = json!(office(VIETTEL));
    invalid(&test_app.post("planner@viettel", "/sharing-requests", &named).await, &["/applicant_id"]);
    wish["organization_id"] = json!(office(VIETTEL));
    invalid(&test_app.post("planner@vnpt", "/subscriptions", &wish).await, &["/organization_id"]);
    let asset = json!({
        "code": "QN-POL-900000", "kind": "pole", "owner_id": office(VIETTEL),
        "geometry": {"type": "Point", "coordinates": [107.08, 20.96]},
    });
    invalid(&test_app.post("planner@viettel", "/assets", &asset).await, &["/owner_id"]);
    invalid(&test_app.post("boss@power", "/asset-transfers", &offer(&power, VIETTEL)).await, &["/to_organization_id"]);
    // An offer to the predecessor passes to the successor.
    let accept = format!("/asset-transfers/{}/approve", transfer.text("/id"));
    test_app.post("manager@viettel", &accept, &json!({})).await.good();
    assert_eq!(test_app.get("planner@vnpt", &path(&given)).await["owner"]["id"], json!(office(VNPT)));
    // A request to the predecessor counts as a request to the successor itself.
    let own = test_app.draft("planner@vnpt", &wanting(&[&theirs])).await;
    refused(&test_app.attempt("planner@vnpt", &own, "submit", json!({})).await, "not_ones_own");
}

async fn nobody_asks_and_grants(test_app: TestApp) {
    let pole = test_app.pole("planner@vnpt", 3).await;
    let case = test_app.filed("planner@viettel", &[&pole]).await;
    let (_, day) = approved(&test_app, VIETTEL, VNPT, 1).await;
    midnight(&test_app, &day).await;
    let actions = |who: &'static str| {
        let (test_app, case) = (&test_app, &case);
        async move {
            let can = test_app.get(who, &format!("/cases/{case}/actions")).await;
            let can = can["items"].as_array().unwrap().iter();
            can.map(|one| one["action"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    let apart = |answer: &TestResponse| {
        assert_eq!(
            (answer.status, answer.text("/rule")),
            (StatusCode::FORBIDDEN, "asks_or_answers"),
            "{}",
            answer.body
        );
    };
    assert!(!actions("planner@viettel").await.iter().any(|one| one == "confirm_complete"));
    assert!(actions("planner@vnpt").await.iter().any(|one| one == "confirm_complete"));
    apart(&test_app.attempt("planner@viettel", &case, "confirm_complete", json!({})).await);
    test_app.perform("planner@vnpt", &case, "confirm_complete", json!({})).await;
    apart(&test_app.attempt("planner@vnpt", &case, "withdraw", json!({})).await);
    // A member of either organisation without a part in the case so far can withdraw it.
    assert_eq!(test_app.perform("manager@viettel", &case, "withdraw", json!({})).await["phase"], "closed");
}

async fn a_merger_is_decided_by_two_and_keeps_the_rules(test_app: TestApp) {
    let none = test_app.post("planner@vnpt", PATH, &merger(VIETTEL, VNPT, &test_app.in_days(2))).await;
    assert_eq!(none.status, StatusCode::FORBIDDEN);
    refused(&propose(&test_app, VIETTEL, VNPT, 0).await, "merger_lies_ahead");
    let blockers = refused(&propose(&test_app, HALONG, VNPT, 2).await, "merger_is_of_operators_and_owners");
    assert_eq!(blockers, ["UBND thành phố Hạ Long"]);
    let mut nobody = merger(0xdead, 0xdead, &test_app.in_days(2));
    nobody["basis"] = json!({"document": "", "number": ""});
    let pointers = ["/predecessor_id", "/successor_id", "/successor_id", "/basis/document", "/basis/number"];
    invalid(&test_app.post(OFFICER, PATH, &nobody).await, &pointers);
    // A text without a visible character is refused before the content is checked.
    nobody["basis"] = json!({"document": "", "number": " "});
    invalid(&test_app.post(OFFICER, PATH, &nobody).await, &["/basis/number"]);

    let own = test_app.post(LEAD, PATH, &merger(VIETTEL, VNPT, &test_app.in_days(2))).await.good();
    let (first, clause) = (own.text("/id").to_owned(), own.text("/clause").to_owned());
    assert!(clause.contains("Đ89"), "{clause}");
    let mine = step(&test_app, LEAD, &first, "approve").await;
    assert_eq!((mine.status, mine.text("/rule")), (StatusCode::FORBIDDEN, "four_eyes"), "{}", mine.body);
    assert_eq!(
        step(&test_app, OFFICER, &first, "approve").await.status,
        StatusCode::FORBIDDEN,
        "an officer only proposes"
    );
    let bare = test_app.post(ADMIN, &format!("{PATH}/{first}/approve"), &json!({})).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let second = propose(&test_app, VIETTEL, MOBIFONE, 3).await.good().text("/id").to_owned();
    let back = propose(&test_app, VNPT, VIETTEL, 1).await.good().text("/id").to_owned();
    let late = propose(&test_app, MOBIFONE, VNPT, 1).await.good().text("/id").to_owned();
    step(&test_app, ADMIN, &first, "approve").await.good();
    refused(&step(&test_app, ADMIN, &first, "reject").await, "merger_is_proposed");
    refused(&step(&test_app, LEAD, &second, "approve").await, "merges_once");
    refused(&step(&test_app, LEAD, &back, "approve").await, "succession_in_no_circle");
    refused(&propose(&test_app, POWER, VIETTEL, 2).await, "merges_while_in_office");
    assert_eq!(step(&test_app, LEAD, &second, "reject").await.good().text("/status"), "rejected");
    refused(&step(&test_app, LEAD, &second, "withdraw").await, "merger_is_approved");
    assert_eq!(test_app.list(LEAD, PATH).await.len(), 4);
    for stranger in ["planner@vnpt", "manager@viettel", "lead@halong"] {
        assert_eq!(
            test_app.read(stranger, &format!("{PATH}/{first}")).await.status,
            StatusCode::FORBIDDEN,
            "{stranger}"
        );
    }
    test_app.days(2).await;
    refused(&step(&test_app, LEAD, &late, "approve").await, "merger_lies_ahead");
    refused(&step(&test_app, LEAD, &first, "withdraw").await, "merger_is_in_force");
    refused(&propose(&test_app, VIETTEL, MOBIFONE, 2).await, "merges_once");
}

async fn withdrawn_before_its_day_it_never_was(test_app: TestApp) {
    let critical = test_app.pole_with("planner@viettel", json!({"critical": true})).await;
    let (id, day) = approved(&test_app, VIETTEL, VNPT, 2).await;
    the_evening_before(&test_app, &day).await;
    assert_eq!(step(&test_app, LEAD, &id, "withdraw").await.good().text("/status"), "withdrawn");
    let sides = [VNPT, VIETTEL, REGULATOR];
    for message in ["merger.approved", "merger.withdrawn"] {
        let classes: Vec<_> = notified(&test_app.all_messages().await, message).into_iter().collect();
        let expected = sides.map(|one| (one, if one == REGULATOR { "information" } else { "legal" }.to_owned()));
        assert_eq!(classes, expected, "{message}");
    }
    midnight(&test_app, &day).await;
    assert_eq!(test_app.read("planner@vnpt", &path(&critical)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        test_app.get("planner@vnpt", &format!("/organizations/{}", office(VIETTEL))).await["valid_to"],
        Value::Null
    );
    assert!(notified(&test_app.all_messages().await, "merger.took_effect").is_empty());
    approved(&test_app, VIETTEL, MOBIFONE, 1).await;
}

async fn two_go_into_a_new_one(test_app: TestApp) {
    let (one, other) = (test_app.pole("planner@viettel", 2).await, test_app.pole("planner@vnpt", 2).await);
    let new = json!({"name_vi": "Tổng công ty Viễn thông Mới", "name_en": "New Telecom", "kind": "operator"});
    let new = test_app.post(ADMIN, "/organizations", &new).await.good().text("/id").to_owned();
    let day = test_app.in_days(2);
    for predecessor in [VIETTEL, VNPT] {
        let mut body = merger(predecessor, VNPT, &day);
        body["successor_id"] = json!(new);
        let id = test_app.post(ADMIN, PATH, &body).await.good().text("/id").to_owned();
        step(&test_app, LEAD, &id, "approve").await.good();
    }
    the_evening_before(&test_app, &day).await;
    assert_eq!((sees(&test_app, "planner@viettel").await.3, sees(&test_app, "planner@vnpt").await.3), (1, 1));
    midnight(&test_app, &day).await;
    for (planner, asset) in [("planner@viettel", &other), ("planner@vnpt", &one)] {
        assert!(test_app.get(planner, &path(asset)).await["capacity"].is_array(), "{planner}");
        let fresh = test_app.pole(planner, 1).await;
        assert_eq!(test_app.get(planner, &path(&fresh)).await["owner"]["id"], json!(new));
    }
    assert_eq!(sees(&test_app, "planner@mobifone").await.3, 0);
}

async fn those_concerned_are_notified_once_whichever_node_is_first(test_app: TestApp) {
    let theirs = test_app.pole("planner@viettel", 3).await;
    let power = test_app.pole("clerk@power", 3).await;
    test_app.pole("clerk@lighting", 3).await;
    test_app.tenants(&["viettel"], "clerk@power", &power).await;
    test_app.filed("planner@mobifone", &[&theirs]).await;
    let (id, day) = approved(&test_app, VIETTEL, VNPT, 2).await;
    the_evening_before(&test_app, &day).await;
    assert!(notified(&test_app.all_messages().await, "merger.took_effect").is_empty());

    // No node ran for three days. Then two nodes run the merger at once, and one of them again.
    let later = day.parse::<chrono::NaiveDate>().unwrap() + chrono::Days::new(3);
    test_app.set(&format!("{later}T08:00:00+07:00")).await;
    let (one, other) = (test_app.second_organization().await, test_app.second_organization().await);
    let (first, second) = tokio::join!(api_app::mergers::settle(&one), api_app::mergers::settle(&other));
    assert!(first.unwrap() + second.unwrap() <= 1);
    assert_eq!(api_app::mergers::settle(&one).await.unwrap(), 0);

    let messages = test_app.all_messages().await;
    let concerned: Vec<u128> = notified(&messages, "merger.took_effect").into_keys().collect();
    // The regulator is concerned because it reads every filed request. Outsiders get no letter.
    assert_eq!(concerned, [POWER, REGULATOR, MOBIFONE]);
    let legal = day.parse::<chrono::NaiveDate>().unwrap().format("%d/%m/%Y").to_string();
    for message in messages.iter().filter(|one| one.template == "merger.took_effect") {
        let text = message.text.as_deref().unwrap();
        assert!(
            text.contains(&legal) && text.contains("Viettel Quảng Ninh") && text.contains("VNPT Quảng Ninh"),
            "{text}"
        );
        assert!(message.subject.as_deref().unwrap().contains("01/2023/HĐSN"));
    }
    assert!(test_app.get(LEAD, &format!("{PATH}/{id}")).await["notified_at"].is_string());
}
