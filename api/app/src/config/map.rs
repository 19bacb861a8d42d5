//! The background maps of the browser app.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::PathBuf;

use domain::text::checked::{Lines, characters};
use serde::Deserialize;
use strum::IntoStaticStr;
use url::{Host, Url};

/// The deepest zoom level of a source.
const DEEPEST: u8 = 24;
/// The longest text of a source, in characters.
const LONGEST: usize = 500;
/// Parameters of addresses that carry a secret. The settings go to every browser.
const SECRETS: [&str; 7] = ["key", "apikey", "api_key", "token", "access_token", "password", "secret"];

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// A `PMTiles` file; empty: none.
    pub basemap: PathBuf,
    /// The source of the file, as its licence wants it named.
    pub basemap_attribution: String,
    /// Maps of other servers.
    pub source: Vec<MapSource>,
}

/// A map of another server.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapSource {
    pub id: String,
    pub title_vi: String,
    pub title_en: String,
    pub kind: MapSourceKind,
    /// The template of the address of a tile or of a picture.
    pub url: String,
    pub attribution: String,
    pub min_zoom: u8,
    pub max_zoom: u8,
}

/// How a source is asked for a part of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MapSourceKind {
    Xyz,
    Wmts,
    Wms,
}

impl MapSourceKind {
    /// The placeholders of the template, each in one of its forms.
    fn placeholders(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Xyz => &[&["{z}"], &["{x}"], &["{y}"]],
            Self::Wmts => &[&["{tilematrix}", "{z}"], &["{tilecol}", "{x}"], &["{tilerow}", "{y}"]],
            // The app adds the box to an address without one.
            Self::Wms => &[],
        }
    }
}

impl Map {
    /// The origins of the sources, which the policy of the app must allow.
    #[must_use]
    pub fn origins(&self) -> BTreeSet<String> {
        self.source
            .iter()
            .filter_map(|source| Some(Url::parse(&source.url).ok()?.origin().ascii_serialization()))
            .collect()
    }

    /// The first invalid setting.
    pub(super) fn wrong(&self) -> Option<String> {
        if !(self.basemap.as_os_str().is_empty() || self.basemap.is_file()) {
            return Some("map.basemap must name a file, or be empty".to_owned());
        }
        if !is_line(&self.basemap_attribution) {
            return Some(format!("map.basemap_attribution must be a line of at most {LONGEST} characters"));
        }
        let mut ids = BTreeSet::new();
        let repeated = self.source.iter().find(|source| !ids.insert(source.id.as_str()));
        if let Some(source) = repeated {
            return Some(format!("map.source: two sources have the id \"{}\"", source.id));
        }
        self.source.iter().find_map(|source| source.wrong().map(|why| format!("map.source \"{}\": {why}", source.id)))
    }
}

impl MapSource {
    fn wrong(&self) -> Option<String> {
        let is_id = |id: &str| {
            !id.is_empty()
                && id.len() <= 40
                && id.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '-')
        };
        // The app names its own backgrounds so.
        if !is_id(&self.id) || ["plain", "basemap"].contains(&self.id.as_str()) {
            return Some("id must be of a to z, 0 to 9 and -, and not plain or basemap".to_owned());
        }
        for (key, text) in [("title_vi", &self.title_vi), ("title_en", &self.title_en)] {
            if text.trim().is_empty() || !is_line(text) {
                return Some(format!("{key} must be a line of at most {LONGEST} characters"));
            }
        }
        if !is_line(&self.attribution) {
            return Some(format!("attribution must be a line of at most {LONGEST} characters"));
        }
        if self.min_zoom > self.max_zoom || self.max_zoom > DEEPEST {
            return Some(format!("min_zoom and max_zoom must be from 0 to {DEEPEST}, in order"));
        }
        self.wrong_address()
    }

    fn wrong_address(&self) -> Option<String> {
        let Ok(url) = Url::parse(&self.url) else {
            return Some("url must be an address, https://host/path".to_owned());
        };
        let is_open = url.scheme() == "https" || (url.scheme() == "http" && is_private(url.host().as_ref()));
        if !is_open || url.host().is_none() {
            return Some(
                "url must begin with https://, or with http:// and an address of a private network".to_owned(),
            );
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Some("url must not have a user name or a password: every browser reads it".to_owned());
        }
        if let Some((name, _)) = url.query_pairs().find(|(name, _)| SECRETS.contains(&name.to_lowercase().as_str())) {
            return Some(format!("url must not have the parameter {name}: every browser reads it"));
        }
        let template = self.url.to_lowercase();
        let missing = self.kind.placeholders().iter().find(|forms| !forms.iter().any(|form| template.contains(form)));
        missing.map(|forms| format!("url of {} must have {}", <&str>::from(self.kind), forms.join(" or ")))
    }
}

fn is_line(text: &str) -> bool {
    text.chars().count() <= LONGEST && characters(text, Lines::One).is_ok()
}

fn is_private(host: Option<&Host<&str>>) -> bool {
    match host {
        Some(Host::Ipv4(address)) => address.is_private() || address.is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(*address).is_loopback() || address.is_unique_local(),
        Some(Host::Domain(name)) => *name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(kind: MapSourceKind, url: &str) -> MapSource {
        MapSource {
            id: "anh".to_owned(),
            title_vi: "Ảnh".to_owned(),
            title_en: "Imagery".to_owned(),
            kind,
            url: url.to_owned(),
            attribution: String::new(),
            min_zoom: 0,
            max_zoom: 19,
        }
    }

    #[test]
    fn an_address_has_what_its_kind_needs_and_no_secret() {
        use MapSourceKind::{Wms, Wmts, Xyz};
        for (kind, url) in [
            (Xyz, "https://map.example/{z}/{x}/{y}.png"),
            (Xyz, "http://10.1.2.3:8000/{z}/{x}/{y}"),
            (Wmts, "https://map.example/wmts/{TileMatrix}/{TileRow}/{TileCol}.png"),
            (Wms, "https://map.example/wms?layers=anh"),
        ] {
            assert_eq!(source(kind, url).wrong(), None, "{url}");
        }
        for (kind, url, said) in [
            (Xyz, "https://map.example/{z}/{x}.png", "{y}"),
            (Wmts, "https://map.example/{z}/{x}", "{tilerow}"),
            (Xyz, "http://map.example/{z}/{x}/{y}", "https://"),
            (Xyz, "ftp://map.example/{z}/{x}/{y}", "https://"),
            (Xyz, "https://me:pw@map.example/{z}/{x}/{y}", "password"),
            (Xyz, "https://map.example/{z}/{x}/{y}?Api_Key=1", "parameter"),
            (Xyz, "map.example/{z}/{x}/{y}", "https://"),
        ] {
            let wrong = source(kind, url).wrong().unwrap_or_default();
            assert!(wrong.contains(said), "{url}: {wrong}");
        }
        let map = |source| Map { basemap: PathBuf::new(), basemap_attribution: String::new(), source };
        let twice = map(vec![source(Wms, "https://a.example/wms"), source(Wms, "https://b.example/wms")]);
        assert!(twice.wrong().is_some_and(|wrong| wrong.contains("two sources")));
        let one = map(vec![source(Xyz, "https://a.example:8443/{z}/{x}/{y}")]);
        assert_eq!(one.origins(), BTreeSet::from(["https://a.example:8443".to_owned()]));
    }
}
