//! Reads `FlatGeobuf`, feature after feature in file order; the reader skips the index at the
//! start.
//!
//! This module reads the frames itself, so that an announced length never determines an allocation;
//! the format's crate verifies and reads the content of a frame.

use std::io::{BufRead, Read};

use ::flatgeobuf::{
    ColumnType, Geometry as Drawn, GeometryType, size_prefixed_root_as_feature, size_prefixed_root_as_header,
};
use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use serde_json::{Map, Number, Value};

use super::crs::Crs;
use super::features::Features;
use super::input::{Opening, SourceError};
use super::limits::Limits;
use super::row::{Cells, Row, RowError};
use super::shape::{Unplaced, settled};

const HEADER_BYTES: u32 = 1_048_576;
const NODE_BYTES: u64 = 40;

fn broken(what: impl Into<String>) -> SourceError {
    SourceError::Broken { format: "FlatGeobuf", what: what.into() }
}

/// The features of a file.
pub(super) struct FlatgeobufRows<R> {
    file: R,
    columns: Vec<(String, ColumnType)>,
    kind: GeometryType,
    crs: Crs,
    number: u64,
    read_bytes: u64,
    limits: Limits,
}

impl<R: BufRead> FlatgeobufRows<R> {
    pub(super) fn new(mut file: R, opening: &Opening) -> Result<Self, SourceError> {
        let mut magic = [0; 8];
        file.read_exact(&mut magic).map_err(|_short| broken("it is cut"))?;
        let header = match frame(&mut file, HEADER_BYTES)? {
            Some(Frame::Whole(header)) => header,
            Some(Frame::Long) | None => return Err(broken("its header is cut or too long")),
        };
        let read = size_prefixed_root_as_header(&header).map_err(|why| broken(why.to_string()))?;
        let columns: Vec<_> =
            read.columns().iter().flatten().map(|column| (column.name().to_owned(), column.type_())).collect();
        if columns.len() > opening.limits.columns {
            return Err(SourceError::TooManyColumns { found: columns.len(), limit: opening.limits.columns });
        }
        let said = read.crs().filter(|crs| crs.code() != 0 || crs.wkt().is_some());
        let crs = match said {
            None => opening.crs.ok_or(SourceError::NoCrs("FlatGeobuf file"))?,
            Some(said) => {
                let name = format!("{}:{}", said.org().unwrap_or("EPSG"), said.code());
                let known = Crs::parse(&name).or_else(|| said.wkt().and_then(super::prj::recognise));
                known.ok_or(SourceError::ForeignCrs(name))?
            }
        };
        let index = index_bytes(read.features_count(), read.index_node_size());
        let index = index.ok_or_else(|| broken("its index is longer than any file"))?;
        let kind = read.geometry_type();
        let gone = std::io::copy(&mut (&mut file).take(index), &mut std::io::sink())?;
        if gone < index {
            return Err(broken("it ends inside its index"));
        }
        let head = u64::try_from(header.len()).unwrap_or_default();
        let read_bytes = head.saturating_add(8).saturating_add(index);
        Ok(Self { file, columns, kind, crs, number: 0, read_bytes, limits: opening.limits })
    }

    fn cells(&self, bytes: &[u8]) -> Result<Cells, RowError> {
        let unreadable = |what: String| RowError::Broken { what };
        let feature = size_prefixed_root_as_feature(bytes).map_err(|why| unreadable(why.to_string()))?;
        let own: Option<Vec<_>> = feature
            .columns()
            .map(|columns| columns.iter().map(|column| (column.name().to_owned(), column.type_())).collect());
        let columns = own.as_ref().unwrap_or(&self.columns);
        let said = feature.properties().map(|said| said.bytes()).unwrap_or_default();
        let properties = properties(said, columns)?;
        let geometry = feature.geometry().map(|drawn| {
            let kind = if drawn.type_() == GeometryType::Unknown { self.kind } else { drawn.type_() };
            geometry(drawn, kind, &self.limits).and_then(|geometry| settled(geometry, self.crs, &self.limits))
        });
        Ok(Cells::Feature { properties, geometry })
    }
}

enum Frame {
    Whole(Vec<u8>),
    Long,
}

