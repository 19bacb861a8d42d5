//! Well-known binary from untrusted files: with limits, and never longer than the available bytes.
//!
//! [`wkb`](super::wkb) reads the output of the server's own database. This module reads all
//! variants: both byte orders, ISO and extended numbering, with altitudes and measures, which it
//! drops.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::limits::Limits;
use super::shape::Unplaced;

/// The register supports no nested collections.
const DEPTH: u8 = 1;

/// Reads a geometry with its original coordinates; `None` when it is empty.
///
/// # Errors
/// When the bytes are not a geometry, or the geometry exceeds a limit.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Option<Geometry<f64>>, Unplaced> {
    let mut reader = Reader { rest: bytes, left: limits.vertices, limit: limits.vertices };
    reader.geometry(0)
}

struct Reader<'a> {
    rest: &'a [u8],
    left: usize,
    limit: usize,
}

/// The order of the bytes of a number.
#[derive(Clone, Copy)]
enum Ends {
    Big,
    Little,
}

fn short() -> Unplaced {
    Unplaced::Malformed("the geometry ends too early".to_owned())
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Unplaced> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or_else(short)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn whole(&mut self, ends: Ends) -> Result<u32, Unplaced> {
        let bytes = self.take()?;
        Ok(match ends {
            Ends::Big => u32::from_be_bytes(bytes),
            Ends::Little => u32::from_le_bytes(bytes),
        })
    }

    fn number(&mut self, ends: Ends) -> Result<f64, Unplaced> {
        let bytes = self.take()?;
        Ok(match ends {
            Ends::Big => f64::from_be_bytes(bytes),
            Ends::Little => f64::from_le_bytes(bytes),
        })
    }

    /// The number of following parts; never more than the remaining bytes can contain.
    fn count(&mut self, ends: Ends, least_bytes: usize) -> Result<usize, Unplaced> {
        let count = usize::try_from(self.whole(ends)?).map_err(|_narrow| short())?;
        if count.saturating_mul(least_bytes) > self.rest.len() { Err(short()) } else { Ok(count) }
    }

    fn geometry(&mut self, depth: u8) -> Result<Option<Geometry<f64>>, Unplaced> {
        let ends = match self.take::<1>()? {
            [0] => Ends::Big,
            [1] => Ends::Little,
            [_] => return Err(Unplaced::Malformed("not well-known binary".to_owned())),
        };
        let kind = self.whole(ends)?;
        if kind & 0x2000_0000 != 0 {
            self.whole(ends)?;
        }
        let iso = (kind & 0x0FFF_FFFF).checked_div(1_000).unwrap_or_default();
        let altitude = kind & 0x8000_0000 != 0 || iso == 1 || iso == 3;
        let measure = kind & 0x4000_0000 != 0 || iso == 2 || iso == 3;
        let more = usize::from(altitude).saturating_add(usize::from(measure));
        match (kind & 0x0FFF_FFFF).checked_rem(1_000) {
            Some(1) => {
                let at = self.position(ends, more)?;
                Ok((!(at.x.is_nan() && at.y.is_nan())).then_some(Geometry::Point(Point(at))))
            }
            Some(2) => Ok(filled(self.line(ends, more)?).map(Geometry::LineString)),
            Some(3) => Ok(self.polygon(ends, more)?.map(Geometry::Polygon)),
            Some(4) => self.many(ends, depth, |parts| {
                let points = parts.into_iter().map(|part| Point::try_from(part).ok());
                points.collect::<Option<_>>().map(|points| Geometry::MultiPoint(MultiPoint(points)))
            }),
            Some(5) => self.many(ends, depth, |parts| {
                let lines = parts.into_iter().map(|part| LineString::try_from(part).ok());
                lines.collect::<Option<_>>().map(|lines| Geometry::MultiLineString(MultiLineString(lines)))
            }),
            Some(6) => self.many(ends, depth, |parts| {
                let polygons = parts.into_iter().map(|part| Polygon::try_from(part).ok());
                polygons.collect::<Option<_>>().map(|polygons| Geometry::MultiPolygon(MultiPolygon(polygons)))
            }),
            Some(7) => Err(Unplaced::Unsupported("GeometryCollection")),
            Some(8..=17) => Err(Unplaced::Unsupported("curve or surface")),
            Some(_) | None => Err(Unplaced::Malformed("not well-known binary".to_owned())),
        }
    }

    fn position(&mut self, ends: Ends, more: usize) -> Result<Coord<f64>, Unplaced> {
        let at = Coord { x: self.number(ends)?, y: self.number(ends)? };
        for _dropped in 0..more {
            self.number(ends)?;
        }
        Ok(at)
    }

    fn line(&mut self, ends: Ends, more: usize) -> Result<LineString<f64>, Unplaced> {
        let count = self.count(ends, more.saturating_add(2).saturating_mul(8))?;
        self.left = self.left.checked_sub(count).ok_or_else(|| {
            let found = self.limit.saturating_sub(self.left).saturating_add(count);
            Unplaced::TooManyVertices { found, limit: self.limit }
        })?;
        (0..count).map(|_| self.position(ends, more)).collect()
    }

    fn polygon(&mut self, ends: Ends, more: usize) -> Result<Option<Polygon<f64>>, Unplaced> {
        let count = self.count(ends, 4)?;
        let mut rings = (0..count).map(|_| self.line(ends, more)).collect::<Result<Vec<_>, _>>()?.into_iter();
        Ok(rings.next().and_then(filled).map(|outer| Polygon::new(outer, rings.collect())))
    }

    fn many(
        &mut self,
        ends: Ends,
        depth: u8,
        gather: impl Fn(Vec<Geometry<f64>>) -> Option<Geometry<f64>>,
    ) -> Result<Option<Geometry<f64>>, Unplaced> {
        if depth >= DEPTH {
            return Err(Unplaced::Unsupported("GeometryCollection"));
        }
        let count = self.count(ends, 9)?;
        if count > self.limit {
            return Err(Unplaced::TooManyVertices { found: count, limit: self.limit });
        }
        let parts = (0..count).map(|_| self.geometry(depth.saturating_add(1))).collect::<Result<Vec<_>, _>>()?;
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        if parts.is_empty() {
            return Ok(None);
        }
        let mixed = || Unplaced::Malformed("its parts are of several types".to_owned());
        gather(parts).map(Some).ok_or_else(mixed)
    }
}

