//! Values for parameters and fields: known interesting ones by name, else values that the schema
//! allows.

use serde_json::{Map, Value, json};

use super::base::Known;
use super::chance::Chance;
use super::contract::Contract;
use super::histories::HIDDEN_WORD;
use super::pools::{Pools, Thing};

/// Generates values for one call.
#[derive(Debug)]
pub(super) struct Values<'a> {
    /// The source of random choices.
    pub(super) chance: &'a mut Chance,
    /// The ids of the common initial state.
    pub(super) known: &'a Known,
    /// The ids that viewers have seen.
    pub(super) pools: &'a Pools,
    pub(super) contract: &'a Contract,
    /// The queryables of the map service.
    pub(super) queryables: &'a [(String, String)],
    /// The viewer that sends the call.
    pub(super) viewer: &'static str,
}

/// The populated part of the map: longitudes and latitudes.
const BOXES: [&str; 5] = [
    "107.07,20.94,107.10,20.98",
    "107.0795,20.9495,107.0825,20.9505",
    "106,20,108,22",
    "107.08,20.95,107.081,20.951",
    "0,0,1,1",
];
const WORDS: [&str; 11] =
    [HIDDEN_WORD, HIDDEN_WORD, "poor", "alfa", "tran hung dao", "PC", "steel", "concrete", "ngo", "VNPT", "bien ban"];
const KINDS: [&str; 5] = ["pole", "duct_section", "tower", "manhole", "pole,tower"];
pub(super) const UNITS: [&str; 6] =
    ["attachment_position", "bore", "mounting_level", "load_nm", "fill_mm2", "weight_kg"];
const SHAPES: [&str; 3] = [
    "POLYGON((107.07 20.94, 107.09 20.94, 107.09 20.96, 107.07 20.96, 107.07 20.94))",
    "POLYGON((107.0795 20.9495, 107.0805 20.9495, 107.0805 20.9505, 107.0795 20.9505, 107.0795 20.9495))",
    "LINESTRING(107.08 20.95, 107.09 20.95)",
];

