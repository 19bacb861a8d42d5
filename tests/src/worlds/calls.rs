//! Calls: an operation with its path, query, headers and body filled in.

use std::collections::BTreeMap;

use serde_json::Value;

use super::contract::{Operation, ParameterPlace};
use super::generators::{Body, Generator};
use super::pair::ApiCall;
use super::values::Values;
use super::viewers::Viewer;

/// A random call of an operation by a viewer.
pub(super) fn generate(
    values: &mut Values<'_>,
    viewer: Viewer,
    operation: &Operation,
    generator: &Generator,
) -> ApiCall {
    let path = path(values, operation);
    let mut query = String::new();
    let mut headers = Vec::new();
    let share = if operation.id == "asset.list" { 20 } else { 30 };
    for parameter in &operation.parameters {
        let wanted = parameter.required || values.chance.percent(share);
        if !wanted || parameter.name == "cursor" {
            continue;
        }
        // The generators know the properties of assets only, so other collections get no such
        // filter.
        let of_assets = ["ogc.filter", "ogc.sortby", "ogc.free_band", "ogc.kind"].contains(&parameter.name.as_str());
        if of_assets && !path.contains("/assets/") {
            continue;
        }
        let Some(value) = values.parameter(&operation.id, &parameter.name, &parameter.schema) else { continue };
        if parameter.place == ParameterPlace::Query {
            let name = parameter.name.trim_start_matches("ogc.");
            query.push(if query.is_empty() { '?' } else { '&' });
            query.extend([name, "=", &encoded(&value)]);
        }
    }
    let query = completed(&operation.id, query);
    let body = match generator.body {
        Body::None => None,
        Body::Schema => operation.body.as_ref().map(|schema| values.object(schema).to_string().into_bytes()),
        Body::Made(make) => Some(make(values).to_string().into_bytes()),
        Body::File(kind, make) => {
            headers.push(("Content-Type".to_owned(), kind.to_owned()));
            Some(make(values).into_bytes())
        }
    };
    if body.is_some() && headers.is_empty() {
        headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
    }
    if operation.id.starts_with("tiles") && values.chance.percent(30) {
        headers.push(("Accept-Encoding".to_owned(), "gzip".to_owned()));
    }
    if operation.id.starts_with("ogc") && values.chance.percent(20) {
        headers.push(("Accept".to_owned(), "text/html".to_owned()));
    }
    // A log-out and the end of a session are sent without a token, because the viewer must keep its
    // session.
    let ends_the_session = ["auth.logout", "own_session.delete"].contains(&operation.id.as_str());
    let token = viewer.login.filter(|_| !ends_the_session);
    ApiCall {
        operation: operation.id.clone(),
        token,
        method: operation.method.clone(),
        path: format!("{path}{query}"),
        headers,
        body,
    }
}

/// A call of an operation that needs nothing but its path.
pub(super) fn bare(operation: &Operation, path: String, viewer: Viewer) -> ApiCall {
    ApiCall {
        operation: operation.id.clone(),
        token: viewer.login,
        method: operation.method.clone(),
        path,
        headers: Vec::new(),
        body: None,
    }
}

/// The kind of case of an operation.
pub(super) fn kind_of(operation: &Operation) -> String {
    match operation.id.split('.').next().unwrap_or_default() {
        "clean_up_claim" => "clean_up_campaign".to_owned(),
        resource => resource.to_owned(),
    }
}

/// Whether the pools supply values of a parameter.
pub(super) fn is_pooled(name: &str) -> bool {
    name.starts_with("case_id") || super::pools::LISTS.iter().any(|(_, pool, _)| *pool == name)
}

/// A path with its parameters filled in; a nested object is named together with its parent.
fn path(values: &mut Values<'_>, operation: &Operation) -> String {
    let kind = kind_of(operation);
    let mut chosen: BTreeMap<&str, String> = BTreeMap::new();
    let names: Vec<&str> =
        operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
    if let [outer, inner] = names.as_slice() {
        let thing = values.thing(inner);
        if let Some(within) = thing.within {
            chosen.insert(outer, within);
            chosen.insert(inner, thing.id);
        }
    }
    let parts = operation.path.split('/').map(|part| {
        let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else { return part.to_owned() };
        if let Some(value) = chosen.get(name) {
            return encoded(value);
        }
        let schema = operation.parameters.iter().find(|one| one.name == name).map(|one| one.schema.clone());
        let of_kind = format!("{name} of {kind}");
        let value = match name {
            "case_id" if !operation.path.contains("/cases/") => values.thing(&of_kind).id,
            "kind" if operation.id.starts_with("pack") => {
                values.chance.one_of(&["sharing_request", "siting_application"])
            }
            _ => values.parameter(&operation.id, name, &schema.unwrap_or_default()).unwrap_or_default(),
        };
        encoded(&value)
    });
    let path = parts.collect::<Vec<_>>().join("/");
    if operation.id == "tiles.tile" { tile(values) } else { path }
}

/// A tile over the populated part of the map.
fn tile(values: &mut Values<'_>) -> String {
    let layer = values.chance.one_of(&["assets", "assets", "assets", "areas", "planned-works", "permits"]);
    let zoom = 4 + u32::try_from(values.chance.below(13)).unwrap_or_default();
    let (lon, lat): (f64, f64) = (107.080_5, 20.950_2);
    let side = f64::from(zoom).exp2();
    let x = ((lon + 180.0) / 360.0 * side).floor();
    let y = ((1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side).floor();
    format!("/tiles/{layer}/{zoom}/{x:.0}/{y:.0}")
}

/// Adds the parameters that other parameters require.
fn completed(operation: &str, mut query: String) -> String {
    let has = |query: &str, name: &str| query.contains(&format!("?{name}=")) || query.contains(&format!("&{name}="));
    if operation == "asset.list" || operation == "asset.get" {
        if has(&query, "within_m") && !has(&query, "near") {
            query.push_str("&near=107.08,20.95");
        } else if has(&query, "near") && !has(&query, "within_m") {
            query.push_str("&within_m=5000");
        }
    }
    query
}

/// The address of the next page of a list.
pub(super) fn next_page(path: &str, body: &Value) -> Option<String> {
    if let Some(cursor) = body["next_cursor"].as_str() {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let kept: Vec<&str> =
            query.split('&').filter(|part| !part.is_empty() && !part.starts_with("cursor=")).collect();
        let joint = if kept.is_empty() { "" } else { "&" };
        return Some(format!("{path}?{}{joint}cursor={}", kept.join("&"), encoded(cursor)));
    }
    let links = body["links"].as_array()?;
    let next = links.iter().find(|link| link["rel"] == "next")?;
    let address = next["href"].as_str()?;
    address.find("/ogc/").and_then(|at| address.get(at..)).map(str::to_owned)
}

/// A value, encoded for a path or a query.
fn encoded(value: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~,:".contains(byte);
    let escaped = |byte: u8| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(escaped).collect()
}
