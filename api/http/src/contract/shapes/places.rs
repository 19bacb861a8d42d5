//! GeoJSON geometries (RFC 7946) of the four types that the register supports.

/// Schemas in the notation of [`super`]. A position has two numbers, longitude and latitude; a
/// third one is ignored.
pub(super) const SCHEMAS: &str = "
Geometry = Point or LineString or Polygon or MultiPolygon
AreaGeometry = Polygon or MultiPolygon
Point
  type: 'Point'
  coordinates: [number]
LineString
  type: 'LineString'
  coordinates: [[number]]
Polygon
  type: 'Polygon'
  coordinates: [[[number]]]
MultiPolygon
  type: 'MultiPolygon'
  coordinates: [[[[number]]]]
";

/// The names of all geometry schemas.
pub(crate) const GEOMETRIES: [&str; 6] = ["Geometry", "AreaGeometry", "Point", "LineString", "Polygon", "MultiPolygon"];
