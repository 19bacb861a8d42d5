//! Writes the main file and its index record by record, and the headers at the end.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use geo::orient::Direction;
use geo::{Coord, CoordsIter, Geometry, Orient, Polygon};

use super::{WriteError, broken};

/// The shape type of a shapefile: one type each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Points,
    Lines,
    Areas,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::Lines => "lines",
            Self::Areas => "areas",
        }
    }

    fn code(self) -> i32 {
        match self {
            Self::Points => 1,
            Self::Lines => 3,
            Self::Areas => 5,
        }
    }
}

/// West, south, east, north.
type Bounds = [f64; 4];

const NOWHERE: Bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

fn grown([west, south, east, north]: Bounds, at: Coord<f64>) -> Bounds {
    [west.min(at.x), south.min(at.y), east.max(at.x), north.max(at.y)]
}

pub(super) struct ShapesWriter {
    kind: Kind,
    shp: BufWriter<File>,
    shx: BufWriter<File>,
    /// The length in words of two bytes.
    words: i32,
    records: i32,
    bounds: Bounds,
}

impl ShapesWriter {
    pub(super) fn create(kind: Kind, scratch: &Path) -> Result<Self, WriteError> {
        let mut shp = BufWriter::new(tempfile::tempfile_in(scratch)?);
        let mut shx = BufWriter::new(tempfile::tempfile_in(scratch)?);
        shp.write_all(&[0; 100])?;
        shx.write_all(&[0; 100])?;
        Ok(Self { kind, shp, shx, words: 50, records: 0, bounds: NOWHERE })
    }

    pub(super) fn write(&mut self, geometry: &Geometry<f64>) -> Result<(), WriteError> {
        let content = content(self.kind, geometry)?;
        let long = || broken("a shapefile holds at most 4 GB");
        let words = i32::try_from(content.len().checked_div(2).unwrap_or_default()).map_err(|_wide| long())?;
        self.records = self.records.checked_add(1).ok_or_else(long)?;
        self.shx.write_all(&self.words.to_be_bytes())?;
        self.shx.write_all(&words.to_be_bytes())?;
        self.shp.write_all(&self.records.to_be_bytes())?;
        self.shp.write_all(&words.to_be_bytes())?;
        self.shp.write_all(&content)?;
        self.words = words.checked_add(4).and_then(|words| self.words.checked_add(words)).ok_or_else(long)?;
        self.bounds = geometry.coords_iter().fold(self.bounds, grown);
        Ok(())
    }

    /// The main file and its index.
    pub(super) fn finish(self) -> Result<(File, File), WriteError> {
        let index_words = self.records.checked_mul(4).and_then(|words| words.checked_add(50));
        let index_words = index_words.ok_or_else(|| broken("a shapefile holds at most 4 GB"))?;
        let bounds = if self.records == 0 { [0.0; 4] } else { self.bounds };
        let closed = |file: BufWriter<File>, words: i32| {
            let mut file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&header(self.kind, words, bounds))?;
            Ok::<_, std::io::Error>(file)
        };
        Ok((closed(self.shp, self.words)?, closed(self.shx, index_words)?))
    }
}

fn header(kind: Kind, words: i32, bounds: Bounds) -> Vec<u8> {
    let mut header = Vec::with_capacity(100);
    header.extend(9_994_i32.to_be_bytes());
    header.extend([0; 20]);
    header.extend(words.to_be_bytes());
    header.extend(1_000_i32.to_le_bytes());
    header.extend(kind.code().to_le_bytes());
    header.extend(bounds.iter().flat_map(|number| number.to_le_bytes()));
    header.resize(100, 0);
    header
}

fn content(kind: Kind, geometry: &Geometry<f64>) -> Result<Vec<u8>, WriteError> {
    let mut content = kind.code().to_le_bytes().to_vec();
    let parts: Vec<Vec<Coord<f64>>> = match geometry {
        Geometry::Point(point) => {
            content.extend(point.x().to_le_bytes());
            content.extend(point.y().to_le_bytes());
            return Ok(content);
        }
        Geometry::LineString(line) => vec![line.0.clone()],
        Geometry::Polygon(area) => rings(area),
        Geometry::MultiPolygon(areas) => areas.0.iter().flat_map(rings).collect(),
        // The register has no other types.
        Geometry::Line(_)
        | Geometry::MultiPoint(_)
        | Geometry::MultiLineString(_)
        | Geometry::GeometryCollection(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => Vec::new(),
    };
    let long = |_wide| broken("a shape has too many positions");
    let bounds = parts.iter().flatten().copied().fold(NOWHERE, grown);
    content.extend(bounds.iter().flat_map(|number| number.to_le_bytes()));
    content.extend(i32::try_from(parts.len()).map_err(long)?.to_le_bytes());
    content.extend(i32::try_from(parts.iter().map(Vec::len).sum::<usize>()).map_err(long)?.to_le_bytes());
    let mut start = 0_usize;
    for part in &parts {
        content.extend(i32::try_from(start).map_err(long)?.to_le_bytes());
        start = start.saturating_add(part.len());
    }
    for at in parts.iter().flatten() {
        content.extend(at.x.to_le_bytes());
        content.extend(at.y.to_le_bytes());
    }
    Ok(content)
}

/// The outer ring clockwise, the holes counter-clockwise.
fn rings(area: &Polygon<f64>) -> Vec<Vec<Coord<f64>>> {
    let area = area.orient(Direction::Reversed);
    std::iter::once(area.exterior()).chain(area.interiors()).map(|ring| ring.0.clone()).collect()
}
