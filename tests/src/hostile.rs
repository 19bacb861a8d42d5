//! Requests that cost much more to answer than to send. Each blocked a node, or would have, before
//! geometry, filters and searches had bounds. A test and `make load` send the same requests.

use std::f64::consts::TAU;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::test_client::TestClient;

/// A request that is expensive to answer.
#[derive(Debug, Clone)]
pub struct HostileRequest {
    /// The name in reports.
    pub name: &'static str,
    method: Method,
    /// The path from the root of the server.
    path: String,
    body: Option<Value>,
    /// Whether the caller is anonymous.
    is_anonymous: bool,
    /// The expected statuses; besides them 503, when the server is busy.
    pub ends: &'static [u16],
}

const LOCATE: &str = "/api/v1/areas/locate";
const ALONG: &str = "/api/v1/assets/along-route";
const LOGIN: &str = "/api/v1/auth/login";
/// More positions than one geometry may have.
const TOO_MANY: u32 = 20_000;

impl HostileRequest {
    /// Builds the request, with the token if the request needs a logged-in caller.
    pub fn ask(&self, client: &TestClient, token: &str) -> RequestBuilder {
        let bare = client.bare(self.method.clone(), &self.path);
        let ask = if self.is_anonymous { bare } else { bare.bearer_auth(token) };
        self.body.iter().fold(ask, RequestBuilder::json)
    }

    fn post(name: &'static str, path: &str, body: Value, ends: &'static [u16]) -> Self {
        Self { name, method: Method::POST, path: path.to_owned(), body: Some(body), is_anonymous: false, ends }
    }

    fn get(name: &'static str, path: String, ends: &'static [u16]) -> Self {
        Self { name, method: Method::GET, path, body: None, is_anonymous: false, ends }
    }

    fn anonymous(self) -> Self {
        Self { is_anonymous: true, ..self }
    }

    fn filter(name: &'static str, filter: &str, language: &str, ends: &'static [u16]) -> Self {
        let query: String = url_encoded(filter);
        Self::get(name, format!("/ogc/collections/areas/items?filter-lang={language}&filter={query}"), ends)
    }
}

/// All requests that are expensive to answer.
#[must_use]
pub fn requests() -> Vec<HostileRequest> {
    let refused: &[u16] = &[422];
    let located: &[u16] = &[200, 422];
    let no_login: &[u16] = &[400, 413, 422];
    let mut all = vec![
        HostileRequest::post("zigzag over all units", LOCATE, json!({"geometry": line(zigzag(5_000))}), located),
        HostileRequest::post(
            "line at random beside all units",
            LOCATE,
            json!({"geometry": line(random(5_000))}),
            located,
        ),
        HostileRequest::post("area whose edges all cross", LOCATE, json!({"geometry": star(2_001)}), refused),
        HostileRequest::post(
            "line of too many positions",
            LOCATE,
            json!({"geometry": line(zigzag(TOO_MANY))}),
            refused,
        ),
        HostileRequest::post("area of too many parts", LOCATE, json!({"geometry": crumbs(1_000)}), refused),
        HostileRequest::post("deeply nested geometry", LOCATE, json!({"geometry": nested(100)}), refused),
        HostileRequest::post(
            "dense route",
            ALONG,
            json!({"route": line(comb(5_000)), "buffer_m": 1_000.0}),
            &[200, 422],
        ),
        HostileRequest::post(
            "route of too many positions",
            ALONG,
            json!({"route": line(comb(TOO_MANY)), "buffer_m": 1.0}),
            refused,
        ),
        HostileRequest::post(
            "duct path between lines",
            "/api/v1/planning/duct-path",
            json!({"from": line(zigzag(TOO_MANY)), "to": line(zigzag(TOO_MANY))}),
            &[403, 422],
        ),
        HostileRequest::filter("15 conditions on places", &touches(15, 15), "cql2-text", &[400]),
        HostileRequest::filter("10 conditions on places", &touches(10, 12), "cql2-text", &[200, 400]),
        HostileRequest::filter(
            "nested brackets",
            &format!("{}1{}", "(".repeat(2_500), ")".repeat(2_500)),
            "cql2-text",
            &[400],
        ),
        HostileRequest::filter("nested negations", &format!("{}code='a'", "not ".repeat(1_500)), "cql2-text", &[400]),
        HostileRequest::filter(
            "nested JSON",
            &format!("{}true{}", r#"{"op":"not","args":["#.repeat(90), "]}".repeat(90)),
            "cql2-json",
            &[400],
        ),
        HostileRequest::get(
            "all units that touch an area",
            format!("/ogc/collections/areas/items?limit=10000&filter={}", url_encoded(&touches(1, 17))),
            &[200, 400],
        )
        .anonymous(),
        HostileRequest::post(
            "supports of a dense route",
            "/api/v1/planning/supports",
            json!({"route": line(comb(5_000)), "buffer_m": 200.0}),
            located,
        ),
        HostileRequest::post("many numbers under a long name", LOGIN, under_long_name(&json!(0)), no_login).anonymous(),
        HostileRequest::post(
            "many refused texts under a long name",
            LOGIN,
            under_long_name(&json!("\u{202e}")),
            no_login,
        )
        .anonymous(),
        HostileRequest::get("search for many words", format!("/api/v1/assets?q={}", ["a"; 1_000].join("+")), refused),
    ];
    // None of these requests starts a parsing thread, however many arrive.
    all.extend((0..8).map(|_| HostileRequest::filter("many filters", &touches(10, 10), "cql2-text", &[200, 400])));
    all
}

fn line(positions: impl IntoIterator<Item = [f64; 2]>) -> Value {
    let positions: Vec<_> = positions.into_iter().collect();
    json!({"type": "LineString", "coordinates": positions})
}

/// A line back and forth over the province.
fn zigzag(count: u32) -> Vec<[f64; 2]> {
    let step = 0.6 / f64::from(count);
    (0..count).map(|n| [107.0 + step * f64::from(n), if n % 2 == 0 { 20.9 } else { 21.2 }]).collect()
}

/// Positions at sea, in pseudo-random order; the same each time.
fn random(count: u32) -> Vec<[f64; 2]> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX)
    };
    (0..count).map(|_| [107.9 + 0.2 * next(), 20.5 + 0.2 * next()]).collect()
}

