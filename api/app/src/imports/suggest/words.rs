//! Common column names, without accents: in Vietnamese, in English, and as in the catalogue.

use domain::registry::kind::KindCatalogue;
use domain::text::{Localized, fold};

/// The meaning of a column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    Code,
    Kind,
    Longitude,
    Latitude,
    /// One of two planar coordinates.
    Plane,
    OtherPlane,
    Wkt,
    Owner,
    Address,
    ObservedOn,
    Shareable,
    Critical,
    /// An attribute of some kind.
    Attribute(String),
    /// The installed quantity of a unit.
    Installed(String),
}

#[rustfmt::skip]
const WORDS: [(Meaning, &[&str]); 12] = [
    (Meaning::Code, &["code", "asset code", "ma", "ma so", "ma cot", "ma tai san", "ma hieu", "so hieu", "so hieu cot", "pole id", "polenum", "pole number", "asset id", "id"]),
    (Meaning::Kind, &["kind", "type", "asset type", "loai", "loai tai san", "loai cong trinh", "chung loai"]),
    (Meaning::Longitude, &["longitude", "lon", "long", "lng", "kinh do", "kinhdo"]),
    (Meaning::Latitude, &["latitude", "lat", "vi do", "vido"]),
    (Meaning::Plane, &["x", "easting", "east", "toa do x", "toado x", "e", "point x", "coord x"]),
    (Meaning::OtherPlane, &["y", "northing", "north", "toa do y", "toado y", "n", "point y", "coord y"]),
    (Meaning::Wkt, &["wkt", "geometry", "geom", "the geom", "shape wkt", "hinh hoc"]),
    (Meaning::Owner, &["owner", "owner1", "chu so huu", "don vi so huu", "don vi quan ly", "chu quan ly", "owned by"]),
    (Meaning::Address, &["address", "dia chi", "vi tri", "dia diem", "location", "street address"]),
    (Meaning::ObservedOn, &["observed on", "survey date", "surveyed on", "ngay khao sat", "ngay cap nhat", "ngay do"]),
    (Meaning::Shareable, &["shareable", "dung chung", "cho dung chung", "cho phep dung chung"]),
    (Meaning::Critical, &["critical", "trong yeu", "cong trinh trong yeu"]),
];

/// Further names of attributes that nearly every file has.
#[rustfmt::skip]
const ATTRIBUTES: [(&str, &[&str]); 8] = [
    ("height_m", &["height", "cao", "chieu cao m", "do cao", "chieu cao cot", "pole height"]),
    ("material", &["chat lieu", "vat lieu cot", "loai vat lieu", "pole material"]),
    ("year", &["nam", "nam xay dung", "nam lap dat", "year built", "install year"]),
    ("length_m", &["length", "chieu dai", "chieu dai m", "dai"]),
    ("depth_m", &["depth", "do sau", "chieu sau"]),
    ("diameter_mm", &["diameter", "duong kinh"]),
    ("condition", &["hien trang", "chat luong", "condition grade"]),
    ("note", &["ghi chu", "notes", "remark", "remarks", "comment", "mo ta", "description"]),
];

/// Further names of units that nearly every file has.
#[rustfmt::skip]
const UNITS: [(&str, &[&str]); 2] = [
    ("bore", &["so ong", "so lo", "bores", "ducts", "so ong cong", "bore count"]),
    ("attachment_position", &["so vi tri", "so vi tri treo", "positions", "attachment positions", "max attachments"]),
];

/// The meaning of a column with these folded words; `None` when unknown.
pub(super) fn meaning(words: &str, kinds: &KindCatalogue) -> Option<Meaning> {
    if let Some((meaning, _)) = WORDS.iter().find(|(_, known)| known.contains(&words)) {
        return Some(meaning.clone());
    }
    let called = |id: &str, title: &Localized| {
        let plain = |text: &str| fold(text).replace('_', " ");
        plain(id) == words || plain(&title.vi) == words || plain(&title.en) == words
    };
    let attributes = kinds.kinds.iter().flat_map(|kind| &kind.attributes);
    if let Some(attribute) = attributes.into_iter().find(|attribute| called(&attribute.id, &attribute.title)) {
        return Some(Meaning::Attribute(attribute.id.clone()));
    }
    if let Some((id, _)) = ATTRIBUTES.iter().find(|(_, known)| known.contains(&words)) {
        return Some(Meaning::Attribute((*id).to_owned()));
    }
    let units = kinds.kinds.iter().flat_map(|kind| &kind.units);
    let bare = words.strip_suffix(" installed").unwrap_or(words);
    let unit = units.into_iter().find(|unit| called(&unit.id, &unit.title) || unit.id.replace('_', " ") == bare);
    if let Some(unit) = unit {
        return Some(Meaning::Installed(unit.id.clone()));
    }
    UNITS.iter().find(|(_, known)| known.contains(&words)).map(|(id, _)| Meaning::Installed((*id).to_owned()))
}
