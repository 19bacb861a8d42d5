//! Meaningful bodies. Quantities cover all bands; ids name visible, hidden and unknown objects.

use serde_json::{Value, json};

use super::values::{UNITS, Values};
use crate::test_app::POSITION;

fn unit(values: &mut Values<'_>) -> Value {
    let unit = if values.chance.percent(70) { POSITION.to_owned() } else { values.chance.one_of(&UNITS) };
    let quantity = if unit.ends_with("_nm") || unit.ends_with("mm2") || unit.ends_with("kg") {
        values.upto(9) * 1000
    } else {
        values.upto(12)
    };
    json!({"unit": unit, "quantity": quantity})
}

/// An asset with a unit that such an asset has, most of the time.
fn element(values: &mut Values<'_>) -> Value {
    let asset = values.asset();
    let known = values.known;
    let own = if asset == known.duct {
        "bore"
    } else if asset == known.tower {
        "mounting_level"
    } else {
        POSITION
    };
    let unit = if values.chance.percent(90) { json!({"unit": own, "quantity": values.upto(12)}) } else { unit(values) };
    json!({"asset_id": asset, "units": [unit]})
}

pub(super) fn along_route(values: &mut Values<'_>) -> Value {
    let mut body = json!({"route": values.route(), "buffer_m": 60.0, "gap_m": 110.0});
    if values.chance.percent(85) {
        body["units"] = json!([unit(values)]);
    }
    body
}

pub(super) fn locate(values: &mut Values<'_>) -> Value {
    json!({"geometry": values.point()})
}

pub(super) fn asset(values: &mut Values<'_>) -> Value {
    let number = values.chance.below(1_000_000);
    // Some codes are those of hidden assets.
    let code = if values.chance.percent(20) { "KIN-001".to_owned() } else { format!("NEW-{number}") };
    json!({
        "code": code, "kind": "pole", "geometry": values.point(),
        "capacity": [{"unit": POSITION, "installed": values.upto(12)}],
    })
}

pub(super) fn sharing_request(values: &mut Values<'_>) -> Value {
    let count = if values.chance.percent(80) { 1 } else { 2 };
    let elements: Vec<Value> = (0..count).map(|_| element(values)).collect();
    json!({
        "title": "Tuyến cáp Trần Hưng Đạo", "purpose": "FTTH", "elements": elements,
        "equipment": {"description": "Cáp quang ADSS 24 sợi", "weight_kg": 4.5},
    })
}

pub(super) fn sharing_request_change(values: &mut Values<'_>) -> Value {
    json!({"elements": [element(values)]})
}

pub(super) fn siting(values: &mut Values<'_>) -> Value {
    let mut body = json!({
        "title": "Trạm BTS", "purpose": "Phủ sóng 4G", "asset_kind": "tower", "place": values.point(), "height_m": 42,
        "settlement": "urban",
    });
    if values.chance.percent(70) {
        body["sharing_answers"] = json!([{"asset_id": values.asset(), "justification": "Không đủ tải"}]);
    }
    body
}

pub(super) fn siting_change(values: &mut Values<'_>) -> Value {
    json!({"sharing_answers": [{"asset_id": values.asset(), "justification": "Không đủ tải"}]})
}

pub(super) fn inquiry(values: &mut Values<'_>) -> Value {
    let owner = crate::test_app::cast::office(crate::test_app::cast::POWER);
    json!({"title": "Hỏi thông tin", "purpose": "Lập dự án", "owner_id": owner, "place": values.route(), "within_m": 100})
}

pub(super) fn export(values: &mut Values<'_>) -> Value {
    // Without `xlsx` and `geopackage`, which contain the machine's time of writing, and without
    // zipped formats.
    let formats = ["csv", "geojson", "geojson_seq", "kml", "flatgeobuf", "ofds"];
    let mut body = json!({"format": values.chance.one_of(&formats)});
    let filter = match values.chance.below(6) {
        0 => json!({"free_min": values.upto(12)}),
        1 => json!({"q": values.chance.one_of(&["kinoko", "alfa", "pc"])}),
        2 => json!({"kind": values.chance.one_of(&["pole", "tower"])}),
        3 => json!({"bbox": "107.07,20.94,107.10,20.98"}),
        _ => json!({}),
    };
    body["filter"] = filter;
    body
}

pub(super) fn duct_path(values: &mut Values<'_>) -> Value {
    json!({
        "from": super::base::point(0.1, 20.96), "to": super::base::point(2.9, 20.96), "bores": values.upto(8),
        "ways": values.upto(3),
    })
}

pub(super) fn supports(values: &mut Values<'_>) -> Value {
    let mut body = json!({"places": values.upto(9)});
    if values.chance.percent(50) {
        body["route"] = values.route();
    } else {
        body["from_asset_id"] = json!(values.asset());
        body["to_asset_id"] = json!(values.asset());
    }
    body
}

pub(super) fn towers(values: &mut Values<'_>) -> Value {
    json!({"from": super::base::point(2.5, 20.97), "within_m": 5000.0, "levels": values.upto(8)})
}

pub(super) fn works(values: &mut Values<'_>) -> Value {
    json!({"route": values.route(), "from": "2023-10-01", "until": "2024-06-01"})
}

pub(super) fn construction_route(values: &mut Values<'_>) -> Value {
    json!({"work": values.chance.one_of(&["telecom_passive", "line"]), "class": "II", "settlement": "urban",
        "in_plan": values.chance.percent(50), "place": values.point()})
}

pub(super) fn sharing_first(values: &mut Values<'_>) -> Value {
    json!({"place": values.point(), "settlement": values.chance.one_of(&["urban", "rural"]), "asset_kind": "tower"})
}

pub(super) fn message(_: &mut Values<'_>) -> Value {
    json!({"body": "Đề nghị trả lời", "audience": "parties"})
}

pub(super) fn action(values: &mut Values<'_>) -> Value {
    let data = match values.chance.below(3) {
        0 => json!({"crew": "Đội 1", "entry_on": "2023-10-20"}),
        _ => json!({}),
    };
    json!({"data": data, "comment": "Theo thỏa thuận"})
}

pub(super) fn works_draft(values: &mut Values<'_>) -> Value {
    json!({"title": "Đào đường", "description": "Ống D110", "contact": "0203", "place": values.route(), "starts_on": "2024-02-15"})
}

pub(super) fn subscription(values: &mut Values<'_>) -> Value {
    json!({"title": "Công trình", "topics": ["works_published"], "area_id": values.thing("area_id").id})
}

pub(super) fn person(values: &mut Values<'_>) -> Value {
    json!({"name": format!("Người {}", values.upto(9))})
}

pub(super) fn photo(_: &mut Values<'_>) -> String {
    "not a photograph".to_owned()
}

pub(super) fn document(values: &mut Values<'_>) -> String {
    format!("%PDF-1.7 {}", values.upto(100))
}

pub(super) fn geojson(values: &mut Values<'_>) -> String {
    let feature = json!({
        "type": "Feature", "geometry": values.point(),
        "properties": {"code": values.chance.one_of(&["KIN-001", "PC-001", "NEW-77"]), "kind": "pole"},
    });
    json!({"type": "FeatureCollection", "features": [feature]}).to_string()
}

pub(super) fn mapping(_: &mut Values<'_>) -> String {
    "name = \"x\"".to_owned()
}

/// An address that nobody has: a token after a forgotten password is random.
pub(super) fn password_reset(values: &mut Values<'_>) -> Value {
    json!({"email": format!("nobody{}@hatang.example", values.upto(1_000_000))})
}