/// A line along a street, with teeth of a metre.
fn comb(count: u32) -> Vec<[f64; 2]> {
    (0..count).map(|n| [107.05 + 1e-6 * f64::from(n), 20.95 + if n % 2 == 0 { 0.0 } else { 1e-5 }]).collect()
}

/// A ring in which each edge crosses nearly all others.
fn star(corners: u32) -> Value {
    let corner = |n: u32| {
        let angle = TAU * f64::from(n * (corners / 2) % corners) / f64::from(corners);
        [107.3 + 0.3 * angle.cos(), 21.05 + 0.2 * angle.sin()]
    };
    let mut ring: Vec<[f64; 2]> = (0..corners).map(corner).collect();
    ring.extend(ring.first().copied());
    json!({"type": "Polygon", "coordinates": [ring]})
}

/// A multipolygon of many small polygons.
fn crumbs(count: u32) -> Value {
    let triangle = |n: u32| {
        let x = 107.0 + 1e-4 * f64::from(n);
        json!([[[x, 21.0], [x + 5e-5, 21.0], [x, 21.000_05], [x, 21.0]]])
    };
    json!({"type": "MultiPolygon", "coordinates": (0..count).map(triangle).collect::<Vec<_>>()})
}

fn nested(levels: u32) -> Value {
    let coordinates = (0..levels).fold(json!([107.0, 21.0]), |inner, _| json!([inner]));
    json!({"type": "Polygon", "coordinates": coordinates})
}

/// A list in which every item has a JSON pointer with a very long name.
fn under_long_name(item: &Value) -> Value {
    let name = "n".repeat(200_000);
    json!({name: vec![item; 100_000]})
}

fn touches(conditions: u32, corners: u32) -> String {
    let corner = |n: u32| {
        let angle = TAU * f64::from(n % corners) / f64::from(corners);
        format!("{:.3} {:.3}", 107.3 + 0.5 * angle.cos(), 21.0 + 0.5 * angle.sin())
    };
    let ring: Vec<String> = (0..=corners).map(corner).collect();
    let one = format!("S_TOUCHES(geometry, POLYGON(({})))", ring.join(","));
    vec![one; usize::try_from(conditions).unwrap_or_default()].join(" AND ")
}

fn url_encoded(text: &str) -> String {
    crate::percent_encoded(text)
}
