//! A saved column mapping: how the rows of somebody else's file become our assets, owners and
//! occupancies.
//!
//! One row may speak of one asset, its co-owners with their shares, and any number of its tenants.
//! Rows with the same code speak of the same asset. A mapping is data, checked whole before the
//! first row is read.

use domain::messages::{FieldProblem, MappingProblem};
use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use api_geo::crs::Crs;
use api_geo::input::{Format, Opening};
use api_geo::limits::Limits;
use api_geo::row::Header;
use api_geo::shapefile::Texts;

mod organizations;
mod people;
mod system;

pub use organizations::{NamedOrganization, OrganizationsMapping, UnknownOrganization};
pub use people::{OccupancyMapping, OwnersMapping};

/// How one kind of file is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its name, as the command line and the API call it.
    pub name: String,
    /// What it reads, for a list.
    pub title: String,
    /// What the files are; found out from each file when the mapping does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The system of the coordinates, in files that do not say it themselves: `EPSG:4326`,
    /// `EPSG:3857`, `EPSG:5899`. East stands before north, whatever the system says of its axes.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "system")]
    pub crs: Option<Crs>,
    /// Only this layer of a `GeoPackage` or of zipped shapefiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The encoding of the texts, in shapefiles that do not say it themselves: `UTF-8`,
    /// `windows-1258`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What stands between two cells of a table.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Written into the register as where the facts come from.
    pub source: String,
    /// How sure they are: A surveyed, B mapped, C declared, D unknown.
    #[serde(default = "unknown_confidence")]
    pub confidence: String,
    /// Columns that are known and left out on purpose; others that no cell reads are reported.
    #[serde(default)]
    pub left_out: Vec<String>,
    pub asset: AssetMapping,
    /// Who owns it. Without this, the importing organisation does, alone.
    #[serde(default)]
    pub owners: Option<OwnersMapping>,
    /// Who is on it.
    #[serde(default)]
    pub occupancies: Vec<OccupancyMapping>,
    /// Everybody else who is on it, as a list ([`crate::register::lists::Tenancy`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenancies: Option<Cell>,
    /// What the names of organisations in the file mean.
    #[serde(default)]
    pub organizations: OrganizationsMapping,
}

fn comma() -> char {
    ','
}

fn unknown_confidence() -> String {
    "D".to_owned()
}

/// The asset a row speaks of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetMapping {
    /// Its code with its owner: what makes two rows speak of the same thing.
    pub code: Cell,
    /// A kind of the catalogue.
    pub kind: Cell,
    pub position: PositionMapping,
    /// In service unless said.
    #[serde(default)]
    pub lifecycle: Option<Cell>,
    /// Who may see it; operators unless said.
    #[serde(default)]
    pub visibility: Option<Cell>,
    /// Critical infrastructure; no unless said.
    #[serde(default)]
    pub critical: Option<Cell>,
    /// May be shared; yes unless said.
    #[serde(default)]
    pub shareable: Option<Cell>,
    #[serde(default)]
    pub not_shareable_reason: Option<Cell>,
    /// Where it stands, in words.
    #[serde(default)]
    pub address: Option<Cell>,
    /// The day the facts were true.
    #[serde(default)]
    pub observed_on: Option<Cell>,
    /// Where the facts come from, row by row; the mapping's `source` unless said.
    #[serde(default)]
    pub source: Option<Cell>,
    /// How sure they are, row by row; the mapping's `confidence` unless said.
    #[serde(default)]
    pub confidence: Option<Cell>,
    /// Attributes and capacity also stand in columns that are called like them: `height_m`, and
    /// `bore_installed`, `bore_own_use`, `bore_blocked`, `bore_policy_reserve`. So the register
    /// exports them.
    #[serde(default)]
    pub by_name: bool,
    /// Attributes of its kind.
    #[serde(default)]
    pub attributes: BTreeMap<String, Cell>,
    /// What is installed, a unit.
    #[serde(default)]
    pub capacity: BTreeMap<String, CapacityMapping>,
}

