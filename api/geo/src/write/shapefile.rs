//! Writes shapefiles in a zip archive: one each for points, lines and areas, if any exist, with
//! UTF-8 texts and a `legend.csv` that maps the ten-letter names to the full names. A text that is
//! longer than a column is truncated in the table, and complete in a `.texts.csv` next to the
//! table.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::path::{Path, PathBuf};

use geo::Geometry;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Entry, Losses, Plan, Target, WriteError, Writer, shown};
use crate::prj;
use crate::shapefile::LEGEND;
use crate::shapefile::texts::{COLUMNS as TEXT_COLUMNS, TEXTS};

mod shapes;
mod table;

use shapes::{Kind, ShapesWriter};
use table::TableWriter;

/// One shapefile of the archive.
struct Layer {
    kind: Kind,
    shapes: ShapesWriter,
    table: TableWriter,
    /// The truncated texts, if any exist.
    texts: Option<csv::Writer<File>>,
}

/// The writer of the archive.
pub(super) struct ShapefileWriter {
    path: PathBuf,
    plan: Plan,
    names: Vec<String>,
    layers: Vec<Layer>,
    losses: Losses,
}

fn broken(why: impl ToString) -> WriteError {
    WriteError::format(Target::Shapefile, why)
}

/// The most columns of a table; two bytes count the length of its record.
const COLUMNS: usize = 255;

impl ShapefileWriter {
    pub(super) fn create(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        if plan.fields.len() > COLUMNS {
            let what =
                format!("a table has {COLUMNS} columns, not {}; name the columns or the kinds", plan.fields.len());
            return Err(broken(what));
        }
        let names = short_names(plan.fields.iter().map(|field| field.name.as_str()));
        Ok(Self { path: path.to_owned(), plan, names, layers: Vec::new(), losses: Losses::default() })
    }

    fn layer(&mut self, kind: Kind) -> Result<&mut Layer, WriteError> {
        if let Some(place) = self.layers.iter().position(|layer| layer.kind == kind) {
            return self.layers.get_mut(place).ok_or_else(|| broken("a layer is gone"));
        }
        let shapes = ShapesWriter::create(kind, &self.plan.scratch)?;
        let table = TableWriter::create(&self.plan.fields, &self.names, &self.plan.scratch)?;
        self.layers.push(Layer { kind, shapes, table, texts: None });
        self.layers.last_mut().ok_or_else(|| broken("a layer is gone"))
    }
}

impl ShapefileWriter {
    /// Writes the truncated texts in full to the side file.
    fn write_whole(&mut self, kind: Kind, cut: &[usize], entry: &Entry) -> Result<(), WriteError> {
        let Self { plan, layers, .. } = self;
        let Some(layer) = layers.iter_mut().find(|layer| layer.kind == kind) else { return Ok(()) };
        for place in cut {
            let (Some(field), Some(value)) = (plan.fields.get(*place), entry.values.get(*place)) else { continue };
            if layer.texts.is_none() {
                let mut texts = csv::Writer::from_writer(tempfile::tempfile_in(&plan.scratch)?);
                texts.write_record(TEXT_COLUMNS).map_err(broken)?;
                layer.texts = Some(texts);
            }
            let Some(texts) = &mut layer.texts else { continue };
            let record = layer.table.records().to_string();
            texts.write_record([record.as_str(), &field.name, &shown(value)]).map_err(broken)?;
        }
        Ok(())
    }
}

/// Unique names of ten letters.
fn short_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut short: Vec<String> = Vec::new();
    for name in names {
        let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let numbered = |number: usize| {
            let number = number.to_string();
            let available = 9_usize.saturating_sub(number.len());
            format!("{}~{number}", plain.chars().take(available).collect::<String>())
        };
        let whole = (plain.len() <= 10 && plain == name).then_some(plain.clone());
        let taken = |name: &String| short.iter().any(|known| known.eq_ignore_ascii_case(name));
        let found = whole.into_iter().chain((1..=COLUMNS).map(numbered)).find(|name| !taken(name));
        short.push(found.unwrap_or_default());
    }
    short
}

impl Writer for ShapefileWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let placed = self.plan.placed(&entry.geometry)?;
        let kind = match &placed {
            Geometry::Point(_) => Kind::Points,
            Geometry::LineString(_) => Kind::Lines,
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => Kind::Areas,
            // The register has no other types.
            Geometry::Line(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => return Err(broken("a shape of an unknown type")),
        };
        let layer = self.layer(kind)?;
        layer.shapes.write(&placed)?;
        let cut = layer.table.write(&entry.values)?;
        self.losses.texts_cut = self.losses.texts_cut.saturating_add(u64::try_from(cut.len()).unwrap_or(u64::MAX));
        self.write_whole(kind, &cut, entry)
    }

    fn finish(mut self: Box<Self>) -> Result<Losses, WriteError> {
        if self.layers.is_empty() {
            self.layer(Kind::Points)?;
        }
        let mut zip = ZipWriter::new(File::create(&self.path)?);
        let options = SimpleFileOptions::default().large_file(true);
        let Self { plan, names, layers, losses, .. } = *self;
        for layer in layers {
            let stem = format!("{}_{}", plan.layer, layer.kind.name());
            let (shp, shx) = layer.shapes.finish()?;
            let mut files = vec![("shp", shp), ("shx", shx), ("dbf", layer.table.finish()?)];
            if let Some(texts) = layer.texts {
                files.push((TEXTS, texts.into_inner().map_err(broken)?));
            }
            for (ending, file) in files {
                zip.start_file(format!("{stem}.{ending}"), options).map_err(broken)?;
                let mut file = BufReader::new(file);
                file.rewind()?;
                std::io::copy(&mut file, &mut zip)?;
            }
            for (ending, text) in [("prj", prj::text(plan.crs)), ("cpg", "UTF-8")] {
                zip.start_file(format!("{stem}.{ending}"), options).map_err(broken)?;
                std::io::copy(&mut text.as_bytes(), &mut zip)?;
            }
        }
        zip.start_file(LEGEND, options).map_err(broken)?;
        let mut legend = csv::Writer::from_writer(&mut zip);
        let row = |cells: [&str; 3], to: &mut csv::Writer<_>| to.write_record(cells).map_err(broken);
        row(["column", "name", "title"], &mut legend)?;
        for (short, field) in names.iter().zip(&plan.fields) {
            row([short, &field.name, &field.title], &mut legend)?;
        }
        legend.flush()?;
        drop(legend);
        zip.finish().map_err(broken)?;
        Ok(losses)
    }
}

#[cfg(test)]
mod tests {
    use super::short_names;

    #[test]
    fn names_are_ten_characters_and_never_alike() {
        let names =
            short_names(["code", "attachment_position_installed", "attachment_position_own_use", "mã"].into_iter());
        assert_eq!(names, ["code", "attachme~1", "attachme~2", "m~1"]);
        let many: Vec<String> = (0..120).map(|number| format!("a_long_name_{number}")).collect();
        let short = short_names(many.iter().map(String::as_str));
        assert!(short.iter().all(|name| name.len() <= 10));
        let alone: std::collections::BTreeSet<_> = short.iter().collect();
        assert_eq!(alone.len(), 120);
    }
}
