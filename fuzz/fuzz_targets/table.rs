//! A row of a table, with a position according to a mapping.

use std::sync::Arc;

use api_geo::crs::Crs;
use api_geo::limits::Limits;
use api_geo::row::{Cells, Header};
use api_app::imports::queries::mapping_text;
use api_app::imports::mapping::Mapping;
use api_app::imports::place::shape;

/// A mapping with this position.
pub fn mapping(crs: Crs, position: &str) -> Mapping {
    let text = format!(
        "name = 'f'\ntitle = 'f'\nsource = 'f'\ncrs = '{}'\n[asset]\ncode = {{ column = 'a' }}\nkind = {{ constant = 'pole' }}\nposition = {position}\n",
        crs.name()
    );
    mapping_text(&text).expect("a good mapping")
}

/// Reads the position of a row with these cells, called a and b.
pub fn placed(mapping: &Mapping, cells: [&str; 2]) {
    let header = Arc::new(Header::new(vec!["a".to_owned(), "b".to_owned()]).expect("two names"));
    let cells = Cells::Table { header, values: cells.map(str::to_owned).to_vec() };
    let limits = Limits { vertices: 1_000, ..Limits::default() };
    if let Ok(shape) = shape(mapping, &cells, &limits) {
        let inside = shape.bounds();
        assert!(inside.west >= -180.0 && inside.east <= 180.0 && inside.south >= -90.0 && inside.north <= 90.0);
    }
}
