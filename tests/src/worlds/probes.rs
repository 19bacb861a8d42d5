//! Fixed queries of every run, whatever the seed: each quantity at each endpoint that filters by
//! quantity, the words that only hidden texts have, and the ids of hidden and unknown objects in
//! every body that takes one.

use serde_json::{Value, json};

use super::base::{Known, point};
use super::histories::HIDDEN_WORD;
use crate::test_app::POSITION;

/// A query: the operation, the path below `/api/v1` or outside it, and the body.
pub(super) type Probe = (&'static str, String, Option<Value>);

pub(super) fn all(known: &Known, unknown: &str) -> Vec<Probe> {
    let mut probes = words();
    probes.extend(numbers());
    probes.extend(ids(known, unknown));
    probes
}

fn api(path: &str) -> String {
    format!("/api/v1{path}")
}

fn words() -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    for word in [HIDDEN_WORD, "poor", "alfa"] {
        probes.push(("asset.list", api(&format!("/assets?q={word}")), None));
    }
    for sort in ["updated_at", "-updated_at", "-code", "owner", "free_band", "-free_band"] {
        probes.push(("asset.list", api(&format!("/assets?sort={sort}&limit=4")), None));
    }
    for filter in [
        "note%20LIKE%20'%25kinoko%25'",
        "material%20%3D%20'steel'",
        "height_m%20%3E%209",
        "updated_at%20%3E%20TIMESTAMP('2023-10-05T00%3A00%3A00Z')",
        "free_band%20%3D%20'few'",
        "free_band%20%3D%20'some'",
        "free_band%20%3D%20'many'",
    ] {
        probes.push(("ogc.items", format!("/ogc/collections/assets/items?filter={filter}"), None));
    }
    for sort in ["updated_at", "-updated_at", "free_band"] {
        probes.push(("ogc.items", format!("/ogc/collections/assets/items?sortby={sort}&limit=5"), None));
    }
    probes.push((
        "export.create",
        api("/exports/assets"),
        Some(json!({"format": "csv", "filter": {"q": HIDDEN_WORD}})),
    ));
    probes.push((
        "export.create",
        api("/exports/assets"),
        Some(json!({"format": "geojson", "filter": {"free_min": 3}})),
    ));
    for tile in ["assets/16/52261/28866", "assets/10/816/451", "assets/5/25/14"] {
        probes.push(("tiles.tile", format!("/tiles/{tile}"), None));
    }
    for list in ["outbox", "quality/issues?status=any", "imports", "notifications", "tasks", "cases"] {
        let operation = match list {
            "outbox" => "outbox_message.list",
            "imports" => "import.list",
            "notifications" => "notification.list",
            "tasks" => "task.list",
            "cases" => "case.list",
            _ => "quality_issue.list",
        };
        probes.push((operation, api(&format!("/{list}")), None));
    }
    probes
}

fn numbers() -> Vec<Probe> {
    let street = json!({"type": "LineString", "coordinates": [[107.0795, 20.95], [107.095, 20.95]]});
    let mut probes: Vec<Probe> = Vec::new();
    for number in 1..=13 {
        probes.push(("asset.list", api(&format!("/assets?free_min={number}")), None));
        let units = json!([{"unit": POSITION, "quantity": number}]);
        let route = json!({"route": street, "buffer_m": 60.0, "gap_m": 110.0, "units": units});
        probes.push(("asset.find_along_route", api("/assets/along-route"), Some(route)));
        let supports = json!({"route": street, "places": number});
        probes.push(("planning.find_supports", api("/planning/supports"), Some(supports)));
    }
    for number in 1..=6 {
        probes.push(("asset.list", api(&format!("/assets?free_min={number}&as_of=2023-10-05T12:00:00Z")), None));
        let levels = json!({"from": point(2.5, 20.97), "within_m": 5000.0, "levels": number});
        probes.push(("planning.find_towers", api("/planning/towers"), Some(levels)));
        let path = json!({"from": point(0.1, 20.96), "to": point(2.9, 20.96), "bores": number});
        probes.push(("planning.find_duct_path", api("/planning/duct-path"), Some(path)));
        let load = json!([{"unit": "load_nm", "quantity": number * 1500}]);
        let route = json!({"route": street, "buffer_m": 60.0, "units": load});
        probes.push(("asset.find_along_route", api("/assets/along-route"), Some(route)));
    }
    probes
}

fn ids(known: &Known, unknown: &str) -> Vec<Probe> {
    let mut probes: Vec<Probe> = Vec::new();
    let hidden = known.hidden.iter().map(String::as_str).take(3).chain([known.secret_pole.as_str(), unknown]);
    let office = crate::test_app::cast::office(crate::test_app::cast::MOBIFONE);
    for id in hidden.chain([known.open_pole.as_str(), known.reserved_pole.as_str()]) {
        for part in ["", "/occupancies", "/versions", "?as_of=2023-10-05T12:00:00Z"] {
            let operation = match part {
                "/occupancies" => "occupancy.list",
                "/versions" => "asset_version.list",
                _ => "asset.get",
            };
            probes.push((operation, api(&format!("/assets/{id}{part}")), None));
        }
        probes.push(("quality_issue.list", api(&format!("/quality/issues?status=any&asset_id={id}")), None));
        probes.push(("asset_correction.list", api(&format!("/asset-corrections?asset_id={id}")), None));
        for quantity in [1, 200] {
            let units = json!([{"unit": POSITION, "quantity": quantity}]);
            let body = json!({"title": "Tuyến", "purpose": "FTTH", "elements": [{"asset_id": id, "units": units}]});
            probes.push(("sharing_request.create", api("/sharing-requests"), Some(body)));
        }
        let answers = json!([{"asset_id": id, "justification": "Không đủ tải"}]);
        let siting =
            json!({"title": "Trạm", "asset_kind": "tower", "place": point(1.0, 20.97), "sharing_answers": answers});
        probes.push(("siting_application.create", api("/siting-applications"), Some(siting)));
        let transfer = json!({"asset_ids": [id], "to_organization_id": office});
        probes.push(("asset_transfer.create", api("/asset-transfers"), Some(transfer)));
        let supports = json!({"from_asset_id": id, "to_asset_id": known.open_pole, "places": 1});
        probes.push(("planning.find_supports", api("/planning/supports"), Some(supports)));
    }
    for case in [known.viettel_case.as_str(), unknown] {
        for part in ["", "/history", "/documents", "/messages", "/issued-documents", "/actions", "/referrals"] {
            let operation = match part {
                "/history" => "case_event.list",
                "/documents" => "document.list",
                "/messages" => "message.list",
                "/issued-documents" => "issued_document.list",
                "/actions" => "case_action.list",
                "/referrals" => "referral.list",
                _ => "case.get",
            };
            probes.push((operation, api(&format!("/cases/{case}{part}")), None));
        }
        let dispute = json!({"title": "Tranh chấp", "case_id": case});
        probes.push(("dispute.create", api("/disputes"), Some(dispute)));
        let works = json!({"title": "Trạm", "siting_case_id": case});
        probes.push(("construction_permit.create", api("/construction-permits"), Some(works)));
    }
    probes
}
