//! A shape and the words of an asset as the table keeps them.

use domain::place::Shape;
use domain::registry::asset::Asset;
use domain::text::fold;

use crate::store::{StoreFailure, Stored};

pub(super) fn to_wkb(shape: &Shape) -> Stored<Vec<u8>> {
    let mut bytes = Vec::new();
    wkb::writer::write_geometry(&mut bytes, shape.geometry(), &wkb::writer::WriteOptions::default())
        .map_err(|fault| StoreFailure::Internal(fault.to_string()))?;
    Ok(bytes)
}

pub(super) fn search_text(asset: &Asset) -> String {
    fold(&[asset.code.as_str(), asset.kind.as_str(), asset.address.as_deref().unwrap_or_default()].join(" "))
}
