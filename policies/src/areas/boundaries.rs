//! Boundaries of units: GeoJSON files whose features have the codes of one day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::place::Shape;
use serde::Deserialize;
use serde_json::Value;

use super::Unit;
use crate::{
    faults::{PartError, PolicyFault, PolicyFaults},
    source::Source,
};

/// A boundary and its legal weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Boundary {
    pub shape: Shape,
    pub boundary_use: BoundaryUse,
    /// The source of the boundary.
    pub origin: String,
}

/// The legal weight of a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoundaryUse {
    /// As the law defines it.
    Official,
    /// The official boundary with fewer points.
    Simplified,
    /// Assembled from other boundaries; without legal effect.
    Derived,
}

/// A file of boundaries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    file: String,
    /// The day on which the codes of the file are valid.
    day: toml::value::Datetime,
    /// Folders of policies from before the first release call it `standing`.
    #[serde(alias = "standing")]
    boundary_use: BoundaryUse,
    origin: String,
}

impl Set {
    /// Assigns each unit its boundary.
    pub(super) fn draw<'a>(
        &self,
        source: &Source,
        units: impl Iterator<Item = &'a mut Unit>,
    ) -> Result<Vec<PolicyFault>, PolicyFaults> {
        let path = format!("areas/{}", self.file);
        let day = self.day()?;
        let file = source.file(&path)?;
        let collection: Value =
            serde_json::from_str(&file.text).map_err(|why| PolicyFault::new(&path, why.line(), why.to_string()))?;
        let Some(features) = collection.get("features").and_then(Value::as_array) else {
            return Err(PolicyFault::new(&path, 0, "must be a GeoJSON feature collection").into());
        };
        let mut valid_units: Vec<&mut Unit> = units.filter(|unit| unit.validity.holds_on(day)).collect();
        let mut drawn = BTreeSet::new();
        let mut faults = Vec::new();
        for (place, feature) in features.iter().enumerate() {
            if let Err(reason) = self.draw_one(feature, &mut valid_units, &mut drawn) {
                let which = place.saturating_add(1);
                faults.push(PolicyFault::new(&path, 0, format!("feature {which}: {reason}")));
            }
        }
        Ok(faults)
    }

    fn day(&self) -> Result<NaiveDate, PolicyFault> {
        let day = self
            .day
            .date
            .and_then(|day| NaiveDate::from_ymd_opt(i32::from(day.year), u32::from(day.month), u32::from(day.day)));
        day.ok_or_else(|| PolicyFault::new(super::MANIFEST, 0, format!("the `day` of {} must be a day", self.file)))
    }

    fn draw_one(
        &self,
        feature: &Value,
        units: &mut [&mut Unit],
        drawn: &mut BTreeSet<String>,
    ) -> Result<(), PartError> {
        let code = feature.pointer("/properties/code").and_then(Value::as_str).ok_or("it has no code")?;
        let geometry = feature.get("geometry").ok_or("it has no geometry")?;
        let shape = Shape::from_geojson(geometry).map_err(|why| format!("`{code}`: {why}"))?;
        if !matches!(shape.type_name(), "Polygon" | "MultiPolygon") {
            return Err(format!("`{code}` is a {}, no piece of land", shape.type_name()).into());
        }
        if !drawn.insert(code.to_owned()) {
            return Err(format!("`{code}` has two boundaries").into());
        }
        let unit = units.iter_mut().find(|unit| unit.code == code);
        let unit = unit.ok_or_else(|| format!("no unit bears the code `{code}` on the day of the file"))?;
        unit.boundary = Some(Boundary { shape, boundary_use: self.boundary_use, origin: self.origin.clone() });
        Ok(())
    }
}
