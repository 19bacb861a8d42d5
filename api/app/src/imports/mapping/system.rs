//! Reads and writes the name of a coordinate system in a mapping.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};
use strum::VariantArray;

use api_geo::crs::Crs;

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]
pub(super) fn serialize<S: Serializer>(crs: &Option<Crs>, to: S) -> Result<S::Ok, S::Error> {
    match crs {
        Some(crs) => to.serialize_str(crs.name()),
        None => to.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Crs>, D::Error> {
    let Some(name) = Option::<String>::deserialize(from)? else { return Ok(None) };
    let known = || Crs::VARIANTS.iter().copied().map(Crs::name).collect::<Vec<_>>().join(", ");
    Crs::parse(&name).map(Some).ok_or_else(|| D::Error::custom(format!("crs: one of {}, not \"{name}\"", known())))
}