fn filled(line: LineString<f64>) -> Option<LineString<f64>> {
    (!line.0.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use domain::place::Shape;
    use geo::Geometry;
    use proptest::prelude::*;
    use serde_json::json;

    use super::read;
    use crate::limits::Limits;
    use crate::shape::Unplaced;
    use crate::wkb;

    #[test]
    fn what_the_other_writer_writes_is_read() {
        for value in [
            json!({"type": "Point", "coordinates": [107.08, 20.95]}),
            json!({"type": "LineString", "coordinates": [[107.0, 21.0], [107.1, 21.1], [107.2, 21.0]]}),
            json!({"type": "Polygon", "coordinates": [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]]}),
        ] {
            let shape = Shape::from_geojson(&value).unwrap();
            let read = read(&wkb::write(&shape).unwrap(), &Limits::default()).unwrap().unwrap();
            assert_eq!(&read, shape.geometry());
        }
    }

    #[test]
    fn big_ends_altitudes_and_empty_points_are_read() {
        let mut point = vec![0, 0, 0, 0x03, 0xE9];
        for number in [107.0_f64, 21.0, 3.5] {
            point.extend(number.to_be_bytes());
        }
        let found = read(&point, &Limits::default()).unwrap();
        assert!(matches!(found, Some(Geometry::Point(at)) if (at.x(), at.y()) == (107.0, 21.0)), "{found:?}");
        let mut empty = vec![1, 1, 0, 0, 0];
        empty.extend(f64::NAN.to_le_bytes());
        empty.extend(f64::NAN.to_le_bytes());
        assert_eq!(read(&empty, &Limits::default()), Ok(None));
    }

    #[test]
    fn a_count_that_the_bytes_do_not_hold_is_refused_before_anything_is_laid_aside() {
        let line = [1, 2, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0];
        assert!(matches!(read(&line, &Limits::default()), Err(Unplaced::Malformed(_))));
        let mut long = vec![1, 2, 0, 0, 0, 5, 0, 0, 0];
        long.extend([0; 80]);
        let limits = Limits { vertices: 4, ..Limits::default() };
        assert_eq!(read(&long, &limits), Err(Unplaced::TooManyVertices { found: 5, limit: 4 }));
    }

    proptest! {
        #[test]
        fn any_bytes_are_answered(kind in 0_u8..20, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _answer = read(&[&[1, kind, 0, 0, 0], bytes.as_slice()].concat(), &Limits::default());
        }
    }
}
