//! Reads shapefiles in a zip archive: shapes and their attribute table in parallel, layer after
//! layer.
//!
//! The crates for these formats allocate as many places as a file announces; this module allocates
//! nothing beyond the actual bytes of a record. It restores the long names from a `legend.csv` in
//! the archive, and the texts that exceed the width of a column.

use std::collections::BTreeMap;
use std::io::{BufReader, Read};

use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use super::archive::Archive;
use super::crs::Crs;
use super::features::Features;
use super::input::{Opening, SourceError};
use super::limits::Limits;
use super::prj;
use super::row::{Cells, Row, RowError};
use super::shape::{Unplaced, settled};

mod encoding;
mod shapes;
mod table;
pub(super) mod texts;

pub use encoding::Texts;
use shapes::Shapes;
use table::{Record, Table};
use texts::{LongTexts, TEXTS};

/// The file that maps short names to long names.
pub(super) const LEGEND: &str = "legend.csv";

type Laid = BufReader<NamedTempFile>;

/// The reader of one layer.
struct Layer {
    shapes: Shapes<Laid>,
    table: Option<Table<Laid>>,
    texts: Option<LongTexts>,
    /// The number of records read.
    records: u64,
    crs: Crs,
}

/// The features of all layers.
pub(super) struct ShapefileRows {
    archive: Archive,
    /// Member names without `.shp`, the next one last.
    waiting: Vec<String>,
    legend: BTreeMap<String, String>,
    layer: Option<Layer>,
    number: u64,
    /// The bytes of the previous layers.
    behind_bytes: u64,
    opening: Opening,
}

fn broken(what: impl Into<String>) -> SourceError {
    SourceError::Broken { format: "shapefile", what: what.into() }
}

impl ShapefileRows {
    pub(super) fn new(file: impl Read, opening: &Opening) -> Result<Self, SourceError> {
        let mut archive = Archive::open(file, opening.scratch.clone(), opening.limits)?;
        let names = archive.names();
        let stems: Vec<String> = names.iter().filter_map(|name| stem(name)).collect();
        if stems.is_empty() {
            return Err(broken("there is no .shp in the archive"));
        }
        let wanted = |stem: &&String| opening.layer.as_deref().is_none_or(|layer| layer_name(stem) == layer);
        let mut waiting: Vec<String> = stems.iter().filter(wanted).cloned().collect();
        if let (Some(layer), true) = (&opening.layer, waiting.is_empty()) {
            let has = stems.iter().map(|stem| layer_name(stem)).collect::<Vec<_>>().join(", ");
            return Err(SourceError::NoLayer { wanted: layer.clone(), has: opening.limits.excerpt(&has) });
        }
        waiting.reverse();
        let legend = match names.iter().find(|name| name.rsplit('/').next() == Some(LEGEND)) {
            Some(name) => legend(&archive.take(name)?, &opening.limits)?,
            None => BTreeMap::new(),
        };
        let mut rows =
            Self { archive, waiting, legend, layer: None, number: 0, behind_bytes: 0, opening: opening.clone() };
        rows.next_layer()?;
        Ok(rows)
    }

    fn next_layer(&mut self) -> Result<bool, SourceError> {
        let Some(stem) = self.waiting.pop() else { return Ok(false) };
        let crs = match self.member(&stem, "prj")? {
            Some(file) => {
                let text = text(&file)?;
                let name = || self.opening.limits.excerpt(text.split('"').nth(1).unwrap_or(&text));
                prj::recognise(&text).ok_or_else(|| SourceError::ForeignCrs(name()))?
            }
            None => self.opening.crs.ok_or(SourceError::NoCrs("shapefile"))?,
        };
        let label = match self.member(&stem, "cpg")? {
            Some(file) => Some(text(&file)?.trim().to_owned()),
            None => self.opening.encoding.clone(),
        };
        let shp = self.member(&stem, "shp")?.ok_or_else(|| broken("the .shp is gone"))?;
        let table = match self.member(&stem, "dbf")? {
            Some(file) => Some(Table::open(BufReader::new(file), label.as_deref(), &self.opening.limits)?),
            None => None,
        };
        let texts = self.member(&stem, TEXTS)?;
        let texts = texts.map(|file| LongTexts::open(file, self.opening.limits)).transpose()?;
        let shapes = Shapes::open(BufReader::new(shp), self.opening.limits)?;
        self.layer = Some(Layer { shapes, table, texts, records: 0, crs });
        Ok(true)
    }

