//! The Open Fibre Data Standard (0.3): a point asset is a node, a line asset is a span.
//!
//! One archive contains the two GeoJSON files and the network package of the standard. A span names
//! the nodes at its ends when its `from_chamber` and `to_chamber` are in the file too. The standard
//! counts fibres and has no bores, positions and loads, so the capacity ledgers are not exported.
//! The active tenants of an asset, as far as the reader may know them, are its network providers.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use domain::registry::asset::Lifecycle;
use geo::{Centroid, Geometry};
use serde_json::{Map, Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::columns::Exported;
use crate::register::lists::Status;
use api_geo::crs::Crs;
use api_geo::write::{Losses, WriteError};

/// The permanent id of the register's network.
const NETWORK: &str = "7a0c7a8e-4d0f-4c57-9c0b-5a8b1b6a2f10";
const NETWORK_NAME: &str = "Hatang";
/// The line kind that is always underground.
const DUCT: &str = "duct_section";
const SCHEMA: &str =
    "https://raw.githubusercontent.com/Open-Telecoms-Data/open-fibre-data-standard/0__3__0/schema/network-schema.json";

/// Writes a network. Memory holds only a number for each node, and the named organisations.
pub struct Network {
    path: PathBuf,
    nodes: BufWriter<File>,
    spans: BufWriter<File>,
    /// Hashes of the written nodes.
    known: HashSet<u64>,
    organizations: BTreeMap<String, String>,
}

#[expect(clippy::needless_pass_by_value, reason = "errors are handed over, as `map_err` hands them")]
fn broken(why: impl ToString) -> WriteError {
    WriteError::Format { format: "ofds", what: why.to_string() }
}

fn hashed(owner: &str, code: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (owner, code).hash(&mut hasher);
    hasher.finish()
}

/// The node id: the owner and its code.
fn node_id(owner: &str, code: &str) -> String {
    format!("{owner}/{code}")
}

impl Network {
    /// An empty network.
    ///
    /// # Errors
    /// When the scratch folder is not writable.
    pub fn create(path: &Path, scratch: &Path) -> Result<Self, WriteError> {
        std::fs::create_dir_all(scratch)?;
        Ok(Self {
            path: path.to_owned(),
            nodes: BufWriter::new(tempfile::tempfile_in(scratch)?),
            spans: BufWriter::new(tempfile::tempfile_in(scratch)?),
            known: HashSet::new(),
            organizations: BTreeMap::new(),
        })
    }

    /// Adds an asset.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn add(&mut self, exported: &Exported) -> Result<(), WriteError> {
        let view = &exported.view;
        let owner = view.owner.id.to_string();
        let shape = &view.geometry;
        let mut said = Map::new();
        said.insert("id".to_owned(), json!(node_id(&owner, &view.code)));
        said.insert("name".to_owned(), json!(view.code));
        said.insert("status".to_owned(), json!(status(&view.lifecycle)));
        said.insert("physicalInfrastructureProvider".to_owned(), json!({"id": owner, "name": view.owner.name}));
        let providers: BTreeMap<String, &str> = exported
            .tenancies
            .iter()
            .filter(|tenancy| tenancy.status == Status::Active)
            .filter_map(|tenancy| Some((tenancy.organization?.to_string(), tenancy.tenant.as_deref()?)))
            .collect();
        if !providers.is_empty() {
            let named: Vec<Value> = providers.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
            said.insert("networkProviders".to_owned(), Value::Array(named));
        }
        let place = if matches!(shape.geometry(), Geometry::LineString(_)) {
            let attributes = view.detail.as_ref().map(|detail| &detail.attributes);
            let end = |name: &str| {
                let code = attributes.and_then(|attributes| attributes.get(name)).and_then(Value::as_str)?;
                Some(json!({"id": node_id(&owner, code), "hash": hashed(&owner, code).to_string()}))
            };
            said.insert("start".to_owned(), json!(end("from_chamber")));
            said.insert("end".to_owned(), json!(end("to_chamber")));
            said.insert("directed".to_owned(), json!(false));
            if view.kind == DUCT {
                said.insert("deployment".to_owned(), json!(["belowGround"]));
            }
            shape.to_geojson()
        } else {
            self.known.insert(hashed(&owner, &view.code));
            said.insert("type".to_owned(), json!([view.kind]));
            if let Some(address) = view.detail.as_ref().and_then(|detail| detail.address.as_deref()) {
                said.insert("address".to_owned(), json!({"streetAddress": address}));
            }
            if matches!(shape.geometry(), Geometry::Point(_)) {
                shape.to_geojson()
            } else {
                let at = shape.geometry().centroid().ok_or_else(|| broken("an area without a middle"))?;
                json!({"type": "Point", "coordinates": [at.x(), at.y()]})
            }
        };
        let out = if said.contains_key("directed") { &mut self.spans } else { &mut self.nodes };
        writeln!(out, "{}", json!([said, place]))?;
        self.organizations.entry(owner).or_insert_with(|| view.owner.name.clone());
        for (id, name) in providers {
            self.organizations.entry(id).or_insert_with(|| name.to_owned());
        }
        Ok(())
    }

    /// Writes the archive.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(self) -> Result<Losses, WriteError> {
        let Self { path, nodes, spans, known, organizations } = self;
        let nodes = nodes.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let spans = spans.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let mut zip = ZipWriter::new(File::create(path)?);
        let options = SimpleFileOptions::default().large_file(true);
        let network = json!({"id": NETWORK, "name": NETWORK_NAME});
        for (name, file) in [("nodes.geojson", &nodes), ("spans.geojson", &spans)] {
            zip.start_file(name, options).map_err(broken)?;
            write!(zip, "{{\"type\":\"FeatureCollection\",\"features\":")?;
            list(&mut zip, file, |mut said, place| {
                ends(&mut said, &known, |id| json!({"id": id}));
                said.insert("network".to_owned(), network.clone());
                json!({"type": "Feature", "geometry": place, "properties": said})
            })?;
            writeln!(zip, "}}")?;
        }
        zip.start_file("network-package.json", options).map_err(broken)?;
        write!(zip, "{{\"networks\":[{{\"id\":\"{NETWORK}\",\"name\":\"{NETWORK_NAME}\"")?;
        for (name, file, place_name) in [("nodes", &nodes, "location"), ("spans", &spans, "route")] {
            // The standard does not allow empty lists.
            if file.metadata()?.len() > 0 {
                write!(zip, ",\"{name}\":")?;
                list(&mut zip, file, |mut said, place| {
                    ends(&mut said, &known, |id| json!(id));
                    said.insert(place_name.to_owned(), place);
                    Value::Object(said)
                })?;
            }
        }
        let named: Vec<Value> = organizations.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
        if !named.is_empty() {
            write!(zip, ",\"organisations\":{}", Value::Array(named))?;
        }
        let crs = json!({"name": "urn:ogc:def:crs:OGC::CRS84", "uri": Crs::Crs84.uri()});
        let links = json!([{"href": SCHEMA, "rel": "describedby"}]);
        writeln!(zip, ",\"crs\":{crs},\"links\":{links}}}]}}")?;
        zip.finish().map_err(broken)?;
        Ok(Losses::default())
    }
}

