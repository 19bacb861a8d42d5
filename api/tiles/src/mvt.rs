//! The encoding of a tile: layers of features with geometry and tags.

use mvt::{GeomEncoder, GeomType};

use super::{EXTENT, Pixel};

/// The geometry of a feature on the tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TileGeometry {
    Point(Pixel),
    /// The pieces of a line.
    Line(Vec<Vec<Pixel>>),
    /// Areas, each an outer ring and its holes.
    Polygon(Vec<Vec<Vec<Pixel>>>),
}

/// The value of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    Word(String),
    Count(u64),
    Flag(bool),
}

/// A feature of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// An identifier that is the same on neighbouring tiles.
    pub id: Option<u64>,
    pub mark: TileGeometry,
    pub tags: Vec<(&'static str, Tag)>,
}

/// Features of one sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The name in the tile.
    pub name: &'static str,
    pub features: Vec<Feature>,
}

/// Encodes the layers; a layer without features is omitted, and a tile without layers has no bytes.
///
/// # Errors
/// When the encoder refuses a geometry; results of the clipping functions are never refused.
pub fn write(layers: Vec<Layer>) -> Result<Vec<u8>, mvt::Error> {
    let mut tile = mvt::Tile::new(EXTENT);
    for layer in layers.into_iter().filter(|layer| !layer.features.is_empty()) {
        let mut page = tile.create_layer(layer.name);
        for feature in layer.features {
            let mut written = page.into_feature(geometry(&feature.mark)?);
            if let Some(id) = feature.id {
                written.set_id(id);
            }
            for (name, tag) in &feature.tags {
                match tag {
                    Tag::Word(word) => written.add_tag_string(name, word),
                    Tag::Count(count) => written.add_tag_uint(name, *count),
                    Tag::Flag(flag) => written.add_tag_bool(name, *flag),
                }
            }
            page = written.into_layer();
        }
        tile.add_layer(page)?;
    }
    tile.to_bytes()
}

fn geometry(mark: &TileGeometry) -> Result<mvt::GeomData, mvt::Error> {
    match mark {
        TileGeometry::Point(at) => GeomEncoder::new(GeomType::Point).point(f64::from(at.x), f64::from(at.y))?.encode(),
        TileGeometry::Line(pieces) => paths(GeomType::Linestring, pieces.iter().map(Vec::as_slice)),
        TileGeometry::Polygon(areas) => paths(GeomType::Polygon, areas.iter().flatten().map(Vec::as_slice)),
    }
}

fn paths<'a>(kind: GeomType, paths: impl Iterator<Item = &'a [Pixel]>) -> Result<mvt::GeomData, mvt::Error> {
    let mut encoder = GeomEncoder::new(kind);
    let mut last = None;
    for path in paths {
        // The encoder treats a path that begins at the end of the previous path as its
        // continuation. For a line the result is the same; a ring must begin with another corner.
        let (head, tail) = path.split_at(usize::from(kind == GeomType::Polygon && path.first() == last));
        for at in tail.iter().chain(head) {
            encoder.add_point(f64::from(at.x), f64::from(at.y))?;
            last = Some(at);
        }
        encoder.complete_geom()?;
    }
    encoder.encode()
}
