//! Suggests a mapping for an unknown file, from the Vietnamese or English names of its columns and
//! from their values.
//!
//! The suggestion lists unmatched columns and guesses, and a person reviews it before an import.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::PathBuf;

use domain::registry::kind::KindCatalogue;
use domain::text::fold;
use serde_json::Value;

use super::cell::{Cell, shown};
use super::mapping::{AssetMapping, CapacityMapping, Mapping, OrganizationsMapping, OwnersMapping, PositionMapping};
use api_geo::crs::Crs;
use api_geo::input::{Format, Opening, SourceError};
use api_geo::row::Cells;
use api_geo::sniff::sniff;
use api_geo::source::open;

mod words;

use words::{Meaning, meaning};

/// Rows that are read.
const ROWS: usize = 200;
const HEAD_BYTES: u64 = 65_536;

/// A mapping and its uncertainties.
#[derive(Debug, Clone)]
pub struct Suggestion {
    pub mapping: Mapping,
    /// Columns of the file that the mapping does not read.
    pub unplaced: Vec<String>,
    /// Guesses and gaps that a person must review.
    pub doubts: Vec<String>,
}

/// The values of a column in the rows that were read.
#[derive(Debug, Default)]
struct Sample {
    values: Vec<String>,
}

impl Sample {
    fn all(&self, is: impl Fn(&str) -> bool) -> bool {
        !self.values.is_empty() && self.values.iter().all(|value| is(value))
    }

    fn numbers(&self) -> Option<Vec<f64>> {
        self.values.iter().map(|value| value.replace(',', ".").parse().ok()).collect()
    }

    fn within(&self, low: f64, high: f64) -> bool {
        self.numbers()
            .is_some_and(|numbers| !numbers.is_empty() && numbers.iter().all(|number| (low..=high).contains(number)))
    }

    /// A cell for the column, in the notation of its values.
    fn cell(&self, name: &str) -> Cell {
        let comma = self.values.iter().any(|value| value.contains(',')) && self.numbers().is_some();
        Cell { decimal_comma: comma, ..Cell::column(name) }
    }

    /// The same for a column of dates.
    fn day(&self, name: &str) -> Cell {
        let pattern =
            ["yyyy-mm-dd", "dd/mm/yyyy", "yyyy/mm/dd", "dd-mm-yyyy", "dd.mm.yyyy"].into_iter().find(|pattern| {
                let chrono = pattern.replace("yyyy", "%Y").replace("mm", "%m").replace("dd", "%d");
                self.all(|value| chrono::NaiveDate::parse_from_str(value, &chrono).is_ok())
            });
        Cell { date: pattern.map(str::to_owned), ..Cell::column(name) }
    }

    fn is_unique(&self) -> bool {
        let alone: std::collections::BTreeSet<_> = self.values.iter().collect();
        !self.values.is_empty() && alone.len() == self.values.len()
    }
}

/// The observed properties of a file.
struct FileProfile {
    format: Format,
    delimiter: char,
    columns: Vec<String>,
    samples: BTreeMap<String, Sample>,
    rows: usize,
    has_shapes: bool,
    /// The type of the first shape.
    shape: Option<&'static str>,
}

/// Suggests a mapping for a file.
///
/// # Errors
/// When the format of the file is not supported.
pub fn suggest(
    mut file: Box<dyn Read + Send>,
    name: &str,
    kinds: &KindCatalogue,
    scratch: PathBuf,
) -> Result<Suggestion, SourceError> {
    let mut head = Vec::new();
    (&mut file).take(HEAD_BYTES).read_to_end(&mut head)?;
    let format = sniff(&head).ok_or(if head.is_empty() { SourceError::Empty } else { SourceError::Unknown })?;
    let delimiter = if format == Format::Csv { delimiter(&head) } else { ',' };
    let delimiter_byte = u8::try_from(delimiter).unwrap_or(b',');
    // A file without a coordinate system is read in any system, only for its columns.
    let opening = Opening { delimiter: delimiter_byte, crs: Some(Crs::Crs84), ..Opening::plain(scratch) };
    let seen = look(Box::new(Cursor::new(head).chain(file)), format, delimiter, &opening)?;
    Ok(proposed(name, &seen, kinds))
}

/// The most frequent delimiter character in the first line.
fn delimiter(head: &[u8]) -> char {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |mark: u8| line.split(|byte| *byte == mark).count();
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|mark| count(*mark)).map_or(',', char::from)
}

