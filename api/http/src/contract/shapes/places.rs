//! GeoJSON geometries (RFC 7946), of the four types that the register knows.

/// In the notation of [`super`]. A position has two numbers, longitude and latitude; a third one is not read.
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

/// The names of them all.
pub(crate) const GEOMETRIES: [&str; 6] = ["Geometry", "AreaGeometry", "Point", "LineString", "Polygon", "MultiPolygon"];
