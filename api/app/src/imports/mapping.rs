//! A saved column mapping: it converts the rows of an external file into assets, owners and
//! occupancies of the register.
//!
//! One row may describe one asset, its co-owners with their shares, and any number of its tenants.
//! Rows with the same code describe the same asset. A mapping is data, checked completely before
//! the first row is read.

use domain::messages::{FieldProblem, MappingProblem};
use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use strum::VariantNames;

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

/// Describes how one kind of file is read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The name on the command line and in the API.
    pub name: String,
    /// The title in lists.
    pub title: String,
    /// The file format; detected for each file when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The coordinate system, for files that do not name one: `EPSG:4326`, `EPSG:3857`,
    /// `EPSG:5899`. East precedes north, whatever axis order the system defines.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "system")]
    pub crs: Option<Crs>,
    /// Only this layer of a `GeoPackage` or of zipped shapefiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// The text encoding, for shapefiles that do not name one: `UTF-8`, `windows-1258`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The separator between two cells of a table.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// The source of the facts, recorded in the register.
    pub source: String,
    /// The confidence in the facts: A surveyed, B mapped, C declared, D unknown.
    #[serde(default = "unknown_confidence")]
    pub confidence: String,
    /// Columns that are known and intentionally ignored; other unread columns are reported.
    #[serde(default)]
    pub left_out: Vec<String>,
    pub asset: AssetMapping,
    /// The owners. When absent, the importing organisation is the only owner.
    #[serde(default)]
    pub owners: Option<OwnersMapping>,
    /// The tenants of the asset.
    #[serde(default)]
    pub occupancies: Vec<OccupancyMapping>,
    /// All other tenants, as a list ([`crate::register::lists::Tenancy`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenancies: Option<Cell>,
    /// The meaning of organisation names in the file.
    #[serde(default)]
    pub organizations: OrganizationsMapping,
}

/// The words of the formats that a mapping can be for.
#[must_use]
pub fn formats() -> Vec<&'static str> {
    Format::VARIANTS.to_vec()
}

fn comma() -> char {
    ','
}

fn unknown_confidence() -> String {
    "D".to_owned()
}

/// The asset of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetMapping {
    /// The owner's code: rows with the same code describe the same asset.
    pub code: Cell,
    /// A kind of the catalogue.
    pub kind: Cell,
    pub position: PositionMapping,
    /// In service by default.
    #[serde(default)]
    pub lifecycle: Option<Cell>,
    #[serde(default)]
    pub visibility: Option<Cell>,
    /// Critical infrastructure; no by default.
    #[serde(default)]
    pub critical: Option<Cell>,
    /// Whether the asset may be shared; yes by default.
    #[serde(default)]
    pub shareable: Option<Cell>,
    #[serde(default)]
    pub not_shareable_reason: Option<Cell>,
    /// The location in words.
    #[serde(default)]
    pub address: Option<Cell>,
    /// The date of the observation.
    #[serde(default)]
    pub observed_on: Option<Cell>,
    /// The source of the facts in this row; the mapping's `source` by default.
    #[serde(default)]
    pub source: Option<Cell>,
    /// The confidence in the facts of this row; the mapping's `confidence` by default.
    #[serde(default)]
    pub confidence: Option<Cell>,
    /// Reads attributes and capacity also from columns with their names, as the register exports
    /// them: `height_m`, and `bore_installed`, `bore_own_use`, `bore_blocked`,
    /// `bore_policy_reserve`.
    #[serde(default)]
    pub by_name: bool,
    /// Attributes of the asset's kind.
    #[serde(default)]
    pub attributes: BTreeMap<String, Cell>,
    /// The installed capacity of each unit.
    #[serde(default)]
    pub capacity: BTreeMap<String, CapacityMapping>,
}

/// The position of an asset, in one of several notations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum PositionMapping {
    /// The geometry of the feature.
    Feature,
    /// Two columns in degrees.
    Degrees { longitude: Box<Cell>, latitude: Box<Cell> },
    /// Two columns in metres in the mapping's `crs`.
    Metres { easting: Box<Cell>, northing: Box<Cell> },
    /// A column of well-known text.
    Wkt(Box<Cell>),
    /// The geometry of the feature; in a table, a column of well-known text.
    FeatureOrWkt(Box<Cell>),
}

/// The installed quantity of one unit, and the parts that are not available to others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CapacityMapping {
    pub installed: Cell,
    /// Used by the owner.
    #[serde(default)]
    pub own_use: Option<Cell>,
    /// Broken or otherwise unusable.
    #[serde(default)]
    pub blocked: Option<Cell>,
    /// Reserved by a rule.
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
    /// Every cell, with its path in the mapping.
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

    /// The problems of the mapping itself; empty when it is valid.
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

    /// The parameters for opening a file with this mapping.
    #[must_use]
    pub fn opening(&self, scratch: PathBuf, limits: Limits) -> Opening {
        Opening {
            format: self.format,
            // An invalid delimiter was refused with the mapping.
            delimiter: u8::try_from(self.delimiter).unwrap_or(b','),
            crs: self.crs,
            layer: self.layer.clone(),
            encoding: self.encoding.clone(),
            scratch,
            limits,
        }
    }

    /// The file format, for lists.
    #[must_use]
    pub fn format_name(&self) -> &'static str {
        self.format.map_or("any", Format::as_str)
    }

    /// The name of an organisation in the register, for a name in the file.
    #[must_use]
    pub(crate) fn full_name<'n>(&'n self, name: &'n str) -> &'n str {
        self.organizations.names.get(name).map_or(name, |named| named.name.as_str())
    }

    /// The columns that the mapping reads and the file does not have.
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

    /// The columns of the file that no cell reads and the mapping does not list as ignored.
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