fn look(
    file: Box<dyn Read + Send>,
    format: Format,
    delimiter: char,
    opening: &Opening,
) -> Result<FileProfile, SourceError> {
    let rows = open(file, opening)?;
    let columns = rows.header().map(|header| header.names().to_vec()).unwrap_or_default();
    let columns = columns.into_iter().filter(|name| !name.is_empty()).collect();
    let mut seen =
        FileProfile { format, delimiter, columns, samples: BTreeMap::new(), rows: 0, has_shapes: false, shape: None };
    for row in rows.take(ROWS) {
        // The import reports faults in later rows.
        let Ok(row) = row else { break };
        let Ok(cells) = row.cells else { continue };
        seen.rows = seen.rows.saturating_add(1);
        if let Cells::Feature { properties, geometry } = &cells {
            seen.has_shapes |= geometry.is_some();
            for name in properties.keys().filter(|name| !seen.columns.contains(name)).cloned().collect::<Vec<_>>() {
                seen.columns.push(name);
            }
            if let (None, Some(Ok(shape))) = (seen.shape, geometry) {
                seen.shape = Some(kind_of(shape));
            }
        }
        for name in &seen.columns {
            if let Some(value) = cells.named(name) {
                seen.samples.entry(name.clone()).or_default().values.push(shown(&value));
            }
        }
    }
    Ok(seen)
}

/// The most common kind of asset for a shape.
fn kind_of(shape: &geo::Geometry<f64>) -> &'static str {
    match shape {
        geo::Geometry::LineString(_) | geo::Geometry::Line(_) | geo::Geometry::MultiLineString(_) => "duct_section",
        geo::Geometry::Polygon(_)
        | geo::Geometry::MultiPolygon(_)
        | geo::Geometry::Rect(_)
        | geo::Geometry::Triangle(_) => "land_plot",
        geo::Geometry::Point(_) | geo::Geometry::MultiPoint(_) | geo::Geometry::GeometryCollection(_) => "pole",
    }
}

/// The column for each meaning, each meaning once.
fn placed(seen: &FileProfile, kinds: &KindCatalogue) -> BTreeMap<Meaning, String> {
    let mut placed = BTreeMap::new();
    for column in &seen.columns {
        let words: Vec<String> = fold(column)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        if let Some(meaning) = meaning(&words.join(" "), kinds) {
            placed.entry(meaning).or_insert_with(|| column.clone());
        }
    }
    placed
}

fn proposed(name: &str, seen: &FileProfile, kinds: &KindCatalogue) -> Suggestion {
    let mut placed = placed(seen, kinds);
    let mut doubts = Vec::new();
    let sample = |column: &str| seen.samples.get(column);
    let cell = |column: &String| sample(column).map_or_else(|| Cell::column(column), |found| found.cell(column));
    let day = |column: &String| sample(column).map_or_else(|| Cell::column(column), |found| found.day(column));
    let (position, crs) = position(seen, &mut placed, &mut doubts);
    let code = placed.remove(&Meaning::Code).or_else(|| {
        let unique = seen.columns.iter().find(|column| sample(column).is_some_and(Sample::is_unique));
        doubts.push(match unique {
            Some(column) => {
                format!("asset.code: no column is called like a code; \"{column}\" differs from row to row")
            }
            None => "asset.code: no column is called like a code, and none differs from row to row".to_owned(),
        });
        unique.cloned()
    });
    let code = code.unwrap_or_default();
    let kind = if let Some(column) = placed.remove(&Meaning::Kind) {
        kind(&column, sample(&column), kinds, &mut doubts)
    } else {
        let guess = seen.shape.unwrap_or("pole");
        doubts.push(format!("asset.kind: no column says it; \"{guess}\" is a guess"));
        Cell { constant: Some(Value::from(guess)), ..Cell::default() }
    };
    let mut asset = AssetMapping {
        code: Cell { required: true, ..Cell::column(&code) },
        kind,
        position,
        lifecycle: None,
        visibility: None,
        critical: placed.remove(&Meaning::Critical).map(|column| Cell::column(&column)),
        shareable: placed.remove(&Meaning::Shareable).map(|column| Cell::column(&column)),
        not_shareable_reason: None,
        address: placed.remove(&Meaning::Address).map(|column| Cell::column(&column)),
        observed_on: placed.remove(&Meaning::ObservedOn).as_ref().map(day),
        source: None,
        confidence: None,
        by_name: false,
        attributes: BTreeMap::new(),
        capacity: BTreeMap::new(),
    };
    let owners = placed.remove(&Meaning::Owner).map(|column| {
        doubts.push(format!(
            "owners: a row whose \"{column}\" is another organisation than the importing one is refused"
        ));
        OwnersMapping {
            answering: Cell::column(&column),
            answering_names: Vec::new(),
            answering_percent: None,
            co_owners: Vec::new(),
            shares: None,
        }
    });
    for (meaning, column) in placed {
        match meaning {
            Meaning::Attribute(attribute) => {
                let is_day = seen.samples.get(&column).is_some_and(|found| found.day(&column).date.is_some());
                let read = if is_day { day(&column) } else { cell(&column) };
                asset.attributes.insert(attribute, read);
            }
            Meaning::Installed(unit) => {
                let installed =
                    CapacityMapping { installed: cell(&column), own_use: None, blocked: None, policy_reserve: None };
                asset.capacity.insert(unit, installed);
            }
            Meaning::Code
            | Meaning::Kind
            | Meaning::Longitude
            | Meaning::Latitude
            | Meaning::Plane
            | Meaning::OtherPlane
            | Meaning::Wkt
            | Meaning::Owner
            | Meaning::Address
            | Meaning::ObservedOn
            | Meaning::Shareable
            | Meaning::Critical => {}
        }
    }
    let mapping = Mapping {
        name: name.to_owned(),
        title: format!("Suggested for {name}"),
        format: Some(seen.format),
        crs,
        layer: None,
        encoding: None,
        delimiter: seen.delimiter,
        source: name.to_owned(),
        confidence: "D".to_owned(),
        left_out: Vec::new(),
        asset,
        owners,
        occupancies: Vec::new(),
        tenancies: None,
        organizations: OrganizationsMapping::default(),
    };
    let read: Vec<String> = mapping.cells().iter().flat_map(|(_, cell)| cell.reads()).map(str::to_owned).collect();
    let unplaced = seen.columns.iter().filter(|column| !read.contains(column)).cloned().collect();
    Suggestion { mapping, unplaced, doubts }
}

