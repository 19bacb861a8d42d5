//! Writes KML, plain or in an archive.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use geo::{Coord, Geometry, LineString, Polygon};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Entry, Losses, Plan, Target, WriteError, Writer, shown};

/// The output of the document.
enum Out {
    Plain(BufWriter<File>),
    Packed(Box<BufWriter<ZipWriter<File>>>),
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Packed(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Packed(file) => file.flush(),
        }
    }
}

/// The writer of a document.
pub(super) struct KmlWriter {
    file: Out,
    plan: Plan,
}

impl KmlWriter {
    pub(super) fn plain(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        Self::begin(Out::Plain(BufWriter::new(File::create(path)?)), plan)
    }

    pub(super) fn packed(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        let mut zip = ZipWriter::new(File::create(path)?);
        // KMZ programs do not read archives in the format for more than 4 GB.
        zip.start_file("doc.kml", SimpleFileOptions::default()).map_err(|why| WriteError::format(Target::Kmz, why))?;
        Self::begin(Out::Packed(Box::new(BufWriter::new(zip))), plan)
    }

    fn begin(mut file: Out, plan: Plan) -> Result<Self, WriteError> {
        writeln!(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            file,
            "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>{}</name>",
            escaped(&plan.layer)
        )?;
        Ok(Self { file, plan })
    }

    fn shape(&mut self, geometry: &Geometry<f64>) -> Result<(), WriteError> {
        match geometry {
            Geometry::Point(point) => {
                write!(self.file, "<Point><coordinates>{}</coordinates></Point>", at(&point.0))?;
            }
            Geometry::LineString(line) => {
                write!(self.file, "<LineString><coordinates>{}</coordinates></LineString>", all(line))?;
            }
            Geometry::Polygon(area) => self.area(area)?,
            Geometry::MultiPolygon(areas) => {
                write!(self.file, "<MultiGeometry>")?;
                for area in &areas.0 {
                    self.area(area)?;
                }
                write!(self.file, "</MultiGeometry>")?;
            }
            // The register has no other types.
            Geometry::Line(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => {}
        }
        Ok(())
    }

    fn area(&mut self, area: &Polygon<f64>) -> Result<(), WriteError> {
        write!(self.file, "<Polygon>")?;
        let inner = area.interiors().iter().map(|ring| ("innerBoundaryIs", ring));
        for (name, ring) in std::iter::once(("outerBoundaryIs", area.exterior())).chain(inner) {
            let ring = all(ring);
            write!(self.file, "<{name}><LinearRing><coordinates>{ring}</coordinates></LinearRing></{name}>")?;
        }
        write!(self.file, "</Polygon>")?;
        Ok(())
    }
}

fn at(at: &Coord<f64>) -> String {
    format!("{},{}", at.x, at.y)
}

fn all(line: &LineString<f64>) -> String {
    line.coords().map(at).collect::<Vec<_>>().join(" ")
}

/// Text for XML: without forbidden characters, and with unchanged line ends.
fn escaped(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    let text: String = text.chars().filter(allowed).collect();
    quick_xml::escape::escape(text.as_str()).replace('\r', "&#13;")
}

impl Writer for KmlWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let name = self.plan.fields.iter().zip(&entry.values).find(|(field, _)| field.name == "code");
        write!(self.file, "<Placemark>")?;
        if let Some((_, code)) = name {
            write!(self.file, "<name>{}</name>", escaped(&shown(code)))?;
        }
        write!(self.file, "<ExtendedData>")?;
        for (field, value) in self.plan.fields.iter().zip(&entry.values).filter(|(_, value)| !value.is_null()) {
            let (name, value) = (escaped(&field.name), escaped(&shown(value)));
            write!(self.file, "<Data name=\"{name}\"><value>{value}</value></Data>")?;
        }
        write!(self.file, "</ExtendedData>")?;
        let placed = self.plan.placed(&entry.geometry)?;
        self.shape(&placed)?;
        writeln!(self.file, "</Placemark>")?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Losses, WriteError> {
        writeln!(self.file, "</Document></kml>")?;
        self.file.flush()?;
        if let Out::Packed(file) = self.file {
            let zip = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            zip.finish().map_err(|why| WriteError::format(Target::Kmz, why))?;
        }
        Ok(Losses::default())
    }
}