/// Keeps the ends of a span that are nodes in the file, in the notation of GeoJSON (an object) or
/// of a package (the id).
fn ends(said: &mut Map<String, Value>, known: &HashSet<u64>, naming: impl Fn(&str) -> Value) {
    for name in ["start", "end"] {
        let Some(end) = said.remove(name) else { continue };
        let hash = end.get("hash").and_then(Value::as_str).and_then(|text| text.parse().ok());
        if let (Some(id), Some(true)) = (end.get("id").and_then(Value::as_str), hash.map(|hash| known.contains(&hash)))
        {
            said.insert(name.to_owned(), naming(id));
        }
    }
}

/// Writes buffered entries as a list, one per line.
fn list(
    out: &mut impl Write,
    mut file: &File,
    written: impl Fn(Map<String, Value>, Value) -> Value,
) -> Result<(), WriteError> {
    file.rewind()?;
    write!(out, "[")?;
    let mut between = "";
    for line in BufReader::new(file).lines() {
        let (said, place): (Map<String, Value>, Value) = serde_json::from_str(&line?).map_err(broken)?;
        write!(out, "{between}\n{}", written(said, place))?;
        between = ",";
    }
    writeln!(out, "\n]")?;
    Ok(())
}

/// The status of the standard for a lifecycle state.
fn status(lifecycle: &str) -> &'static str {
    match lifecycle.parse::<Lifecycle>().ok() {
        Some(Lifecycle::Planned) => "planned",
        Some(Lifecycle::UnderConstruction) => "underConstruction",
        // Restricted assets, and assets that will end one day, are in use.
        Some(Lifecycle::InService | Lifecycle::Restricted | Lifecycle::DecommissionNotified) => "operational",
        Some(Lifecycle::Removed) => "decommissioned",
        Some(Lifecycle::Withdrawn | Lifecycle::Unverified | Lifecycle::DisputedOwnership | Lifecycle::LostRecord)
        | None => "inactive",
    }
}