/// The position: in the features, in a text, in two columns of degrees or of metres.
fn position(
    seen: &FileProfile,
    placed: &mut BTreeMap<Meaning, String>,
    doubts: &mut Vec<String>,
) -> (PositionMapping, Option<Crs>) {
    if seen.has_shapes {
        return (PositionMapping::Feature, None);
    }
    let cell =
        |column: &str| Box::new(seen.samples.get(column).map_or_else(|| Cell::column(column), |s| s.cell(column)));
    if let Some(column) = placed.remove(&Meaning::Wkt) {
        return (PositionMapping::Wkt(cell(&column)), None);
    }
    if let (Some(longitude), Some(latitude)) = (placed.remove(&Meaning::Longitude), placed.remove(&Meaning::Latitude)) {
        return (PositionMapping::Degrees { longitude: cell(&longitude), latitude: cell(&latitude) }, None);
    }
    if let (Some(one), Some(other)) = (placed.remove(&Meaning::Plane), placed.remove(&Meaning::OtherPlane)) {
        let within = |column: &String, low, high| seen.samples.get(column).is_some_and(|found| found.within(low, high));
        // Surveyors in Viet Nam call north X and east Y; the numbers show which is which.
        for (east, north) in [(&one, &other), (&other, &one)] {
            if within(east, 100_000.0, 900_000.0) && within(north, 1_000_000.0, 2_700_000.0) {
                doubts.push("crs: the numbers look like VN-2000; whether it is the zone of Quảng Ninh (EPSG:5899) they do not say".to_owned());
                let position = PositionMapping::Metres { easting: cell(east), northing: cell(north) };
                return (position, Some(Crs::Epsg5899));
            }
            if within(east, 102.0, 118.0) && within(north, 6.0, 24.0) {
                return (PositionMapping::Degrees { longitude: cell(east), latitude: cell(north) }, None);
            }
        }
    }
    doubts.push("asset.position: no columns are called like coordinates".to_owned());
    (PositionMapping::Wkt(Box::new(Cell::column("wkt"))), None)
}

/// The words of the file for kinds, translated into kinds of the catalogue if known.
fn kind(column: &str, sample: Option<&Sample>, kinds: &KindCatalogue, doubts: &mut Vec<String>) -> Cell {
    let mut translate = BTreeMap::new();
    for word in sample.iter().flat_map(|found| &found.values) {
        if kinds.kind(word).is_some() || translate.contains_key(word) {
            continue;
        }
        let folded = fold(word);
        let ours = kinds.kinds.iter().find(|kind| fold(&kind.title.vi) == folded || fold(&kind.title.en) == folded);
        if let Some(kind) = ours {
            translate.insert(word.clone(), Value::from(kind.id.clone()));
            continue;
        }
        let doubt = format!("asset.kind: \"{word}\" is none of our kinds");
        if !doubts.contains(&doubt) && doubts.len() < 20 {
            doubts.push(doubt);
        }
    }
    if !translate.is_empty() {
        // The translation table applies to every word, so kinds of the catalogue map to themselves.
        for word in sample.iter().flat_map(|found| &found.values).filter(|word| kinds.kind(word).is_some()) {
            translate.insert(word.clone(), Value::from(word.clone()));
        }
    }
    Cell { translate, required: true, ..Cell::column(column) }
}
