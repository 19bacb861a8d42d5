//! A preview says what the action then does, with every consequence, and writes nothing: the
//! stories of other modules once more, with a preview before each action.

use reqwest::StatusCode;
use serde_json::json;
use tests::test_app::cast::{HALONG, POWER, VIETTEL, VNPT, office};
use tests::test_app::{POSITION, TestApp};

use super::{answers, cleanup, construction, disputes, planned_works, siting, stories, wait_list, works};

/// Runs a story with a preview before each action.
macro_rules! previewed {
    ($(($name:ident, $module:ident::$story:ident)),+ $(,)?) => {
        tests::on_both_databases!($($name),+);

        $(async fn $name(test_app: TestApp) {
            $module::$story(test_app.with_previews()).await;
        })+
    };
}

previewed!(
    (an_answered_sharing_request, stories::an_owner_answers_and_its_co_owner_is_notified),
    (late_make_ready, works::scenario_11_make_ready_that_is_late_is_done_by_the_applicants_contractor),
    (an_overlash, works::scenario_12_an_objection_without_documents_does_not_stop_an_overlash),
    (a_silent_agency, siting::scenario_21_silence_of_the_heritage_agency_is_no_consent),
    (an_approved_site, siting::scenario_23_a_drawing_replaced_after_the_review_binds_nobody),
    (a_deficient_notice, construction::scenario_28_a_deficient_notice_stands_and_starting_raises_an_alert),
    (extensions_of_a_permit, construction::scenario_36_two_extensions_and_no_third),
    (a_permit_that_becomes_an_asset, construction::from_the_draft_to_an_asset_that_can_be_shared),
    (an_ordered_grant, disputes::a_grant_is_ordered_and_takes_the_capacity),
    (a_grant_over_a_refusal, disputes::a_grant_over_a_refusal_is_one_of_a_new_request),
    (an_answered_information_request, disputes::an_owner_states_what_it_has),
    (a_shared_trench, planned_works::a_trench_is_shared_and_a_dig_moratorium_follows),
    (a_tidied_street, cleanup::a_street_is_tidied_from_the_list_to_the_last_tag),
    (a_wait_list, wait_list::scenario_09_a_lapsed_reservation_is_freed_once_and_goes_to_the_first_who_waits),
    (a_contradicted_refusal, answers::scenario_04_no_space_is_contradicted_by_a_ledger_with_capacity),
);

tests::on_both_databases!(
    a_preview_says_what_is_taken_and_who_is_notified,
    a_preview_shows_no_hidden_addressee,
    a_preview_needs_the_right_to_act,
);

async fn a_preview_says_what_is_taken_and_who_is_notified(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let preview = test_app.preview("clerk@power", &case, "confirm_complete", json!({})).await.good().body;
    assert_eq!((&preview["state"], &preview["phase"]), (&json!("complete"), &json!("open")));
    let taken = json!([{
        "asset_id": pole, "asset_code": "QN-POL-000001", "unit": POSITION, "reserved": 1, "in_use": 0,
    }]);
    assert_eq!(preview["capacity"], taken);
    let notified = preview["notifications"].as_array().unwrap();
    let to: Vec<&str> = notified
        .iter()
        .flat_map(|one| one["organizations"].as_array().unwrap())
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert!(to.contains(&office(VNPT).to_string().as_str()), "{notified:?}");
    assert!(notified.iter().all(|one| one["title"].as_str().unwrap().contains("SR-2023-")), "{notified:?}");
    test_app.perform("clerk@power", &case, "confirm_complete", json!({})).await;
    let withdrawn = test_app.preview("planner@vnpt", &case, "withdraw", json!({})).await.good().body;
    assert_eq!((&withdrawn["capacity"][0]["reserved"], &withdrawn["decision"]), (&json!(-1), &json!("withdrawn")));

    let site = test_app.filed_site("planner@vnpt", tests::test_app::dossiers::BAI_CHAY).await;
    test_app.perform("reviewer@halong", &site, "accept_intake", json!({})).await;
    let gaps = json!({"items": [{"item": "Bản vẽ móng", "reason": "thiếu"}]});
    let asked = test_app.preview("reviewer@halong", &site, "request_supplement", gaps).await.good().body;
    assert_eq!(asked["issued_documents"], json!(["supplement"]));
    let limits: Vec<(&str, &str)> = asked["timers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|timer| (timer["limit"].as_str().unwrap(), timer["status"].as_str().unwrap()))
        .collect();
    assert!(limits.contains(&("supplement", "running")), "{limits:?}");
    assert_eq!(office(HALONG).to_string(), test_app.case("planner@vnpt", &site).await["authority"]["id"]);
}

/// The tenants of a pole are notified of what happens on it, and the applicant must not learn who
/// they are.
async fn a_preview_shows_no_hidden_addressee(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 6).await;
    test_app.tenants(&["viettel"], "clerk@power", &pole).await;
    let case = test_app.complete("planner@vnpt", "clerk@power", &[&pole]).await;
    let offer = json!({"rent_vnd_per_month": 120_000, "terms": "Hợp đồng 5 năm", "make_ready": [{"asset_id": pole, "work": "Dịch cáp"}]});
    test_app.perform("clerk@power", &case, "offer", offer).await;
    test_app.perform("manager@vnpt", &case, "accept", json!({})).await;
    let begin = json!({"works_on": test_app.in_days(20), "space": "communications"});
    let owner = test_app.preview("clerk@power", &case, "start_make_ready", begin.clone()).await.good().body;
    let viettel = office(VIETTEL).to_string();
    assert!(!owner["timers"].as_array().unwrap().is_empty());
    test_app.perform("clerk@power", &case, "start_make_ready", begin).await;
    assert!(
        test_app.notified(&case, "sharing.make_ready_started").await.contains_key(&VIETTEL),
        "the tenant is notified"
    );
    assert!(owner["notifications"].to_string().contains(&viettel), "the owner knows its tenants: {owner}");
    let withdrawn = test_app.preview("planner@vnpt", &case, "withdraw", json!({})).await;
    assert!(!withdrawn.body.to_string().contains(&viettel), "{}", withdrawn.body);
    assert!(!withdrawn.body.to_string().contains("Viettel"), "{}", withdrawn.body);
    assert!(office(POWER) != office(VIETTEL));
}

async fn a_preview_needs_the_right_to_act(test_app: TestApp) {
    let pole = test_app.pole("clerk@power", 4).await;
    let case = test_app.filed("planner@vnpt", &[&pole]).await;
    let stranger = test_app.preview("planner@viettel", &case, "withdraw", json!({})).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "{}", stranger.body);
    let other_side = test_app.preview("clerk@power", &case, "withdraw", json!({})).await;
    assert_eq!(other_side.status, StatusCode::FORBIDDEN, "{}", other_side.body);
    let nothing = test_app.preview("clerk@power", &case, "request_supplement", json!({"items": []})).await;
    super::invalid(&nothing, &["/data/items"]);
    let unknown = test_app.preview("clerk@power", &case, "nonsense", json!({})).await;
    assert!(unknown.status.is_client_error(), "{}", unknown.body);
}
