//! Coordinate reference systems of files and services: their identifiers, the order of their axes,
//! and the conversion of positions.
//!
//! The register stores WGS 84 longitude and latitude. Dossiers of Viet Nam use VN-2000, whose datum
//! differs from WGS 84 by 100 to 200 m: omitting the shift misplaces a mast by a street.

use std::sync::LazyLock;

use geo::{Coord, MapCoords};
use proj4rs::Proj;
use proj4rs::adaptors::transform_vertex_2d;
use strum::VariantArray;

const WGS_84: &str = "+proj=longlat +datum=WGS84 +no_defs";
const WEB_MERCATOR: &str =
    "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs";
/// EPSG 5899: transverse Mercator on 107°45', scale 0.9999, with the seven parameters of EPSG 6960
/// from VN-2000 to WGS 84.
const VN_2000_QUANG_NINH: &str = "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 \
     +towgs84=-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278 +units=m +no_defs";

/// A coordinate reference system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, VariantArray)]
pub enum Crs {
    /// WGS 84, longitude first: the system of GeoJSON and of the register.
    #[default]
    Crs84,
    /// WGS 84, latitude first.
    Epsg4326,
    /// Web Mercator, in metres of the map.
    Epsg3857,
    /// VN-2000, 3° zone of Quảng Ninh (central meridian 107°45'), east before north, in metres.
    Epsg5899,
}

/// The order of the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axes {
    EastNorth,
    NorthEast,
}

/// A position without an equivalent in the other system.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("[{x}, {y}] has no place in {}", into.name())]
pub struct ProjectionError {
    /// The east coordinate as given.
    pub x: f64,
    /// The north coordinate as given.
    pub y: f64,
    /// The coordinate system of the result.
    pub into: Crs,
}

impl Crs {
    /// The URI of the OGC.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Epsg4326 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Epsg3857 => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::Epsg5899 => "http://www.opengis.net/def/crs/EPSG/0/5899",
        }
    }

    /// The short name, as in settings, mappings and file names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Crs84 => "OGC:CRS84",
            Self::Epsg4326 => "EPSG:4326",
            Self::Epsg3857 => "EPSG:3857",
            Self::Epsg5899 => "EPSG:5899",
        }
    }

    /// The EPSG code; CRS84 has the code of WGS 84, with the axes in the other order.
    #[must_use]
    pub(crate) const fn epsg(self) -> u16 {
        match self {
            Self::Crs84 | Self::Epsg4326 => 4326,
            Self::Epsg3857 => 3857,
            Self::Epsg5899 => 5899,
        }
    }

    /// Parses a URI, a safe CURIE (`[EPSG:5899]`), a name or a URN; `None` when the system is not
    /// supported.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('[').trim_end_matches(']');
        Self::VARIANTS.iter().copied().find(|crs| {
            let (authority, code) = crs.name().split_once(':').unwrap_or_default();
            text.eq_ignore_ascii_case(crs.uri())
                || text.eq_ignore_ascii_case(crs.name())
                || text.eq_ignore_ascii_case(&format!("urn:ogc:def:crs:{authority}::{code}"))
                || (*crs == Self::Crs84 && text.eq_ignore_ascii_case("urn:ogc:def:crs:OGC:1.3:CRS84"))
        })
    }

    #[must_use]
    pub const fn axes(self) -> Axes {
        match self {
            Self::Crs84 | Self::Epsg3857 | Self::Epsg5899 => Axes::EastNorth,
            Self::Epsg4326 => Axes::NorthEast,
        }
    }

    /// The Proj string, without the order of the axes.
    fn definition(self) -> &'static str {
        match self {
            Self::Crs84 | Self::Epsg4326 => WGS_84,
            Self::Epsg3857 => WEB_MERCATOR,
            Self::Epsg5899 => VN_2000_QUANG_NINH,
        }
    }

    /// Converts a geometry of the register, east before north, to this system; the writer of a
    /// format still has to reorder the axes according to [`Crs::axes`].
    ///
    /// # Errors
    /// [`ProjectionError`] names the first position without an equivalent.
    pub fn from_register(self, geometry: &geo::Geometry<f64>) -> Result<geo::Geometry<f64>, ProjectionError> {
        shift(geometry, Self::Crs84, self)
    }

    /// Converts a geometry in this system, east before north, to the system of the register.
    ///
    /// # Errors
    /// [`ProjectionError`] names the first position without an equivalent.
    pub fn to_register(self, geometry: &geo::Geometry<f64>) -> Result<geo::Geometry<f64>, ProjectionError> {
        shift(geometry, self, Self::Crs84)
    }
}