/// Where an asset stands: one of several ways to say it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum PositionMapping {
    /// The geometry of the feature.
    Feature,
    /// Two columns of degrees.
    Degrees { longitude: Box<Cell>, latitude: Box<Cell> },
    /// Two columns of metres in the mapping's `crs`.
    Metres { easting: Box<Cell>, northing: Box<Cell> },
    /// A column of well-known text.
    Wkt(Box<Cell>),
    /// The geometry of the feature; in a table, a column of well-known text.
    FeatureOrWkt(Box<Cell>),
}

/// What is there of one unit, and what of it is not for others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityMapping {
    pub installed: Cell,
    /// Used by the owner.
    #[serde(default)]
    pub own_use: Option<Cell>,
    /// Broken or full of something.
    #[serde(default)]
    pub blocked: Option<Cell>,
    /// Kept back by rule.
    #[serde(default)]
    pub policy_reserve: Option<Cell>,
}

impl CapacityMapping {
    /// The columns in which the register exports a unit.
    #[must_use]
    pub fn by_name(unit: &str) -> Self {
        let part = |name: &str| Cell::column(&format!("{unit}_{name}"));
        Self {
            installed: part("installed"),
            own_use: Some(part("own_use")),
            blocked: Some(part("blocked")),
            policy_reserve: Some(part("policy_reserve")),
        }
    }
}

impl Mapping {
    /// Every cell, with its place in the mapping.
    #[must_use]
    pub fn cells(&self) -> Vec<(String, &Cell)> {
        let asset = &self.asset;
        let mut cells = vec![("asset.code".to_owned(), &asset.code), ("asset.kind".to_owned(), &asset.kind)];
        match &asset.position {
            PositionMapping::Feature => {}
            PositionMapping::Degrees { longitude, latitude } => {
                cells.push(("asset.position.degrees.longitude".to_owned(), longitude));
                cells.push(("asset.position.degrees.latitude".to_owned(), latitude));
            }
            PositionMapping::Metres { easting, northing } => {
                cells.push(("asset.position.metres.easting".to_owned(), easting));
                cells.push(("asset.position.metres.northing".to_owned(), northing));
            }
            PositionMapping::Wkt(cell) => cells.push(("asset.position.wkt".to_owned(), cell)),
            PositionMapping::FeatureOrWkt(cell) => cells.push(("asset.position.feature_or_wkt".to_owned(), cell)),
        }
        let single = [
            ("lifecycle", &asset.lifecycle),
            ("visibility", &asset.visibility),
            ("critical", &asset.critical),
            ("shareable", &asset.shareable),
            ("not_shareable_reason", &asset.not_shareable_reason),
            ("address", &asset.address),
            ("observed_on", &asset.observed_on),
            ("source", &asset.source),
            ("confidence", &asset.confidence),
        ];
        cells.extend(single.into_iter().filter_map(|(name, cell)| Some((format!("asset.{name}"), cell.as_ref()?))));
        cells.extend(asset.attributes.iter().map(|(name, cell)| (format!("asset.attributes.{name}"), cell)));
        for (unit, capacity) in &asset.capacity {
            let parts = [
                ("installed", Some(&capacity.installed)),
                ("own_use", capacity.own_use.as_ref()),
                ("blocked", capacity.blocked.as_ref()),
                ("policy_reserve", capacity.policy_reserve.as_ref()),
            ];
            cells.extend(
                parts.into_iter().filter_map(|(name, cell)| Some((format!("asset.capacity.{unit}.{name}"), cell?))),
            );
        }
        if let Some(owners) = &self.owners {
            cells.push(("owners.answering".to_owned(), &owners.answering));
            cells.extend(owners.answering_percent.iter().map(|cell| ("owners.answering_percent".to_owned(), cell)));
            cells.extend(owners.co_owners.iter().map(|cell| ("owners.co_owners".to_owned(), cell)));
            cells.extend(owners.shares.iter().map(|cell| ("owners.shares".to_owned(), cell)));
        }
        cells.extend(self.tenancies.iter().map(|cell| ("occupancies.tenancies".to_owned(), cell)));
        for (place, occupancy) in self.occupancies.iter().enumerate() {
            let at = |name: &str| format!("occupancies.{place}.{name}");
            cells.push((at("tenant"), &occupancy.tenant));
            cells.extend(occupancy.reference.iter().map(|cell| (at("reference"), cell)));
            cells.extend(occupancy.starts_on.iter().map(|cell| (at("starts_on"), cell)));
            cells.extend(occupancy.units.iter().map(|(unit, cell)| (at(&format!("units.{unit}")), cell)));
            cells.extend(occupancy.details.iter().map(|(name, cell)| (at(&format!("details.{name}")), cell)));
        }
        cells
    }