impl Values<'_> {
    /// An object for a parameter of this name.
    pub(super) fn thing(&mut self, name: &str) -> Thing {
        self.pools.one(self.chance, self.viewer, name)
    }

    /// An asset: one that exists in both worlds, one hidden in the second, or another.
    pub(super) fn asset(&mut self) -> String {
        let known = self.known;
        let all = [
            &known.open_pole,
            &known.busy_pole,
            &known.reserved_pole,
            &known.agreed_pole,
            &known.secret_pole,
            &known.duct,
            &known.tower,
            &known.lighting_pole,
        ];
        if !known.hidden.is_empty() && self.chance.percent(15) {
            return self.chance.one(&known.hidden).cloned().unwrap_or_default();
        }
        if self.chance.percent(70) {
            return self.chance.one(&all).map(|id| (*id).clone()).unwrap_or_default();
        }
        self.thing("asset_id").id
    }

    /// A point within the populated part of the map.
    pub(super) fn point(&mut self) -> Value {
        let steps = f64::from(u32::try_from(self.chance.below(12)).unwrap_or_default());
        let lat = self.chance.one(&[20.95, 20.96, 20.97]).copied().unwrap_or(20.95);
        super::base::point(steps, lat)
    }

    /// A route along the street or along the ducts.
    pub(super) fn route(&mut self) -> Value {
        let lat = self.chance.one(&[20.95, 20.95, 20.96]).copied().unwrap_or(20.95);
        let end = self.chance.one(&[107.083, 107.09, 107.095]).copied().unwrap_or(107.09);
        json!({"type": "LineString", "coordinates": [[107.0795, lat], [end, lat]]})
    }

    /// A filter of the map service over assets, `height_m > 9 AND free_band = 'many'`.
    fn filter(&mut self) -> String {
        let one = self.comparison();
        match self.chance.below(4) {
            0 => format!("{one} AND {}", self.comparison()),
            1 => format!("{one} OR NOT ({})", self.comparison()),
            _ => one,
        }
    }

    fn comparison(&mut self) -> String {
        if self.chance.percent(25) {
            return format!("free_band = '{}'", self.chance.one_of(&["none", "few", "some", "many"]));
        }
        let Some((name, kind)) = self.chance.one(self.queryables).cloned() else { return "code LIKE 'PC%'".to_owned() };
        let how = self.chance.one_of(&["=", "<>", ">", "<", ">=", "<="]);
        match kind.as_str() {
            _ if kind != "geometry" && self.chance.percent(10) => format!("{name} IS NULL"),
            "number" | "integer" => format!("{name} {how} {}", self.upto(12)),
            "boolean" => format!("{name} = {}", self.chance.percent(50)),
            "date" => format!("{name} {how} DATE('2023-10-0{}')", self.upto(7)),
            "date-time" => format!("{name} {how} TIMESTAMP('2023-10-0{}T04:00:00Z')", self.upto(7)),
            "geometry" => {
                let relation = self.chance.one_of(&["S_INTERSECTS", "S_WITHIN", "S_DISJOINT"]);
                format!("{relation}(geometry, {})", self.chance.one_of(&SHAPES))
            }
            _ => match self.chance.below(3) {
                0 => format!("{name} LIKE '%{}%'", self.chance.one_of(&[HIDDEN_WORD, "alfa", "Trần", "PC"])),
                1 => format!("CASEI({name}) LIKE CASEI('{}%')", self.chance.one_of(&["KIN", "PC", "St", "Ngõ"])),
                _ => {
                    format!(
                        "{name} = '{}'",
                        self.chance.one_of(&["steel", "concrete", "poor", "good", "pole", "PC-001"])
                    )
                }
            },
        }
    }

    /// A number from 1 to a bound.
    pub(super) fn upto(&mut self, bound: usize) -> usize {
        1 + self.chance.below(bound)
    }

    /// The text of a parameter in a path or a query.
    pub(super) fn parameter(&mut self, operation: &str, name: &str, schema: &Value) -> Option<String> {
        let words = |all: &[&str], chance: &mut Chance| Some(chance.one_of(all));
        let is_list = operation.rsplit('.').next() == Some("list");
        match name {
            "bbox" | "ogc.bbox" => words(&BOXES, self.chance),
            "near" => words(&["107.08,20.95", "107.082,20.95", "107.083,20.97"], self.chance),
            "within_m" => words(&["10", "150", "500", "5000"], self.chance),
            "lon" => words(&["107.05", "107.08", "107.29"], self.chance),
            "lat" => words(&["20.96", "20.95", "21.42"], self.chance),
            "kind" if ["asset.list", "asset.count"].contains(&operation) => words(&KINDS, self.chance),
            "kind" if operation == "document.create" => {
                words(&["other", "correspondence", "photo", "route_plan"], self.chance)
            }
            "kind" if operation == "organization.list" => words(&["operator", "owner", "committee"], self.chance),
            "kind" | "case_kind" if ["case.list", "case.count", "task.list"].contains(&operation) => {
                words(&["sharing_request", "siting_application,planned_works", "clean_up_campaign"], self.chance)
            }
            "kind" => {
                words(&["sharing_request", "siting_application", "construction_permit", "planned_works"], self.chance)
            }
            "ids" => Some(format!("{},{}", self.asset(), self.asset())),
            "from" if operation == "calendar.count" => words(&["2023-10-02"], self.chance),
            "to" if operation == "calendar.count" => None,
            "free_min" | "days" => Some(self.upto(12).to_string()),
            "q" | "code" if is_list && operation != "quality_issue.list" => words(&WORDS, self.chance),
            "phase" => words(&["open", "draft,open", "in_force", "closed"], self.chance),
            "stance" => words(&["applicant", "owner,co_owner", "reviewer", "informed"], self.chance),
            "types" => words(&["case", "case,asset", "organization"], self.chance),
            "turn" => words(&["mine", "others"], self.chance),
            "by" if operation == "asset.count" => {
                words(&["kind", "free_band", "owner,free_band", "kind,lifecycle"], self.chance)
            }
            "by" => words(&["kind", "phase", "kind,phase"], self.chance),
            "include" => words(&["content"], self.chance),
            "filed_from" | "filed_to" | "due_before" => {
                words(&["2023-10-02", "2023-10-05", "2023-10-16", "2024-01-01"], self.chance)
            }
            "status" if operation == "task.list" => words(&["open", "claimed", "open,claimed", "done"], self.chance),
            "sort" if operation == "task.list" => words(&["due_at", "-created_at"], self.chance),
            "sort" if operation == "case.list" => {
                words(&["due_at", "-due_at", "filed_at", "-filed_at", "updated_at", "-updated_at"], self.chance)
            }
            "q" if ["case.count", "asset.count"].contains(&operation) => words(&WORDS, self.chance),
            "sort" if operation == "asset.count" => None,
            "sort" => {
                let orders =
                    ["id", "-code", "updated_at", "-updated_at", "owner", "free_band", "-free_band", "distance"];
                words(&orders, self.chance)
            }
            "as_of" => words(
                &["2023-10-02T02:00:00Z", "2023-10-03T02:00:00Z", "2023-10-05T03:30:00Z", "2023-10-05T09:00:00Z"],
                self.chance,
            ),
            "limit" | "ogc.limit" => words(&["1", "2", "5", "50", "500"], self.chance),
            "lifecycle" => words(&["in_service", "planned", "in_service,planned"], self.chance),
            "state" => words(&["draft", "submitted", "complete", "offered", "withdrawn"], self.chance),
            "status" if operation == "quality_issue.list" => words(&["any", "open", "dismissed"], self.chance),
            "code" if operation == "quality_issue.list" => words(&["duplicate_place"], self.chance),
            "area" if ["asset.list", "asset.count"].contains(&operation) => words(&["22", "193"], self.chance),
            "on" => words(&["2023-10-06", "2025-08-01"], self.chance),
            "level" => words(&["province", "district", "commune"], self.chance),
            "year" => words(&["2023", "2024"], self.chance),
            "weight" => words(&["refused", "notice"], self.chance),
            "lang" => words(&["vi", "en"], self.chance),
            "mapping" => words(&["hatang-export"], self.chance),
            "file_name" | "name" if !operation.starts_with("import_mapping.update") => {
                words(&["tep.geojson", "anh.jpg", "drawings.pdf"], self.chance)
            }
            "secret" => words(&["ABCDEFGHJK"], self.chance),
            "collection" | "layer" => {
                words(&["assets", "assets", "assets", "areas", "planned-works", "permits", "cases"], self.chance)
            }
            "feature" => Some(self.asset()),
            "ogc.datetime" => words(
                &["2023-10-05T03:00:00Z/2023-10-05T05:00:00Z", "2023-10-05T04:00:00Z/..", "../2023-10-05T03:00:00Z"],
                self.chance,
            ),
            "ogc.filter" => Some(self.filter()),
            "ogc.sortby" => {
                words(&["code", "-code", "updated_at", "-updated_at", "free_band", "height_m"], self.chance)
            }
            "ogc.free_band" => words(&["none", "few", "some", "many"], self.chance),
            "ogc.kind" => words(&["pole", "tower"], self.chance),
            "ogc.crs" => words(&["http://www.opengis.net/def/crs/OGC/1.3/CRS84"], self.chance),
            "calendar" => words(&["vn", "vietnam", "quang-ninh"], self.chance),
            "pack" => Some(self.thing("pack").id),
            _ => self.field(name, schema).map(|value| match &value {
                Value::String(text) => text.clone(),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    value.to_string()
                }
            }),
        }
    }

    /// The value of a field.
    pub(super) fn field(&mut self, name: &str, schema: &Value) -> Option<Value> {
        if let Some(pool) = pool_of(name) {
            let id = if pool == "asset_id" { self.asset() } else { self.thing(pool).id };
            return Some(json!(id));
        }
        let schema = self.contract.resolved(schema);
        if let Some(words) = schema["enum"].as_array() {
            return self.chance.one(words).cloned();
        }
        let of_name = match name {
            "unit" => json!(self.chance.one_of(&UNITS)),
            "quantity" | "places" | "levels" | "bores" | "found" | "installed" | "free_min" => json!(self.upto(12)),
            "place" | "geometry" | "from" | "to" if schema["type"] != "string" => self.point(),
            "route" => self.route(),
            "kind" | "asset_kind" => json!(self.chance.one_of(&["pole", "tower"])),
            "bbox" => json!(self.chance.one_of(&BOXES)),
            "q" => json!(self.chance.one_of(&WORDS)),
            "within_m" => json!(500.0),
            "valid_from" | "starts_on" | "day" | "effective_on" => json!("2023-11-20"),
            "valid_to" => json!("2023-11-24"),
            "observed_on" => json!("2023-10-02"),
            "pack" => return None,
            _ => return self.of_schema(name, &schema),
        };
        Some(of_name)
    }

    fn of_schema(&mut self, name: &str, schema: &Value) -> Option<Value> {
        Some(match schema["type"].as_str() {
            Some("object") => self.object(schema),
            Some("array") => {
                let count = 1 + self.chance.below(2);
                (0..count).filter_map(|_| self.field(singular(name), &schema["items"])).collect()
            }
            Some("integer") => json!(self.upto(5)),
            Some("number") => json!(self.upto(5) * 10),
            Some("boolean") => json!(self.chance.percent(50)),
            Some("string") => match schema["format"].as_str() {
                Some("uuid") => json!(self.chance.unknown_id()),
                Some("date") => json!("2023-11-20"),
                Some("date-time") => json!("2023-10-05T09:00:00Z"),
                _ => json!(self.chance.one_of(&["Trần Hưng Đạo", "Kiểm kê", "pole", "vi"])),
            },
            _ => return None,
        })
    }

    /// An object of a schema: the required fields, and half of the rest.
    pub(super) fn object(&mut self, schema: &Value) -> Value {
        let schema = self.contract.resolved(schema);
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if !required.contains(&name.as_str()) && self.chance.percent(50) {
                continue;
            }
            if let Some(value) = self.field(name, property) {
                object.insert(name.clone(), value);
            }
        }
        Value::Object(object)
    }
}

fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// The pool for fields and parameters of a name.
fn pool_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "asset_id" | "from_asset_id" | "to_asset_id" => "asset_id",
        "case_id" | "case" | "siting_case_id" | "previous_case_id" | "sharing_case_id" => "case_id",
        "organization_id" | "owner_id" | "applicant_id" | "to_organization_id" | "owner" | "applicant" | "office"
        | "organization" | "authority" | "predecessor_id" | "successor_id" => "organization_id",
        "user_id" | "to_user_id" => "user_id",
        "area" | "area_id" => "area_id",
        _ => {
            return super::pools::LISTS
                .into_iter()
                .map(|(_, pool, _)| pool)
                .find(|pool| *pool == name && *pool != "name");
        }
    })
}
