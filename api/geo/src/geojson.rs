//! Reads GeoJSON feature collections, feature by feature, with the `features` member in any
//! position.

use std::io::BufRead;

use serde_json::{Map, Value};

use super::crs::Crs;
use super::input::{Rows, SourceError};
use super::limits::Limits;
use super::row::{Cells, Header, Row, RowError};
use super::scan::{Captured, Scan};
use super::shape::from_geojson;

const MEMBER_BYTES: usize = 65_536;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReadState {
    /// Between the members of the collection; the first member has no comma before it.
    Members { first: bool },
    /// Between the features; the first feature has no comma before it.
    Features { first: bool },
    /// After the last row, or after a fatal error.
    Ended,
}

/// The features of a collection.
pub struct FeatureRows<R> {
    scan: Scan<R>,
    place: ReadState,
    kind: Option<String>,
    seen_features: bool,
    number: u64,
    crs: Crs,
    limits: Limits,
}

impl<R: BufRead> FeatureRows<R> {
    /// Reads the opening brace; iterating returns the features. Positions are in `crs` unless the
    /// file names another system.
    ///
    /// # Errors
    /// When the file does not begin as a JSON object.
    pub fn new(file: R, crs: Crs, limits: Limits) -> Result<Self, SourceError> {
        let mut scan = Scan::new(file);
        match scan.peek_solid()? {
            None => return Err(SourceError::Empty),
            Some(b'{') => scan.take()?,
            Some(_) => return Err(broken(&scan, "a feature collection begins with \"{\"")),
        };
        let place = ReadState::Members { first: true };
        Ok(Self { scan, place, kind: None, seen_features: false, number: 0, crs, limits })
    }

    fn step(&mut self) -> Result<Option<Row>, SourceError> {
        loop {
            match self.place {
                ReadState::Members { first } => self.member(first)?,
                ReadState::Features { first } => {
                    if let Some(row) = self.feature(first)? {
                        return Ok(Some(row));
                    }
                }
                ReadState::Ended => return Ok(None),
            }
        }
    }

    fn member(&mut self, first: bool) -> Result<(), SourceError> {
        match self.scan.peek_solid()? {
            Some(b'}') => {
                self.scan.take()?;
                return self.end();
            }
            Some(b',') if !first => {
                self.scan.take()?;
            }
            Some(b'"') if first => {}
            Some(_) => return Err(broken(&self.scan, "expected \",\" or \"}\"")),
            None => return Err(broken(&self.scan, "the file ends inside the collection")),
        }
        self.place = ReadState::Members { first: false };
        let name = self.small()?;
        if self.scan.peek_solid()? != Some(b':') {
            return Err(broken(&self.scan, "expected \":\""));
        }
        self.scan.take()?;
        match name.as_str() {
            Some("features") => self.open_features(),
            Some("type") => {
                let kind = self.small()?.as_str().unwrap_or_default().to_owned();
                self.kind = Some(kind.clone());
                if kind == "FeatureCollection" { Ok(()) } else { Err(SourceError::NotACollection(kind)) }
            }
            Some("crs") => {
                let said = self.small()?;
                self.system(&said)
            }
            Some(_) => match self.scan.value(0)? {
                Some(_) => Ok(()),
                None => Err(broken(&self.scan, "the file ends inside the collection")),
            },
            None => Err(broken(&self.scan, "expected the name of a member")),
        }
    }

