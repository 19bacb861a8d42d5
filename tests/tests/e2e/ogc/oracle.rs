//! An independent model of filters: small conditions on the grid, each with its two encodings,
//! evaluated by counting grid steps.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use tests::test_app::cast::{POWER, VIETTEL, VNPT};

use super::data::{ADDRESSES, Plan, STEPS, at, day, instant};

/// A reader: an office that sees the minimum information of others' assets, or the regulator, who
/// sees everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    Of(u128),
    Everything,
}

impl Reader {
    fn in_full(self, plan: &Plan) -> bool {
        match self {
            Self::Everything => true,
            Self::Of(office) => plan.owner == office || plan.tenant == Some(office),
        }
    }

    pub(crate) fn sees(self, plan: &Plan) -> bool {
        self.in_full(plan) || !(plan.critical || plan.secret)
    }
}

/// A box of the grid that may have no width or height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    west: i64,
    south: i64,
    east: i64,
    north: i64,
}

/// A condition of a filter.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Text(&'static str, &'static str, String),
    Like(&'static str, &'static str),
    Folded(&'static str),
    Height(&'static str, f64),
    Between(f64, f64),
    Shareable(&'static str, bool),
    Kinds(Vec<&'static str>),
    Missing(&'static str),
    Observed(&'static str, u32, u32),
    Updated(&'static str, u32),
    Lies(&'static str, Area),
    Not(Box<Condition>),
    And(Vec<Condition>),
    Or(Vec<Condition>),
}

/// A strategy for random conditions, up to four levels deep.
pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    let compare = || select(vec!["=", "<>", "<", "<=", ">", ">="]);
    let text = prop_oneof![
        (Just("code"), select(vec!["QN-001", "qn-003", "QN-020", "Z"])),
        (Just("kind"), select(vec!["pole", "duct_section", "tower"])),
        (Just("address"), select(ADDRESSES.to_vec())),
        (Just("material"), select(vec!["concrete", "steel"])),
        (Just("free_band"), select(vec!["none", "few", "some", "many"])),
    ];
    let patterns =
        vec!["%", "Trần%", "%hưng%", "_rần%", "100\\%%", "%\\_12 [cũ] *", "%*", "QN-0_1", "%[%", "Đường Hạ Long"];
    let relations = vec!["intersects", "disjoint", "within", "contains", "equals", "touches", "crosses", "overlaps"];
    let area = (0..=STEPS, 0..=STEPS, 0..=4_i64, 0..=4_i64).prop_map(|(west, south, wide, high)| {
        let (wide, high) = if wide == 0 || high == 0 { (0, 0) } else { (wide, high) };
        Area { west, south, east: west + wide, north: south + high }
    });
    let times = vec!["after", "before", "during", "equals", "intersects", "disjoint", "starts", "finishes"];
    let leaf = prop_oneof![
        3 => (text, compare()).prop_map(|((name, value), how)| Condition::Text(name, how, value.to_owned())),
        2 => (select(vec!["address", "code"]), select(patterns)).prop_map(|(name, like)| Condition::Like(name, like)),
        1 => select(vec!["TRẦN HƯNG ĐẠO", "tran hung dao", "Bai chay"]).prop_map(Condition::Folded),
        1 => (compare(), select(vec![7.5, 8.5, 9.0])).prop_map(|(how, metres)| Condition::Height(how, metres)),
        1 => (select(vec![7.0, 8.5]), select(vec![8.5, 20.0])).prop_map(|(low, high)| Condition::Between(low, high)),
        1 => (select(vec!["=", "<>"]), any::<bool>()).prop_map(|(how, yes)| Condition::Shareable(how, yes)),
        1 => prop::sample::subsequence(vec!["pole", "manhole", "land_plot"], 1..=3).prop_map(Condition::Kinds),
        1 => select(vec!["address", "height_m", "observed_on", "material"]).prop_map(Condition::Missing),
        2 => (select(times), 0..5_u32, 0..3_u32).prop_map(|(how, from, long)| Condition::Observed(how, from, from + long)),
        1 => (compare(), 0..5_u32).prop_map(|(how, number)| Condition::Updated(how, number)),
        4 => (select(relations), area).prop_map(|(how, area)| Condition::Lies(how, area)),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let many = prop::collection::vec(inner.clone(), 2..=3);
        prop_oneof![
            inner.prop_map(|one| Condition::Not(Box::new(one))),
            many.clone().prop_map(Condition::And),
            many.prop_map(Condition::Or),
        ]
    })
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn op(name: &str, args: Value) -> Value {
    Value::Object([("op".to_owned(), json!(name)), ("args".to_owned(), args)].into_iter().collect())
}

fn named(name: &str) -> Value {
    json!({"property": name})
}

impl Condition {
    /// The condition as CQL2 text.
    pub(crate) fn text(&self) -> String {
        let joined = |parts: &[Self], with: &str| {
            parts.iter().map(|part| format!("({})", part.text())).collect::<Vec<_>>().join(with)
        };
        match self {
            Self::Text(name, how, value) => format!("{name} {how} {}", quoted(value)),
            Self::Like(name, pattern) => format!("{name} LIKE {}", quoted(pattern)),
            Self::Folded(value) => format!("ACCENTI(CASEI(address)) = ACCENTI(CASEI({}))", quoted(value)),
            Self::Height(how, metres) => format!("height_m {how} {metres}"),
            Self::Between(low, high) => format!("height_m BETWEEN {low} AND {high}"),
            Self::Shareable(how, yes) => format!("shareable {how} {yes}"),
            Self::Kinds(kinds) => {
                format!("kind IN ({})", kinds.iter().map(|kind| quoted(kind)).collect::<Vec<_>>().join(","))
            }
            Self::Missing(name) => format!("{name} IS NULL"),
            Self::Observed(how, from, until) => {
                format!("T_{}(observed_on, INTERVAL('{}','{}'))", how.to_uppercase(), day(*from), day(*until))
            }
            Self::Updated(how, number) => format!("updated_at {how} TIMESTAMP('{}')", stamp(*number)),
            Self::Lies(how, area) => format!("S_{}(geometry, {})", how.to_uppercase(), area.wkt()),
            Self::Not(part) => format!("NOT ({})", part.text()),
            Self::And(parts) => joined(parts, " AND "),
            Self::Or(parts) => joined(parts, " OR "),
        }
    }

    /// The condition as CQL2 JSON.
    pub(crate) fn json(&self) -> Value {
        let all = |parts: &[Self]| Value::Array(parts.iter().map(Self::json).collect());
        match self {
            Self::Text(name, how, value) => op(how, json!([named(name), value])),
            Self::Like(name, pattern) => op("like", json!([named(name), pattern])),
            Self::Folded(value) => {
                let fold = |inner: Value| op("accenti", json!([op("casei", json!([inner]))]));
                op("=", json!([fold(named("address")), fold(json!(value))]))
            }
            Self::Height(how, metres) => op(how, json!([named("height_m"), metres])),
            Self::Between(low, high) => op("between", json!([named("height_m"), low, high])),
            Self::Shareable(how, yes) => op(how, json!([named("shareable"), yes])),
            Self::Kinds(kinds) => op("in", json!([named("kind"), kinds])),
            Self::Missing(name) => op("isNull", json!([named(name)])),
            Self::Observed(how, from, until) => {
                let interval = json!({"interval": [day(*from).to_string(), day(*until).to_string()]});
                op(&format!("t_{how}"), json!([named("observed_on"), interval]))
            }
            Self::Updated(how, number) => op(how, json!([named("updated_at"), {"timestamp": stamp(*number)}])),
            Self::Lies(how, area) => op(&format!("s_{how}"), json!([named("geometry"), area.geojson()])),
            Self::Not(part) => op("not", json!([part.json()])),
            Self::And(parts) => op("and", all(parts)),
            Self::Or(parts) => op("or", all(parts)),
        }
    }

    /// The result of the condition for a plan and a reader; `None` if it is unknown.
    pub(crate) fn holds(&self, plan: &Plan, reader: Reader) -> Option<bool> {
        let full = reader.in_full(plan);
        let text = |name: &str| match name {
            "code" => Some(plan.code.as_str()),
            "kind" => Some(plan.kind),
            "free_band" => Some(band(plan)),
            "address" => plan.address.filter(|_| full),
            _ => plan.material.filter(|_| full),
        };
        let height = plan.height_m.filter(|_| full);
        let observed = plan.observed_on.filter(|_| full);
        match self {
            Self::Text(name, how, value) => Some(ordered(how, text(name)?.cmp(value.as_str()))),
            Self::Like(name, pattern) => {
                Some(alike(&text(name)?.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>()))
            }
            Self::Folded(value) => {
                Some(domain::text::fold(plan.address.filter(|_| full)?) == domain::text::fold(value))
            }
            Self::Height(how, metres) => Some(ordered(how, height?.total_cmp(metres))),
            Self::Between(low, high) => Some(height? >= *low && height? <= *high),
            Self::Shareable(how, yes) => Some((plan.shareable == *yes) == (*how == "=")),
            Self::Kinds(kinds) => Some(kinds.contains(&plan.kind)),
            Self::Missing("height_m") => Some(height.is_none()),
            Self::Missing("observed_on") => Some(observed.is_none()),
            Self::Missing(name) => Some(text(name).is_none()),
            Self::Observed(how, from, until) => {
                let (at, from, until) = (observed?, day(*from), day(*until));
                Some(match *how {
                    "after" => at > until,
                    "before" => at < from,
                    "during" => at > from && at < until,
                    "equals" => at == from && at == until,
                    "intersects" => at >= from && at <= until,
                    "disjoint" => at < from || at > until,
                    "starts" => at == from && at < until,
                    _ => at > from && at == until,
                })
            }
            Self::Updated(how, number) => Some(ordered(how, plan.updated_at.cmp(&instant(*number)))),
            Self::Lies(how, area) => Some(area.relates(how, plan)),
            Self::Not(part) => part.holds(plan, reader).map(|holds| !holds),
            Self::And(parts) => {
                let each: Vec<_> = parts.iter().map(|part| part.holds(plan, reader)).collect();
                if each.contains(&Some(false)) { Some(false) } else { each.iter().all(Option::is_some).then_some(true) }
            }
            Self::Or(parts) => {
                let each: Vec<_> = parts.iter().map(|part| part.holds(plan, reader)).collect();
                if each.contains(&Some(true)) { Some(true) } else { each.iter().all(Option::is_some).then_some(false) }
            }
        }
    }
}

fn stamp(number: u32) -> String {
    instant(number).to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// The band of a plan with six positions, of which the owner and a tenant use some.
fn band(plan: &Plan) -> &'static str {
    match 6 - plan.own_use - u32::from(plan.tenant.is_some()) {
        0 => "none",
        1 | 2 => "few",
        3..=5 => "some",
        _ => "many",
    }
}

fn ordered(how: &str, order: std::cmp::Ordering) -> bool {
    match how {
        "=" => order.is_eq(),
        "<>" => order.is_ne(),
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    }
}

fn alike(text: &[char], pattern: &[char]) -> bool {
    match (pattern, text) {
        ([], rest) => rest.is_empty(),
        (['%', after @ ..], rest) => (0..=rest.len()).any(|from| alike(&rest[from..], after)),
        (['\\', wanted, after @ ..], [character, rest @ ..]) => character == wanted && alike(rest, after),
        (['_', after @ ..], [_, rest @ ..]) => alike(rest, after),
        ([wanted, after @ ..], [character, rest @ ..]) if *wanted != '\\' => character == wanted && alike(rest, after),
        (_, _) => false,
    }
}

impl Area {
    fn is_point(self) -> bool {
        self.west == self.east && self.south == self.north
    }

    fn corners(self) -> Vec<(f64, f64)> {
        let (west, south, east, north) = (self.west, self.south, self.east, self.north);
        [(west, south), (east, south), (east, north), (west, north), (west, south)].map(|(x, y)| at(x, y)).to_vec()
    }

    fn wkt(self) -> String {
        if self.is_point() {
            let (x, y) = at(self.west, self.south);
            return format!("POINT({x} {y})");
        }
        let ring: Vec<String> = self.corners().into_iter().map(|(x, y)| format!("{x} {y}")).collect();
        format!("POLYGON(({}))", ring.join(", "))
    }

    fn geojson(self) -> Value {
        if self.is_point() {
            let (x, y) = at(self.west, self.south);
            return json!({"type": "Point", "coordinates": [x, y]});
        }
        json!({"type": "Polygon", "coordinates": [self.corners()]})
    }

    /// Whether a plan has this relation to the area. Every geometry is a box whose sides are
    /// parallel to the grid, so counting steps suffices.
    fn relates(self, how: &str, plan: &Plan) -> bool {
        let own = Self { west: plan.west, south: plan.south, east: plan.east, north: plan.north };
        let meet = own.west <= self.east && self.west <= own.east && own.south <= self.north && self.south <= own.north;
        let in_it =
            own.west >= self.west && own.east <= self.east && own.south >= self.south && own.north <= self.north;
        let around =
            self.west >= own.west && self.east <= own.east && self.south >= own.south && self.north <= own.north;
        let inner = interior(own.west, own.east, self.west, self.east)
            && interior(own.south, own.north, self.south, self.north);
        let line = own.is_line();
        match how {
            "intersects" => meet,
            "disjoint" => !meet,
            "within" => in_it && inner,
            "contains" => around && inner,
            "equals" => own == self,
            "touches" => meet && !inner,
            "crosses" => line && !self.is_point() && inner && !in_it,
            // Both have the same dimension, and each has a part that the other lacks.
            _ => !line && own.is_point() == self.is_point() && inner && !in_it && !around,
        }
    }

    fn is_line(self) -> bool {
        (self.west == self.east) != (self.south == self.north)
    }
}

/// Whether the interiors of two spans intersect. A span without length is all interior.
fn interior(a: i64, b: i64, c: i64, d: i64) -> bool {
    match (a == b, c == d) {
        (true, true) => a == c,
        (true, false) => c < a && a < d,
        (false, true) => a < c && c < b,
        (false, false) => a < d && c < b,
    }
}

/// The readers of the test and their access.
pub(crate) const READERS: [(&str, Reader); 4] = [
    ("clerk@power", Reader::Of(POWER)),
    ("planner@vnpt", Reader::Of(VNPT)),
    ("manager@viettel", Reader::Of(VIETTEL)),
    ("lead@sotttt", Reader::Everything),
];