/// Reads a length and that many bytes. `None` at the end of the file.
fn frame(file: &mut impl BufRead, available: u32) -> Result<Option<Frame>, SourceError> {
    if file.fill_buf()?.is_empty() {
        return Ok(None);
    }
    let mut prefix = [0; 4];
    let cut = || broken("it ends inside a feature");
    file.read_exact(&mut prefix).map_err(|_short| cut())?;
    let length = u32::from_le_bytes(prefix);
    if length > available {
        let gone = std::io::copy(&mut file.take(length.into()), &mut std::io::sink())?;
        return if gone == u64::from(length) { Ok(Some(Frame::Long)) } else { Err(cut()) };
    }
    let mut bytes = prefix.to_vec();
    let read = file.take(length.into()).read_to_end(&mut bytes)?;
    // A buffer needs at least the bytes of a root.
    if u32::try_from(read) != Ok(length) || length < 8 { Err(cut()) } else { Ok(Some(Frame::Whole(bytes))) }
}

/// The length of the index; `None` on overflow.
fn index_bytes(features: u64, node_size: u16) -> Option<u64> {
    if node_size == 0 || features == 0 {
        return Some(0);
    }
    let node = u64::from(node_size.max(2));
    let (mut level, mut nodes) = (features, features);
    while level > 1 {
        level = level.div_ceil(node);
        nodes = nodes.checked_add(level)?;
    }
    // A single feature also has a root node.
    let nodes = if features == 1 { 2 } else { nodes };
    nodes.checked_mul(NODE_BYTES)
}

struct Said<'a>(&'a [u8]);

impl<'a> Said<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn long(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(u32::from_le_bytes(self.take()?)).ok()?;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }
}

fn properties(bytes: &[u8], columns: &[(String, ColumnType)]) -> Result<Map<String, Value>, RowError> {
    let unreadable = || RowError::Broken { what: "what is said of the feature cannot be read".to_owned() };
    let (mut said, mut rest) = (Map::new(), Said(bytes));
    while !rest.0.is_empty() {
        let place = rest.take().map(u16::from_le_bytes).ok_or_else(unreadable)?;
        let (name, kind) = columns.get(usize::from(place)).ok_or_else(unreadable)?;
        let value = match value(*kind, &mut rest).ok_or_else(unreadable)? {
            RawValue::Text(text) if text.contains(&0) => return Err(RowError::ZeroCharacter),
            RawValue::Text(text) => String::from_utf8(text.to_vec())
                .map(Value::String)
                .map_err(|_not_utf8| RowError::NotUtf8 { column: Some(name.clone()) })?,
            RawValue::Value(value) => value,
        };
        if !value.is_null() {
            said.insert(name.clone(), value);
        }
    }
    Ok(said)
}

enum RawValue<'a> {
    /// Bytes that should be UTF-8 text.
    Text(&'a [u8]),
    Value(Value),
}

/// The next value; `None` when the value is truncated or of an unknown type.
fn value<'a>(kind: ColumnType, rest: &mut Said<'a>) -> Option<RawValue<'a>> {
    let finite = |number: f64| Number::from_f64(number).map_or(Value::Null, Value::Number);
    let value = match kind {
        ColumnType::String | ColumnType::Json | ColumnType::DateTime => return rest.long().map(RawValue::Text),
        ColumnType::Binary => rest.long().map(|_picture| Value::Null)?,
        ColumnType::Byte => Value::from(i8::from_le_bytes(rest.take()?)),
        ColumnType::UByte => Value::from(u8::from_le_bytes(rest.take()?)),
        ColumnType::Bool => Value::from(rest.take::<1>()? != [0]),
        ColumnType::Short => Value::from(i16::from_le_bytes(rest.take()?)),
        ColumnType::UShort => Value::from(u16::from_le_bytes(rest.take()?)),
        ColumnType::Int => Value::from(i32::from_le_bytes(rest.take()?)),
        ColumnType::UInt => Value::from(u32::from_le_bytes(rest.take()?)),
        ColumnType::Long => Value::from(i64::from_le_bytes(rest.take()?)),
        ColumnType::ULong => Value::from(u64::from_le_bytes(rest.take()?)),
        ColumnType::Float => finite(f64::from(f32::from_le_bytes(rest.take()?))),
        ColumnType::Double => finite(f64::from_le_bytes(rest.take()?)),
        _ => return None,
    };
    Some(RawValue::Value(value))
}

