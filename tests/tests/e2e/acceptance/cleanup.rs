//! Clean-up campaigns: surveys find cables without an owner. These are tagged, then claimed or
//! removed, and every operator tidies its own cables.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tests::fixtures;
use tests::test_app::cast::{MOBIFONE, POWER, REGULATOR, VIETTEL, VNPT};
use tests::test_app::{POSITION, TestApp, time::timer};
use tests::test_client::{TestResponse, answered};

use super::{invalid, refused, texts, times};

tests::on_both_databases!(
    a_street_is_tidied_from_the_list_to_the_last_tag,
    an_owner_tidies_what_it_owns_and_another_authorises,
    of_two_who_claim_the_same_one_gets_it,
);

fn street() -> Value {
    json!({
        "title": "Chỉnh trang phố Trần Hưng Đạo", "purpose": "Bó gọn cáp, bỏ cáp vô chủ", "contact": "0203 3825 001", "within_m": 15,
        "streets": [{"name": "Trần Hưng Đạo", "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]}}],
    })
}

async fn drafted(test_app: &TestApp, who: &str) -> String {
    test_app.post(who, "/clean-up-campaigns", &street()).await.good().text("/id").to_owned()
}

/// Records a survey that finds this number of cables on a pole.
async fn surveyed(test_app: &TestApp, who: &str, pole: &str, found: u32) {
    let thing = format!("/assets/{pole}");
    let seen = json!({"unit": POSITION, "found": found, "observed_on": test_app.in_days(0)});
    test_app.change(who, &thing, Method::POST, &format!("{thing}/surveys"), &seen).await.good();
}

async fn tagged(test_app: &TestApp, who: &str, case: &str) -> Value {
    let photo = test_app.document(who, case, "photo_before").await;
    test_app.perform(who, case, "tag", json!({"photos": [photo]})).await
}

async fn claim(test_app: &TestApp, who: &str, case: &str, number: u32) -> TestResponse {
    let body = json!({"number": number, "evidence": "Thẻ nhựa màu xanh, tuyến QN-12"});
    test_app.post(who, &format!("/clean-up-campaigns/{case}/claims"), &body).await
}

async fn work_list(test_app: &TestApp, who: &str, case: &str) -> Vec<Value> {
    let list = test_app.get(who, &format!("/clean-up-campaigns/{case}/work-list")).await;
    list["items"].as_array().unwrap().clone()
}

fn statuses(case: &Value) -> Vec<&str> {
    case["content"]["items"].as_array().unwrap().iter().map(|item| item["status"].as_str().unwrap()).collect()
}

pub(super) async fn a_street_is_tidied_from_the_list_to_the_last_tag(test_app: TestApp) {
    let (pole, other) = (test_app.pole("clerk@power", 5).await, test_app.pole("clerk@power", 3).await);
    test_app.tenants(&["vnpt", "viettel"], "clerk@power", &pole).await;
    let bare = test_app.post("officer@sotttt", "/clean-up-campaigns", &json!({"title": "Phố"})).await;
    let bare = bare.good().text("/id").to_owned();
    let lacking = test_app.attempt("officer@sotttt", &bare, "open", json!({})).await;
    invalid(&lacking, &["/purpose", "/streets", "/within_m", "/contact"]);
    let nowhere =
        json!({"title": "Phố", "streets": [{"name": "A", "place": {"type": "Point", "coordinates": [500, 0]}}]});
    invalid(&test_app.post("officer@sotttt", "/clean-up-campaigns", &nowhere).await, &["/streets/0/place"]);

    let case = drafted(&test_app, "officer@sotttt").await;
    assert_eq!(test_app.read("clerk@power", &format!("/cases/{case}")).await.status, StatusCode::NOT_FOUND, "a draft");
    let opened = test_app.perform("officer@sotttt", &case, "open", json!({})).await;
    let listed: Vec<&str> =
        opened["content"]["assets"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!((listed, &opened["state"]), (vec!["QN-POL-000001", "QN-POL-000002"], &json!("auditing")));
    let notified = test_app.notified(&case, "cleanup.opened").await;
    assert_eq!((notified[&POWER].as_str(), notified[&MOBIFONE].as_str()), ("legal", "information"));
    // The campaign shows the result of a survey of the register without further action (acceptance
    // scenario 16).
    let photo = test_app.document("officer@sotttt", &case, "photo_before").await;
    let early = test_app.attempt("officer@sotttt", &case, "tag", json!({"photos": [photo]})).await;
    assert_eq!(refused(&early, "assets_were_surveyed"), ["QN-POL-000001", "QN-POL-000002"]);
    surveyed(&test_app, "clerk@power", &pole, 4).await;
    surveyed(&test_app, "officer@sotttt", &other, 1).await;
    assert_eq!(statuses(&test_app.case("officer@sotttt", &case).await), ["found", "found", "found"]);

    // The period for claims is thirty days, and every operator has its own work list.
    let foreign = test_app.attempt("officer@sotttt", &case, "tag", json!({"photos": [fixtures::office(1)]})).await;
    invalid(&foreign, &["/data/photos/0"]);
    let waiting = tagged(&test_app, "officer@sotttt", &case).await;
    assert_eq!((&waiting["state"], statuses(&waiting)), (&json!("claiming"), vec!["tagged"; 3]));
    assert_eq!(timer(&waiting, "claim")["due_on"], "2023-11-06", "thirty days; the fourth is a Saturday");
    let before = &waiting["content"]["before"];
    assert_eq!((&before["assets"], &before["in_use"], &before["nobodys"]), (&json!(2), &json!(5), &json!(3)));
    assert_eq!(test_app.notified(&case, "cleanup.tagged").await[&MOBIFONE], "legal");
    let lists = test_app.notified(&case, "cleanup.work_list").await;
    assert_eq!(lists.keys().copied().collect::<Vec<_>>(), [VNPT, VIETTEL], "who is on these poles");
    let own = work_list(&test_app, "planner@vnpt", &case).await;
    assert_eq!((own.len(), own[0]["asset_code"].as_str()), (1, Some("QN-POL-000001")), "{own:?}");
    assert_eq!(work_list(&test_app, "officer@sotttt", &case).await.len(), 2);
    assert!(work_list(&test_app, "planner@mobifone", &case).await.is_empty());
    assert_eq!(test_app.read("reviewer@halong", &format!("/cases/{case}")).await.status, StatusCode::NOT_FOUND);

    // Only the register shows which tenant a claimed cable belongs to.
    assert_eq!(
        claim(&test_app, "clerk@power", &case, 1).await.status,
        StatusCode::FORBIDDEN,
        "an owner declares its own use"
    );
    invalid(&claim(&test_app, "planner@mobifone", &case, 9).await, &["/number"]);
    let claimed = claim(&test_app, "planner@mobifone", &case, 1).await.good();
    assert_eq!((claimed.status, statuses(&claimed.body)), (StatusCode::CREATED, vec!["claimed", "tagged", "tagged"]));
    let on_it = test_app.occupancies("clerk@power", &pole).await;
    let mobifone: Vec<_> = on_it.iter().filter(|one| one["tenant"]["name"] == "MobiFone Quảng Ninh").collect();
    assert_eq!((mobifone.len(), &mobifone[0]["status"]), (1, &json!("active")));
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.active, 4, "the room is as it was");
    for path in ["", "/history"] {
        let shown = test_app.get("planner@viettel", &format!("/cases/{case}{path}")).await.to_string();
        assert!(!shown.contains("MobiFone") && !shown.contains("mobifone"), "competitors do not learn it: {shown}");
    }
    refused(&claim(&test_app, "planner@viettel", &case, 1).await, "waits_to_be_claimed");
    assert_eq!(work_list(&test_app, "planner@mobifone", &case).await[0]["number"], 1);
    let messages = test_app.all_messages().await;
    let claims = tests::test_app::messages::notified(&messages, "cleanup.claimed");
    assert_eq!(claims.keys().copied().collect::<Vec<_>>(), [POWER, MOBIFONE]);
    refused(&test_app.attempt("officer@sotttt", &case, "finish_claims", json!({})).await, "nothing_waits");

    // Unclaimed cables are removed: one person proposes, another person authorises.
    test_app.days(33).await;
    let tidying = test_app.case("officer@sotttt", &case).await;
    assert_eq!((&tidying["state"], statuses(&tidying)), (&json!("tidying"), vec!["claimed", "unclaimed", "unclaimed"]));
    refused(&claim(&test_app, "planner@viettel", &case, 2).await, "waits_to_be_claimed");
    let after = test_app.document("officer@sotttt", &case, "photo_after").await;
    let done = json!({"photos": [after]});
    assert_eq!(
        refused(&test_app.attempt("officer@sotttt", &case, "close", done.clone()).await, "items_are_settled"),
        ["2", "3"]
    );
    let why = json!({"reason": "Không ai nhận sau 30 ngày"});
    let lead = test_app.attempt("lead@sotttt", &case, "propose_removal", why.clone()).await;
    assert_eq!(lead.status, StatusCode::FORBIDDEN, "who authorises does not propose");
    test_app.perform("officer@sotttt", &case, "propose_removal", why.clone()).await;
    let officer = test_app.attempt("officer@sotttt", &case, "authorise_removal", json!({})).await;
    assert_eq!(officer.status, StatusCode::FORBIDDEN, "who proposes does not authorise");
    let back = test_app.perform("lead@sotttt", &case, "send_back", why.clone()).await;
    assert_eq!(statuses(&back), ["claimed", "unclaimed", "unclaimed"]);
    test_app.perform("officer@sotttt", &case, "propose_removal", why).await;
    test_app.perform("lead@sotttt", &case, "authorise_removal", json!({})).await;
    test_app.document("clerk@power", &case, "removal_report").await;
    test_app.perform("clerk@power", &case, "record_removal", json!({"numbers": [2, 3]})).await;
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.free, 2);
    assert_eq!(test_app.perform("officer@sotttt", &case, "close", done).await["state"], "closed");
    let trail = test_app.trail("clerk@power", &case).await;
    assert_eq!((times(&trail, "note_survey"), times(&trail, "note_claim"), times(&trail, "end_claims")), (2, 1, 1));
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn an_owner_tidies_what_it_owns_and_another_authorises(test_app: TestApp) {
    let (pole, foreign) = (test_app.pole("clerk@power", 2).await, test_app.pole("clerk@lighting", 2).await);
    test_app.tenants(&["vnpt"], "clerk@power", &pole).await;
    let case = drafted(&test_app, "clerk@power").await;
    let opened = test_app.perform("clerk@power", &case, "open", json!({})).await;
    assert_eq!(opened["content"]["assets"].as_array().unwrap().len(), 1, "what it owns: {opened}");
    surveyed(&test_app, "clerk@lighting", &foreign, 1).await;
    surveyed(&test_app, "clerk@power", &pole, 2).await;
    tagged(&test_app, "clerk@power", &case).await;
    // An operator waits for capacity on the pole, which is full.
    let full = test_app.filed("planner@viettel", &[&pole]).await;
    refused(&test_app.attempt("clerk@power", &full, "confirm_complete", json!({})).await, "route_has_room");
    test_app.days(33).await;
    test_app.perform("boss@power", &case, "propose_removal", json!({"reason": "Không ai nhận"})).await;
    let owner = test_app.attempt("boss@power", &case, "authorise_removal", json!({})).await;
    assert_eq!(owner.status, StatusCode::FORBIDDEN, "no owner authorises its own");
    let may = test_app.perform("lead@sotttt", &case, "authorise_removal", json!({})).await;
    assert_eq!((&may["state"], statuses(&may)), (&json!("tidying"), vec!["authorised"]));
    assert_eq!(test_app.notified(&case, "cleanup.removal_authorised").await[&POWER], "legal");
    test_app.document("clerk@power", &case, "removal_report").await;
    let other = test_app.attempt("clerk@power", &case, "record_removal", json!({"numbers": [1, 2]})).await;
    invalid(&other, &["/data/numbers/1"]);
    let gone = test_app.perform("clerk@power", &case, "record_removal", json!({"numbers": [1]})).await;
    assert_eq!(statuses(&gone), ["removed"]);
    let ledger = test_app.ledger("clerk@power", &pole, POSITION).await;
    assert_eq!((ledger.active, ledger.reserved, ledger.free), (1, 1, 0), "its room went to the one who waited");

    let tidied = test_app.perform("planner@vnpt", &case, "report_tidied", json!({})).await;
    assert_eq!(texts(&tidied["content"]["tidied_by"]), [fixtures::office(VNPT).to_string()]);
    let bare = test_app.attempt("clerk@power", &case, "close", json!({"photos": []})).await;
    invalid(&bare, &["/data/photos", "/documents"]);
    let photo = test_app.document("clerk@power", &case, "photo_after").await;
    let closed = test_app.perform("clerk@power", &case, "close", json!({"photos": [photo]})).await;
    assert_eq!((&closed["state"], &closed["decision"]), (&json!("closed"), &json!("ended")));
    let measured = |when: &str| (closed["content"][when]["in_use"].clone(), closed["content"][when]["nobodys"].clone());
    assert_eq!((measured("before"), measured("after")), ((json!(2), json!(1)), (json!(1), json!(0))));
    assert!(test_app.notified(&case, "cleanup.closed").await.contains_key(&REGULATOR));
    let proof = api_app::verify::all(test_app.app(), |_| {}).await.unwrap();
    assert!(proof.findings.is_empty(), "{:?}", proof.findings);
}

async fn of_two_who_claim_the_same_one_gets_it(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 2).await;
    let case = drafted(&test_app, "officer@sotttt").await;
    test_app.perform("officer@sotttt", &case, "open", json!({})).await;
    surveyed(&test_app, "clerk@power", &pole, 1).await;
    tagged(&test_app, "officer@sotttt", &case).await;
    let (one, two) =
        tokio::join!(claim(&test_app, "planner@vnpt", &case, 1), claim(&test_app, "planner@viettel", &case, 1));
    let mut seen = [one.status, two.status];
    seen.sort();
    assert_eq!(seen, [StatusCode::CREATED, StatusCode::CONFLICT], "{} {}", one.body, two.body);
    let tenants: Vec<Value> = test_app.occupancies("clerk@power", &pole).await;
    assert_eq!((tenants.len(), tenants[0]["tenant"].is_null()), (1, false));
    // No item waits for a claim, so the period may end early.
    let early = test_app.perform("officer@sotttt", &case, "finish_claims", json!({})).await;
    assert_eq!(early["state"], "tidying");
    // The item also has a tag in another campaign. There it is not marked unclaimed after somebody
    // has claimed it here.
    let other = drafted(&test_app, "clerk@power").await;
    test_app.perform("clerk@power", &other, "open", json!({})).await;
    surveyed(&test_app, "clerk@power", &pole, 2).await;
    tagged(&test_app, "clerk@power", &other).await;
    let third = drafted(&test_app, "officer@sotttt").await;
    test_app.perform("officer@sotttt", &third, "open", json!({})).await;
    surveyed(&test_app, "clerk@power", &pole, 2).await;
    tagged(&test_app, "officer@sotttt", &third).await;
    claim(&test_app, "planner@mobifone", &third, 1).await.good();
    test_app.days(40).await;
    assert_eq!(statuses(&test_app.case("clerk@power", &other).await), ["claimed"]);
    assert_eq!(test_app.ledger("clerk@power", &pole, POSITION).await.active, 2);

    // A repeated request gets the same answer.
    let body = json!({"number": 1, "evidence": "Thẻ nhựa"});
    let path = format!("/clean-up-campaigns/{case}/claims");
    let again =
        answered(test_app.ask("planner@vnpt", Method::POST, &path).header("Idempotency-Key", "k-1").json(&body)).await;
    refused(&again.unwrap(), "waits_to_be_claimed");
}