    /// A file of the layer, with the file extension in any letter case.
    fn member(&mut self, stem: &str, ending: &str) -> Result<Option<NamedTempFile>, SourceError> {
        let wanted = format!("{stem}.{ending}");
        let found = self.archive.names().into_iter().find(|name| name.eq_ignore_ascii_case(&wanted));
        found.map(|name| self.archive.take(&name)).transpose()
    }
}

fn placed(
    shape: Result<Option<geo::Geometry<f64>>, Unplaced>,
    crs: Crs,
    limits: &Limits,
) -> Option<Result<geo::Geometry<f64>, Unplaced>> {
    match shape {
        Ok(None) => None,
        Ok(Some(geometry)) => Some(settled(geometry, crs, limits)),
        Err(unplaced) => Some(Err(unplaced)),
    }
}

fn stem(name: &str) -> Option<String> {
    let (stem, ending) = name.rsplit_once('.')?;
    // Some programs also pack hidden files of the desktop.
    (ending.eq_ignore_ascii_case("shp") && !name.starts_with("__MACOSX/")).then(|| stem.to_owned())
}

fn layer_name(stem: &str) -> &str {
    stem.rsplit('/').next().unwrap_or(stem)
}

/// The beginning of a small file, as text.
fn text(file: &NamedTempFile) -> Result<String, SourceError> {
    let mut bytes = Vec::new();
    file.reopen()?.take(65_536).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Short name → long name.
fn legend(file: &NamedTempFile, limits: &Limits) -> Result<BTreeMap<String, String>, SourceError> {
    let text = text(file)?;
    let records = ::csv::Reader::from_reader(text.as_bytes()).into_records();
    let pairs = records.take(limits.columns).filter_map(|record| {
        let record = record.ok()?;
        Some((record.get(0)?.to_owned(), record.get(1)?.to_owned()))
    });
    Ok(pairs.collect())
}

impl Features for ShapefileRows {
    fn row(&mut self) -> Result<Option<Row>, SourceError> {
        loop {
            let Some(layer) = &mut self.layer else { return Ok(None) };
            let Some(shape) = layer.shapes.next()? else {
                self.behind_bytes = self.behind_bytes.saturating_add(layer.shapes.read_bytes());
                self.layer = None;
                self.next_layer()?;
                continue;
            };
            layer.records = layer.records.saturating_add(1);
            let record = match &mut layer.table {
                Some(table) => table.next(&self.opening.limits)?,
                None => Record::Said(Map::new()),
            };
            let limits = self.opening.limits;
            let cells = match (shape, record) {
                (_, Record::Deleted) => continue,
                (_, Record::Absent) => return Err(broken("its table is shorter than its shapes")),
                (_, Record::RowError(why)) => Err(why),
                (Err(unreadable), Record::Said(_)) => Err(unreadable),
                (Ok(shape), Record::Said(said)) => {
                    let named = |(name, value)| (self.legend.get(&name).cloned().unwrap_or(name), value);
                    let mut properties: Map<String, Value> = said.into_iter().map(named).collect();
                    if let Some(texts) = &mut layer.texts {
                        texts.fill(layer.records, &mut properties)?;
                    }
                    Ok(Cells::Feature { properties, geometry: placed(shape, layer.crs, &limits) })
                }
            };
            let read_bytes = self.behind_bytes.saturating_add(layer.shapes.read_bytes());
            self.number = self.number.saturating_add(1);
            return Ok(Some(Row::of_feature(self.number, read_bytes, cells, &limits)));
        }
    }
}

/// The result for a shape of the main file: an unreadable record, an invalid geometry, no geometry,
/// or a geometry.
type ReadShape = Result<Result<Option<geo::Geometry<f64>>, Unplaced>, RowError>;