fn geometry(drawn: Drawn<'_>, kind: GeometryType, limits: &Limits) -> Result<Geometry<f64>, Unplaced> {
    match kind {
        GeometryType::Point => match lines(drawn, limits)?.pop().and_then(|mut line| line.0.pop()) {
            Some(only) => Ok(Geometry::Point(Point(only))),
            None => Err(empty()),
        },
        GeometryType::MultiPoint => {
            let points = lines(drawn, limits)?.into_iter().flat_map(|line| line.0).map(Point).collect();
            Ok(Geometry::MultiPoint(MultiPoint(points)))
        }
        GeometryType::LineString => lines(drawn, limits)?.pop().map(Geometry::LineString).ok_or_else(empty),
        GeometryType::MultiLineString => Ok(Geometry::MultiLineString(MultiLineString(lines(drawn, limits)?))),
        GeometryType::Polygon => polygon(drawn, limits).map(Geometry::Polygon),
        GeometryType::MultiPolygon => {
            let parts = drawn.parts().ok_or_else(empty)?;
            if parts.len() > limits.vertices {
                return Err(Unplaced::TooManyVertices { found: parts.len(), limit: limits.vertices });
            }
            let polygons = parts.iter().map(|part| polygon(part, limits)).collect::<Result<_, _>>()?;
            Ok(Geometry::MultiPolygon(MultiPolygon(polygons)))
        }
        GeometryType::Unknown => Err(Unplaced::Malformed("its type is not said".to_owned())),
        other => Err(Unplaced::Unsupported(other.variant_name().unwrap_or("curve or surface"))),
    }
}

fn empty() -> Unplaced {
    Unplaced::Malformed("an empty geometry".to_owned())
}

fn polygon(drawn: Drawn<'_>, limits: &Limits) -> Result<Polygon<f64>, Unplaced> {
    let mut rings = lines(drawn, limits)?.into_iter();
    let outer = rings.next().ok_or_else(empty)?;
    Ok(Polygon::new(outer, rings.collect()))
}

/// The positions, split where the geometry declares the ends of its parts.
fn lines(drawn: Drawn<'_>, limits: &Limits) -> Result<Vec<LineString<f64>>, Unplaced> {
    let numbers = drawn.xy().ok_or_else(empty)?;
    let found = numbers.len().div_ceil(2);
    if found > limits.vertices {
        return Err(Unplaced::TooManyVertices { found, limit: limits.vertices });
    }
    let numbers: Vec<f64> = numbers.iter().collect();
    let positions: Vec<Coord<f64>> =
        numbers.chunks_exact(2).filter_map(|pair| Some(Coord { x: *pair.first()?, y: *pair.last()? })).collect();
    let ends: Vec<usize> = match drawn.ends().filter(|ends| !ends.is_empty()) {
        None => vec![positions.len()],
        Some(ends) if ends.len() > limits.vertices => {
            return Err(Unplaced::TooManyVertices { found: ends.len(), limit: limits.vertices });
        }
        Some(ends) => ends.iter().map(|end| usize::try_from(end).unwrap_or(usize::MAX)).collect(),
    };
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let cut = |(start, end): (usize, usize)| {
        let part = positions.get(start..end);
        part.map(|part| LineString(part.to_vec()))
            .ok_or_else(|| Unplaced::Malformed("its parts lie outside of it".to_owned()))
    };
    starts.zip(ends.iter().copied()).map(cut).collect()
}

impl<R: BufRead + Send> Features for FlatgeobufRows<R> {
    fn row(&mut self) -> Result<Option<Row>, SourceError> {
        let available = u32::try_from(self.limits.row_bytes).unwrap_or(u32::MAX);
        let Some(frame) = frame(&mut self.file, available)? else { return Ok(None) };
        let cells = match frame {
            Frame::Long => Err(RowError::TooLong { limit: self.limits.row_bytes }),
            Frame::Whole(bytes) => {
                self.read_bytes = self.read_bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or_default());
                self.cells(&bytes)
            }
        };
        self.number = self.number.saturating_add(1);
        Ok(Some(Row::of_feature(self.number, self.read_bytes, cells, &self.limits)))
    }
}
