//! Checks that hidden histories keep every band: the free quantities of both worlds are between the
//! same thresholds.

use serde_json::Value;

use super::base::Known;
use crate::test_app::TestApp;

/// The smallest free quantity of the bands *few*, *some* and *many* of a unit: as the server
/// publishes them, else those of most units.
fn thresholds(kinds: &Value, unit: &str) -> Vec<u64> {
    let mut units =
        kinds["items"].as_array().into_iter().flatten().filter_map(|kind| kind["units"].as_array()).flatten();
    let Some(known) = units.rfind(|one| one["id"] == unit) else { return vec![1, 3, 6] };
    // The only threshold of a budget is a positive remainder.
    let bands = ["few", "some", "many"].map(|band| known["bands"][band].as_u64());
    if bands.iter().any(Option::is_none) { vec![1] } else { bands.into_iter().flatten().collect() }
}

/// The band of each unit of the known assets, as a number of thresholds reached.
pub(super) async fn of(test_app: &TestApp, known: &Known) -> Vec<(String, String, usize)> {
    let kinds = test_app.read("clerk@power", "/asset-kinds").await.body;
    let mut bands = Vec::new();
    let assets =
        [&known.open_pole, &known.busy_pole, &known.reserved_pole, &known.duct, &known.tower, &known.agreed_pole];
    for asset in assets {
        let seen = test_app.get("clerk@power", &format!("/assets/{asset}")).await;
        for ledger in seen["capacity"].as_array().into_iter().flatten() {
            let (unit, free) =
                (ledger["unit"].as_str().unwrap_or_default(), ledger["free"].as_u64().unwrap_or_default());
            let is_budget = ["load_nm", "fill_mm2", "weight_kg"].contains(&unit);
            let from = if is_budget { vec![1] } else { thresholds(&kinds, unit) };
            bands.push((asset.clone(), unit.to_owned(), from.iter().filter(|from| free >= **from).count()));
        }
    }
    bands
}
