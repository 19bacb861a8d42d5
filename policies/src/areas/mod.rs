//! Administrative units: the list with codes and validities, and their boundaries where known.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    area::{Validity, clash},
    text::nfc,
};
use serde::Deserialize;

use crate::{
    faults::{PartError, PolicyFault, PolicyFaults, unless},
    source::Source,
};

mod boundaries;
mod offices;

pub use boundaries::{Boundary, BoundaryUse};
pub use offices::Office;

const MANIFEST: &str = "areas/areas.toml";

/// An administrative unit in one of its validities. The code alone does not identify a unit: codes
/// are used again.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// The official code of the unit.
    pub code: String,
    pub name: String,
    /// The name without accents, for readers of other scripts.
    pub plain_name: String,
    /// The legal designation of such a unit on the day.
    pub kind: String,
    /// 1 at the top, increasing downwards.
    pub level: u8,
    /// The code of the parent unit.
    pub parent: Option<String>,
    pub validity: Validity,
    pub boundary: Option<Boundary>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    units: String,
    offices: Option<String>,
    #[serde(default)]
    boundaries: Vec<boundaries::Set>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    code: String,
    name_vi: String,
    name_ascii: String,
    kind: String,
    level: u8,
    parent_code: String,
    valid_from: String,
    valid_to: String,
}

/// A unit and the line that names it.
struct Placed {
    line: usize,
    unit: Unit,
}

/// The units and their offices.
#[derive(Debug, Clone, PartialEq)]
pub struct Areas {
    pub units: Vec<Unit>,
    pub offices: Vec<Office>,
}

/// Loads the units, their boundaries and offices, and checks their consistency.
pub fn load(source: &Source) -> Result<Areas, PolicyFaults> {
    let manifest = source.file(MANIFEST)?;
    let Manifest { units, offices, boundaries } =
        toml::from_str(&manifest.text).map_err(|error| PolicyFault::toml(MANIFEST, &manifest.text, &error))?;
    let file = source.file(&format!("areas/{units}"))?;
    let mut placed = read(&file.path, &file.text)?;
    let mut faults = misfits(&file.path, &placed);
    for set in boundaries {
        faults.extend(set.draw(source, placed.iter_mut().map(|placed| &mut placed.unit))?);
    }
    let units: Vec<Unit> = unless(faults, placed.into_iter().map(|placed| placed.unit).collect())?;
    let offices = match offices {
        None => Vec::new(),
        Some(name) => offices::load(source, &name, &units)?,
    };
    Ok(Areas { units, offices })
}

fn read(path: &str, text: &str) -> Result<Vec<Placed>, PolicyFaults> {
    let mut placed = Vec::new();
    let mut faults = Vec::new();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for (place, line) in reader.deserialize::<Line>().enumerate() {
        let number = place.saturating_add(2);
        match line.map_err(|why| PartError::from(why.to_string())).and_then(unit) {
            Ok(unit) => placed.push(Placed { line: number, unit }),
            Err(reason) => faults.push(PolicyFault::new(path, number, reason)),
        }
    }
    unless(faults, placed)
}

fn unit(line: Line) -> Result<Unit, PartError> {
    let (from, to) = (day(&line.valid_from)?, day(&line.valid_to)?);
    let validity = Validity::new(from, to)
        .ok_or_else(|| format!("ends on {}, not after it begins on {}", line.valid_to, line.valid_from))?;
    if line.code.is_empty() || line.name_vi.is_empty() || line.kind.is_empty() {
        return Err("code, name and kind are needed".into());
    }
    Ok(Unit {
        code: line.code,
        name: nfc(&line.name_vi),
        plain_name: line.name_ascii,
        kind: line.kind,
        level: line.level,
        parent: Some(line.parent_code).filter(|code| !code.is_empty()),
        validity,
        boundary: None,
    })
}

fn day(text: &str) -> Result<Option<NaiveDate>, PartError> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|why| format!("`{text}` is not a day: {why}").into())
}

/// Codes with two units on one day, and units whose parent does not exist for their whole validity.
fn misfits(path: &str, placed: &[Placed]) -> Vec<PolicyFault> {
    let at = |line: usize, reason: String| PolicyFault::new(path, line, reason);
    let mut by_code: BTreeMap<&str, Vec<&Placed>> = BTreeMap::new();
    for one in placed {
        by_code.entry(one.unit.code.as_str()).or_default().push(one);
    }
    let twice = clash(placed.iter().map(|one| (one.unit.code.as_str(), one.unit.validity))).map(|found| {
        let named = by_code.get(found.key).into_iter().flatten().map(|one| one.line).max();
        at(named.unwrap_or(1), found.to_string())
    });
    let orphans = placed.iter().filter_map(|one| {
        let parent = one.unit.parent.as_deref()?;
        let above =
            by_code.get(parent).into_iter().flatten().find(|above| above.unit.validity.encloses(one.unit.validity));
        match above {
            None => Some(at(one.line, format!("belongs to `{parent}`, which is not there for as long as it is"))),
            Some(above) if above.unit.level >= one.unit.level => {
                Some(at(one.line, format!("belongs to `{parent}`, which is not above it")))
            }
            Some(_) => None,
        }
    });
    twice.into_iter().chain(orphans).collect()
}

#[cfg(test)]
mod tests;
