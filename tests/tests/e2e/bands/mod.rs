//! Viewers who see an asset only in bands: numbers within one band give equal answers at every
//! endpoint, for every quantity.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod endpoints;
mod register;

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::test_app::TestApp;

use endpoints::{COMPETITOR, answers, fits};
use register::{HIDDEN, Hidden, Register};

tests::on_both_databases!(
    numbers_within_a_band_give_equal_answers,
    a_band_answers_a_quantity,
    numbers_stay_with_those_concerned,
);

/// The owners change their numbers within the bands, and attributes that only they read.
async fn numbers_within_a_band_give_equal_answers(test_app: TestApp) {
    let register = Register::build(&test_app).await;
    let mut first: Option<(&Hidden, Vec<(String, Value)>)> = None;
    let mut differ = Vec::new();
    for hidden in &HIDDEN {
        test_app.set(&(test_app.now() + TimeDelta::hours(1)).to_rfc3339()).await;
        register.set(&test_app, hidden).await;
        let now = answers(&test_app, &register).await;
        let Some((other, before)) = &first else {
            first = Some((hidden, now));
            continue;
        };
        assert_eq!(before.len(), now.len());
        for ((asked, was), (_, is)) in before.iter().zip(&now).filter(|(was, is)| was != is) {
            differ.push(format!("{asked}: {other:?} {was} and {hidden:?} {is}"));
        }
    }
    let (_, asked) = first.unwrap();
    assert_eq!(differ, Vec::<String>::new(), "{} of {} answers differ", differ.len(), 2 * asked.len());
}

/// The bands of the pole, the tower and the duct contain 3 to 5, 2 to 3 and 3 to 5 free units.
async fn a_band_answers_a_quantity(test_app: TestApp) {
    let register = Register::build(&test_app).await;
    register.set(&test_app, &HIDDEN[1]).await;
    let kinds = test_app.get(COMPETITOR, "/asset-kinds").await;
    let pole = kinds["items"].as_array().unwrap().iter().find(|kind| kind["id"] == "pole").unwrap();
    assert_eq!(pole["units"][0]["bands"], json!({"few": 1, "some": 3, "many": 6}), "{pole}");
    assert_eq!((&pole["units"][1]["nature"], pole["units"][1].get("bands")), (&json!("budget"), None));
    let asset = test_app.get(COMPETITOR, &format!("/assets/{}", register.pole)).await;
    assert_eq!(asset["free_band"], "some");
    let bands = json!([{"unit": "attachment_position", "band": "some"}, {"unit": "load_nm", "band": "available"}]);
    assert_eq!(asset["bands"], bands);
    assert_eq!(asset.get("capacity"), None);
    for (quantity, pole, tower, duct) in [
        (1, "fits", "fits", "fits"),
        (2, "fits", "fits", "fits"),
        (3, "fits", "ask_owner", "fits"),
        (4, "ask_owner", "", "ask_owner"),
        (5, "ask_owner", "", "ask_owner"),
        (6, "", "", ""),
        (900, "", "", ""),
    ] {
        let found = fits(&test_app, COMPETITOR, &register, quantity).await;
        let expected = [pole, pole, pole, tower, pole, duct].map(str::to_owned);
        assert_eq!(found, expected, "{quantity}: list, list in the past, along a route, towers, supports, ducts");
    }
    for (quantity, fit) in [(1, "ask_owner"), (5_000_000, "ask_owner")] {
        let units = json!([{"unit": "load_nm", "quantity": quantity}]);
        assert_eq!(register.along(&test_app, COMPETITOR, &units).await["items"][0]["fit"], fit, "{quantity}");
    }
}

/// The owner and the regulator get exact answers and never `ask_owner`.
async fn numbers_stay_with_those_concerned(test_app: TestApp) {
    let register = Register::build(&test_app).await;
    register.set(&test_app, &HIDDEN[2]).await;
    for (who, quantity, fit) in [
        ("clerk@power", 5, "fits"),
        ("clerk@power", 6, ""),
        ("officer@sotttt", 5, "fits"),
        ("officer@sotttt", 6, ""),
        (COMPETITOR, 4, "ask_owner"),
        (COMPETITOR, 5, "ask_owner"),
    ] {
        let found = fits(&test_app, who, &register, quantity).await;
        assert_eq!((found[0].as_str(), found[1].as_str()), (fit, fit), "{who} {quantity}");
    }
    // A tenant is a party to an agreement in force.
    let before = register.free(&test_app).await;
    test_app.tenants(&["mobifone"], "clerk@power", &register.pole).await;
    assert_eq!(register.free(&test_app).await, before - 1);
    let found = fits(&test_app, COMPETITOR, &register, before).await;
    assert_eq!((found[0].as_str(), found[2].as_str()), ("", ""), "a tenant reads the number");
    assert_eq!(fits(&test_app, COMPETITOR, &register, before - 1).await[0], "fits");
    assert_eq!(fits(&test_app, "planner@vnpt", &register, before).await[0], "ask_owner");
}
