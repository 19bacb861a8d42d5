//! Administrative units: the list with codes and validities, and their boundaries where there are any.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use geojson::GeoJson;
use serde::Deserialize;

use crate::{faults::{Fault, Faults, unless}, source::Source};

const UNITS: &str = "areas/quang-ninh-units.csv";
const BOUNDARIES: [(&str, Option<&str>); 2] =
    [("areas/quang-ninh-districts-2023.geojson", None), ("areas/quang-ninh-communes-2025.geojson", Some("2025-07-01"))];

/// An administrative unit in one of its validities.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The official code; reused across reorganisations.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Province, district, commune …, as the law of the day calls it.
    pub kind: String,
    /// 1 for the province, 2 below it, 3 below that.
    pub level: u8,
    /// The unit it belongs to.
    pub parent: Option<String>,
    /// From this day; open when absent.
    pub valid_from: Option<NaiveDate>,
    /// Until the day before this one; open when absent.
    pub valid_to: Option<NaiveDate>,
    /// Its boundary as a GeoJSON geometry, where there is one.
    pub boundary: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Line {
    code: String,
    name_vi: String,
    kind: String,
    level: u8,
    parent_code: String,
    valid_from: String,
    valid_to: String,
}

/// Reads the units and their boundaries.
///
/// # Errors
/// Every fault.
pub fn load(source: &Source) -> Result<Vec<Unit>, Faults> {
    let file = source.file(UNITS)?;
    let mut units = Vec::new();
    let mut faults = Vec::new();
    let mut boundaries = boundaries(source)?;
    for (place, line) in csv::Reader::from_reader(file.text.as_bytes()).deserialize::<Line>().enumerate() {
        let at = |reason: String| Fault { file: UNITS.to_owned(), line: place.saturating_add(2), reason };
        match line.map_err(|why| at(why.to_string())).and_then(|line| unit(line, &mut boundaries).map_err(at)) {
            Ok(unit) => units.push(unit),
            Err(fault) => faults.push(fault),
        }
    }
    for (code, from) in boundaries.keys() {
        let since = from.map_or_else(|| "the beginning".to_owned(), |day| day.to_string());
        faults.push(Fault::new(UNITS, 0, format!("a boundary is there for `{code}` from {since}, but no such unit")));
    }
    unless(faults, units)
}

type Boundaries = BTreeMap<(String, Option<NaiveDate>), serde_json::Value>;

fn unit(line: Line, boundaries: &mut Boundaries) -> Result<Unit, String> {
    let valid_from = day(&line.valid_from)?;
    let valid_to = day(&line.valid_to)?;
    if let (Some(from), Some(to)) = (valid_from, valid_to)
        && to <= from
    {
        return Err(format!("ends on {to}, before it begins on {from}"));
    }
    let boundary = boundaries.remove(&(line.code.clone(), valid_from));
    Ok(Unit {
        boundary,
        code: line.code,
        name: domain::text::nfc(&line.name_vi),
        kind: line.kind,
        level: line.level,
        parent: Some(line.parent_code).filter(|code| !code.is_empty()),
        valid_from,
        valid_to,
    })
}

fn day(text: &str) -> Result<Option<NaiveDate>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_bad| format!("`{text}` is not a day"))
}

fn boundaries(source: &Source) -> Result<Boundaries, Faults> {
    let mut found = BTreeMap::new();
    for (path, from) in BOUNDARIES {
        let file = source.file(path)?;
        let collection = match file.text.parse::<GeoJson>() {
            Ok(GeoJson::FeatureCollection(collection)) => collection,
            Ok(GeoJson::Feature(_) | GeoJson::Geometry(_)) => return Err(Faults::from(Fault::new(path, 0, "must be a feature collection"))),
            Err(why) => return Err(Faults::from(Fault::new(path, 0, why.to_string()))),
        };
        let from = from.and_then(|text| text.parse().ok());
        for feature in collection.features {
            let code = feature.property("code").and_then(|code| code.as_str().map(str::to_owned));
            let geometry = feature.geometry.map(|geometry| serde_json::to_value(&geometry).unwrap_or_default());
            match (code, geometry) {
                (Some(code), Some(geometry)) => {
                    found.insert((code, from), geometry);
                }
                (_, _) => return Err(Faults::from(Fault::new(path, 0, "a feature has no code or no geometry"))),
            }
        }
    }
    Ok(found)
}