/// Swaps the two axes.
#[must_use]
pub fn turned(geometry: &geo::Geometry<f64>) -> geo::Geometry<f64> {
    geometry.map_coords(|at| Coord { x: at.y, y: at.x })
}

fn shift(geometry: &geo::Geometry<f64>, from: Crs, into: Crs) -> Result<geo::Geometry<f64>, ProjectionError> {
    if from.definition() == into.definition() {
        return Ok(geometry.clone());
    }
    geometry.try_map_coords(|at| {
        let lost = || ProjectionError { x: at.x, y: at.y, into };
        let (source, target) = (projection(from).ok_or_else(lost)?, projection(into).ok_or_else(lost)?);
        let given = if source.is_latlong() { (at.x.to_radians(), at.y.to_radians()) } else { (at.x, at.y) };
        let (x, y) = transform_vertex_2d(source, target, given).map_err(|_out_of_reach| lost())?;
        let found = if target.is_latlong() { (x.to_degrees(), y.to_degrees()) } else { (x, y) };
        let there = found.0.is_finite() && found.1.is_finite();
        there.then_some(Coord { x: found.0, y: found.1 }).ok_or_else(lost)
    })
}

/// The projections, parsed once. The definitions are constants; a test proves that each one parses.
fn projection(crs: Crs) -> Option<&'static Proj> {
    static READ: LazyLock<[Option<Proj>; 3]> =
        LazyLock::new(|| [WGS_84, WEB_MERCATOR, VN_2000_QUANG_NINH].map(|text| Proj::from_proj_string(text).ok()));
    let [wgs84, mercator, vn2000] = &*READ;
    match crs {
        Crs::Crs84 | Crs::Epsg4326 => wgs84.as_ref(),
        Crs::Epsg3857 => mercator.as_ref(),
        Crs::Epsg5899 => vn2000.as_ref(),
    }
}

#[cfg(test)]
mod tests {
    use geo::{Coord, Geometry, Point};
    use proptest::prelude::*;
    use strum::VariantArray;

    use super::{Crs, turned};

    fn at(x: f64, y: f64) -> Geometry<f64> {
        Geometry::Point(Point::new(x, y))
    }

    fn place(geometry: &Geometry<f64>) -> Coord<f64> {
        let Geometry::Point(point) = geometry else { panic!("a point stays a point") };
        point.0
    }

    /// Expected values of PROJ 9.1: `echo LON LAT | cs2cs -d 4 OGC:CRS84 EPSG:5899`, and the same
    /// with EPSG:3857.
    #[test]
    fn positions_come_where_proj_puts_them() {
        let known = [
            (Crs::Epsg5899, 107.0822, 20.9546, (430_358.486_8, 2_318_074.785_3)),
            (Crs::Epsg5899, 107.965_5, 21.526_2, (522_128.787_3, 2_381_226.567_2)),
            (Crs::Epsg3857, 107.0822, 20.9546, (11_920_335.977, 2_386_465.945_6)),
        ];
        for (crs, lon, lat, (east, north)) in known {
            let there = place(&crs.from_register(&at(lon, lat)).unwrap());
            assert!((there.x - east).abs() < 0.01 && (there.y - north).abs() < 0.01, "{crs:?}: {there:?}");
        }
    }

    #[test]
    fn a_system_is_known_by_all_its_names() {
        for crs in Crs::VARIANTS.iter().copied() {
            for name in [crs.uri().to_owned(), crs.name().to_lowercase(), format!("[{}]", crs.name())] {
                assert_eq!(Crs::parse(&name), Some(crs), "{name}");
            }
        }
        assert_eq!(Crs::parse("urn:ogc:def:crs:EPSG::5899"), Some(Crs::Epsg5899));
        assert_eq!(Crs::parse("EPSG:32648"), None);
        assert_eq!(place(&turned(&at(107.0, 21.0))), Coord { x: 21.0, y: 107.0 });
    }

    #[test]
    fn what_has_no_place_is_refused() {
        assert!(Crs::Epsg3857.from_register(&at(107.0, 90.0)).is_err());
        assert!(Crs::Epsg5899.to_register(&at(f64::NAN, 1.0)).is_err());
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place(lon in 105.5_f64..110.0, lat in 8.0_f64..23.5) {
            for crs in Crs::VARIANTS.iter().copied() {
                let back = place(&crs.to_register(&crs.from_register(&at(lon, lat)).unwrap()).unwrap());
                // A hundred-millionth of a degree is a millimetre.
                prop_assert!((back.x - lon).abs() < 2e-8 && (back.y - lat).abs() < 2e-8, "{crs:?} {back:?}");
            }
        }
    }
}