    /// What is wrong with the mapping itself; empty when nothing is.
    #[must_use]
    pub fn check(&self) -> Vec<FieldProblem> {
        let at =
            |place: &str, why: MappingProblem| FieldProblem::InMapping { place: place.to_owned(), why: why.into() };
        let mut faults: Vec<FieldProblem> = self
            .cells()
            .into_iter()
            .filter_map(|(place, cell)| cell.check().err().map(|why| at(&place, why)))
            .collect();
        if !self.delimiter.is_ascii() || matches!(self.delimiter, '"' | '\n' | '\r') {
            faults.push(at("delimiter", MappingProblem::Delimiter));
        }
        if !matches!(self.confidence.as_str(), "A" | "B" | "C" | "D") {
            faults.push(at("confidence", MappingProblem::Confidence));
        }
        if let Some(Err(why)) = self.encoding.as_deref().map(Texts::labelled) {
            faults.push(at("encoding", why));
        }
        let in_metres = matches!(self.crs, Some(Crs::Epsg3857 | Crs::Epsg5899));
        match &self.asset.position {
            PositionMapping::Metres { .. } if !in_metres => {
                faults.push(at("crs", MappingProblem::SystemOfMetres));
            }
            PositionMapping::Degrees { .. } if in_metres => {
                faults.push(at("asset.position", MappingProblem::EastingAndNorthing));
            }
            PositionMapping::Feature
            | PositionMapping::Degrees { .. }
            | PositionMapping::Metres { .. }
            | PositionMapping::Wkt(_)
            | PositionMapping::FeatureOrWkt(_) => {}
        }
        if self.format.is_some_and(Format::is_table) {
            if self.asset.position == PositionMapping::Feature {
                faults.push(at("asset.position", MappingProblem::TableHasNoFeature));
            }
            let pointed = self.cells().into_iter().filter(|(_, cell)| cell.pointer.is_some());
            faults.extend(pointed.map(|(place, _)| at(&place, MappingProblem::TableHasNoPointers)));
        }
        faults
    }

    /// How a file is opened that this mapping reads.
    #[must_use]
    pub fn opening(&self, scratch: PathBuf, limits: Limits) -> Opening {
        Opening {
            format: self.format,
            // A delimiter that is none was refused with the mapping.
            delimiter: u8::try_from(self.delimiter).unwrap_or(b','),
            crs: self.crs,
            layer: self.layer.clone(),
            encoding: self.encoding.clone(),
            scratch,
            limits,
        }
    }

    /// What the files are, for a list.
    #[must_use]
    pub fn format_name(&self) -> &'static str {
        self.format.map_or("any", Format::as_str)
    }

    /// The name of an organisation the file calls so.
    #[must_use]
    pub(crate) fn full_name<'n>(&'n self, name: &'n str) -> &'n str {
        self.organizations.names.get(name).map_or(name, |named| named.name.as_str())
    }

    /// Columns the mapping reads that the file does not have.
    #[must_use]
    pub(crate) fn absent_columns(&self, header: &Header) -> Vec<String> {
        let mut absent: Vec<String> = self
            .cells()
            .iter()
            .flat_map(|(_, cell)| cell.reads())
            .filter(|name| !header.names().iter().any(|known| known == name))
            .map(str::to_owned)
            .collect();
        absent.sort();
        absent.dedup();
        absent
    }

    /// Columns of the file that no cell reads and the mapping does not leave out on purpose.
    #[must_use]
    pub fn unread_columns(&self, header: &Header) -> Vec<String> {
        let cells = self.cells();
        let read = |name: &String| {
            self.asset.by_name
                || self.left_out.contains(name)
                || cells.iter().any(|(_, cell)| cell.reads().any(|read| read == name))
        };
        header.names().iter().filter(|name| !name.is_empty() && !read(name)).cloned().collect()
    }
}
