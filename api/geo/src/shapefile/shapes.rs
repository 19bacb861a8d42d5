//! Reads the main file, one record after another, each no longer than its declared length.

use std::io::{BufRead, Read};

use geo::orient::Direction;
use geo::{Area, Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Orient, Point, Polygon};

use super::{ReadShape, broken};
use crate::input::SourceError;
use crate::limits::Limits;
use crate::row::RowError;
use crate::shape::Unplaced;

const HEADER_BYTES: usize = 100;
const FILE_CODE: i32 = 9_994;

/// The shapes of a main file.
pub(super) struct Shapes<R> {
    file: R,
    read_bytes: u64,
    limits: Limits,
}

impl<R: BufRead> Shapes<R> {
    pub(super) fn open(mut file: R, limits: Limits) -> Result<Self, SourceError> {
        let mut header = [0; HEADER_BYTES];
        file.read_exact(&mut header).map_err(|_short| broken("the header of the .shp is cut"))?;
        let code = header.first_chunk().map(|bytes| i32::from_be_bytes(*bytes));
        if code != Some(FILE_CODE) {
            return Err(broken("the .shp does not begin as one"));
        }
        Ok(Self { file, read_bytes: 100, limits })
    }

    pub(super) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// The next shape. `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<ReadShape>, SourceError> {
        if self.file.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut header = [0; 8];
        self.file.read_exact(&mut header).map_err(|_short| broken("the .shp ends inside a record"))?;
        let words = header.last_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
        let length = u64::from(words).saturating_mul(2);
        self.read_bytes = self.read_bytes.saturating_add(8).saturating_add(length);
        let available = u64::try_from(self.limits.row_bytes).unwrap_or(u64::MAX);
        if length > available {
            let gone = std::io::copy(&mut (&mut self.file).take(length), &mut std::io::sink())?;
            return if gone == length {
                Ok(Some(Err(RowError::TooLong { limit: self.limits.row_bytes })))
            } else {
                Err(broken("the .shp ends inside a record"))
            };
        }
        let mut content = Vec::new();
        (&mut self.file).take(length).read_to_end(&mut content)?;
        if u64::try_from(content.len()).unwrap_or_default() < length {
            return Err(broken("the .shp ends inside a record"));
        }
        Ok(Some(Ok(shape(&content, &self.limits))))
    }
}

struct Content<'a>(&'a [u8]);

impl Content<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Unplaced> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or_else(short)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn count(&mut self) -> Result<usize, Unplaced> {
        usize::try_from(i32::from_le_bytes(self.take()?)).map_err(|_negative| short())
    }

    fn position(&mut self) -> Result<Coord<f64>, Unplaced> {
        Ok(Coord { x: f64::from_le_bytes(self.take()?), y: f64::from_le_bytes(self.take()?) })
    }

    fn positions(&mut self, count: usize, limits: &Limits) -> Result<Vec<Coord<f64>>, Unplaced> {
        if count > limits.vertices {
            return Err(Unplaced::TooManyVertices { found: count, limit: limits.vertices });
        }
        (0..count).map(|_| self.position()).collect()
    }

    /// Parts of a line or rings of an area.
    fn parts(&mut self, limits: &Limits) -> Result<Vec<LineString<f64>>, Unplaced> {
        let _bounds: [u8; 32] = self.take()?;
        let (parts, count) = (self.count()?, self.count()?);
        if parts > count || parts.saturating_mul(4) > self.0.len() {
            return Err(short());
        }
        let starts = (0..parts).map(|_| self.count()).collect::<Result<Vec<_>, _>>()?;
        let positions = self.positions(count, limits)?;
        let ends = starts.iter().skip(1).copied().chain([count]);
        let cut = |(start, end): (&usize, usize)| {
            let part = positions.get(*start..end).ok_or_else(short)?;
            Ok(LineString(part.to_vec()))
        };
        starts.iter().zip(ends).map(cut).collect()
    }
}

fn short() -> Unplaced {
    Unplaced::Malformed("the shape ends too early".to_owned())
}

fn shape(content: &[u8], limits: &Limits) -> Result<Option<Geometry<f64>>, Unplaced> {
    let mut content = Content(content);
    match i32::from_le_bytes(content.take()?) {
        0 => Ok(None),
        1 | 11 | 21 => Ok(Some(Geometry::Point(Point(content.position()?)))),
        3 | 13 | 23 => {
            let lines = content.parts(limits)?;
            Ok((!lines.is_empty()).then_some(Geometry::MultiLineString(MultiLineString(lines))))
        }
        5 | 15 | 25 => {
            let rings = content.parts(limits)?;
            Ok((!rings.is_empty()).then(|| Geometry::MultiPolygon(areas(rings))))
        }
        8 | 18 | 28 => {
            let _bounds: [u8; 32] = content.take()?;
            let count = content.count()?;
            let points = content.positions(count, limits)?.into_iter().map(Point).collect();
            Ok(Some(Geometry::MultiPoint(MultiPoint(points))))
        }
        31 => Err(Unplaced::Unsupported("MultiPatch")),
        kind => Err(Unplaced::Malformed(format!("there is no shape of type {kind}"))),
    }
}

/// Groups rings into areas: clockwise rings are outer rings, the others are holes of the preceding
/// area that contains them.
fn areas(rings: Vec<LineString<f64>>) -> MultiPolygon<f64> {
    let mut areas: Vec<(LineString<f64>, Vec<LineString<f64>>)> = Vec::new();
    for ring in rings {
        let is_hole = Polygon::new(ring.clone(), Vec::new()).signed_area() > 0.0;
        match areas.last_mut().filter(|_| is_hole) {
            Some((_, holes)) => holes.push(ring),
            None => areas.push((ring, Vec::new())),
        }
    }
    let polygons = areas.into_iter().map(|(outer, holes)| Polygon::new(outer, holes).orient(Direction::Default));
    MultiPolygon(polygons.collect())
}