    /// The old `crs` member may name a supported system, if it precedes the features.
    fn system(&mut self, said: &Value) -> Result<(), SourceError> {
        let Some(name) = said.pointer("/properties/name").and_then(Value::as_str) else { return Ok(()) };
        let wgs84 = ["CRS84", "CRS84h", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84"];
        // GeoJSON always has east first, independent of the axis order of the system.
        let known = if wgs84.iter().any(|known| name.ends_with(known)) { Some(Crs::Crs84) } else { Crs::parse(name) };
        match known {
            Some(crs) if !self.seen_features || crs == self.crs => {
                self.crs = crs;
                Ok(())
            }
            Some(_) | None => Err(SourceError::ForeignCrs(name.to_owned())),
        }
    }

    fn open_features(&mut self) -> Result<(), SourceError> {
        if self.scan.peek_solid()? != Some(b'[') {
            return Err(broken(&self.scan, "\"features\" is not an array"));
        }
        self.scan.take()?;
        self.seen_features = true;
        self.place = ReadState::Features { first: true };
        Ok(())
    }

    fn feature(&mut self, first: bool) -> Result<Option<Row>, SourceError> {
        match self.scan.peek_solid()? {
            Some(b']') => {
                self.scan.take()?;
                self.place = ReadState::Members { first: false };
                return Ok(None);
            }
            Some(b',') if !first => {
                self.scan.take()?;
            }
            Some(_) if first => {}
            Some(_) => return Err(broken(&self.scan, "expected \",\" or \"]\" after a feature")),
            None => return Err(broken(&self.scan, "the file ends between two features")),
        }
        self.place = ReadState::Features { first: false };
        let Some(captured) = self.scan.value(self.limits.row_bytes)? else {
            return Err(broken(&self.scan, "the file ends inside a feature, or a feature is missing"));
        };
        self.number = self.number.saturating_add(1);
        let (bytes, whole) = match captured {
            Captured::Whole(bytes) => (bytes, true),
            Captured::Cut(bytes) => (bytes, false),
        };
        let cells = if whole {
            read(&bytes, self.crs, &self.limits)
        } else {
            Err(RowError::TooLong { limit: self.limits.row_bytes })
        };
        let shown = bytes.get(..bytes.len().min(self.limits.excerpt_chars.saturating_mul(4))).unwrap_or_default();
        let raw = self.limits.excerpt(&String::from_utf8_lossy(shown));
        Ok(Some(Row { number: self.number, read_bytes: self.scan.offset(), raw, cells }))
    }

    /// A JSON value with a small size limit.
    fn small(&mut self) -> Result<Value, SourceError> {
        match self.scan.value(MEMBER_BYTES)? {
            Some(Captured::Whole(bytes)) => {
                serde_json::from_slice(&bytes).map_err(|fault| broken(&self.scan, &fault.to_string()))
            }
            Some(Captured::Cut(_)) => Err(broken(&self.scan, "a member of the collection is too long")),
            None => Err(broken(&self.scan, "a value is missing, or the file ends inside it")),
        }
    }

    fn end(&mut self) -> Result<(), SourceError> {
        self.place = ReadState::Ended;
        if self.kind.is_none() || !self.seen_features {
            return Err(SourceError::NotACollection(self.kind.clone().unwrap_or_default()));
        }
        match self.scan.peek_solid()? {
            None => Ok(()),
            Some(_) => Err(broken(&self.scan, "something follows the collection")),
        }
    }
}

fn broken<R: BufRead>(scan: &Scan<R>, what: &str) -> SourceError {
    SourceError::Json { offset: scan.offset(), what: what.to_owned() }
}

/// Reads a single feature.
pub(super) fn read(bytes: &[u8], crs: Crs, limits: &Limits) -> Result<Cells, RowError> {
    let text = std::str::from_utf8(bytes).map_err(|_not_utf8| RowError::NotUtf8 { column: None })?;
    let not_a_feature = |what: String| RowError::NotAFeature { what };
    let value: Value = serde_json::from_str(text).map_err(|fault| {
        let (line, column) = (fault.line(), fault.column());
        not_a_feature(format!("JSON {line}:{column}"))
    })?;
    if text.contains("\\u0000") && holds_zero(&value) {
        return Err(RowError::ZeroCharacter);
    }
    let Value::Object(mut members) = value else { return Err(not_a_feature("not an object".to_owned())) };
    match members.get("type").and_then(Value::as_str) {
        Some("Feature") => {}
        other => return Err(not_a_feature(format!("its type is \"{}\"", other.unwrap_or_default()))),
    }
    let mut properties = match members.remove("properties") {
        Some(Value::Object(properties)) => properties,
        None | Some(Value::Null) => Map::new(),
        Some(_) => return Err(not_a_feature("its properties are not an object".to_owned())),
    };
    if let Some(id) = members.remove("id") {
        properties.entry("id").or_insert(id);
    }
    let geometry = match members.remove("geometry") {
        None | Some(Value::Null) => None,
        Some(geometry) => Some(from_geojson(geometry, crs, limits)),
    };
    Ok(Cells::Feature { properties, geometry })
}

/// Reports whether a text anywhere in the value contains the zero character.
fn holds_zero(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_zero),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || holds_zero(value)),
    }
}

impl<R: BufRead> Iterator for FeatureRows<R> {
    type Item = Result<Row, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.place = ReadState::Ended;
        }
        step.transpose()
    }
}

impl<R: BufRead + Send> Rows for FeatureRows<R> {
    fn header(&self) -> Option<&Header> {
        None
    }
}
