//! Tests the shipped mappings on real files: the values that are read, the rows that are refused,
//! and that no row is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;

use domain::place::Shape;
use domain::registry::kind::UnitNature;
use domain::text::Locale;
use serde_json::{Map, Value, json};
use strum::VariantArray;

use super::catalogue::Catalogue;
use super::check::{Checked, Checker};
use super::fault::{RowFault, Weight};
use super::mapping::Mapping;
use super::words::message;
use api_geo::limits::Limits;
use api_geo::row::Row;
use api_geo::source::open;

/// A catalogue that accepts everything, so that these tests concern only the files.
struct Anything;

impl Catalogue for Anything {
    fn known(&self, _: &str) -> Result<(), RowFault> {
        Ok(())
    }
    fn shape(&self, _: &str, _: &Shape) -> Result<(), RowFault> {
        Ok(())
    }
    fn attribute(&self, _: &str, _: &str, value: &Value) -> Result<Value, RowFault> {
        Ok(value.clone())
    }
    fn absent(&self, _: &str, _: &Map<String, Value>) -> Vec<String> {
        Vec::new()
    }
    fn attributes(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn units(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
    fn unit(&self, _: &str, _: &str) -> Result<UnitNature, RowFault> {
        Ok(UnitNature::Slot)
    }
    fn most(&self, _: &str, _: &str) -> Option<i64> {
        None
    }
}

fn app(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn mapping(name: &str) -> Mapping {
    let text = std::fs::read_to_string(app(&format!("policies/mappings/{name}.toml"))).unwrap();
    let mapping: Mapping = toml::from_str(&text).unwrap();
    assert_eq!((mapping.check(), mapping.name.as_str()), (vec![], name));
    mapping
}

fn read(name: &str, file: &str) -> Vec<Checked> {
    let mapping = mapping(name);
    let file = File::open(app(&format!("tests/data/real/{file}"))).unwrap();
    let rows = open(Box::new(file), &mapping.opening(std::env::temp_dir(), Limits::default())).unwrap();
    if let Some(header) = rows.header() {
        assert_eq!((mapping.absent_columns(header), mapping.unread_columns(header)), (vec![], vec![]));
    }
    let checker = Checker::new(&mapping, &Anything, Limits::default());
    let rows: Vec<Row> = rows.collect::<Result<_, _>>().unwrap();
    rows.iter().map(|row| checker.check(row)).collect()
}

#[test]
fn the_seattle_file_gives_poles_owners_and_tenants() {
    let rows = read("seattle-pole-attachments", "seattle-pole-attachments-2021.csv");
    assert_eq!(rows.len(), 2_082);
    let proposals: Vec<_> = rows.iter().filter_map(|row| row.proposal.as_ref()).collect();
    assert_eq!(proposals.len(), 2_080);
    let codes: BTreeSet<_> = proposals.iter().map(|proposal| proposal.asset.code.as_str()).collect();
    assert_eq!(codes.len(), 1_989);
    let tenants: BTreeSet<_> =
        proposals.iter().flat_map(|p| &p.occupancies).filter_map(|o| o.tenant.as_deref()).collect();
    assert_eq!(tenants.len(), 11);

    let refused: Vec<_> =
        rows.iter().flat_map(|row| &row.findings).filter(|f| f.fault.weight() == Weight::Refused).collect();
    let poles: Vec<_> = refused.iter().map(|finding| &finding.raw[..7]).collect();
    assert_eq!(poles, ["3422425", "3422426"]);
    assert!(refused.iter().all(|finding| finding.fault == RowFault::NoPosition));
    assert_eq!(refused[0].field.as_deref(), Some("Longitude"));

    let mut shares: BTreeMap<(u16, Vec<u16>), u32> = BTreeMap::new();
    for proposal in &proposals {
        let found = &proposal.asset.shares;
        *shares.entry((found.answering, found.co_owners.iter().map(|(_, part)| *part).collect())).or_default() += 1;
    }
    let expected = [((3_334, vec![3_333; 2]), 193), ((5_000, vec![5_000]), 1_521), ((10_000, vec![]), 366)];
    assert_eq!(shares.into_iter().collect::<Vec<_>>(), expected);
    let rounded =
        rows.iter().flat_map(|row| &row.findings).filter(|f| matches!(f.fault, RowFault::ShareRounded { owners: 3 }));
    assert_eq!(rounded.count(), 193);

    let first = proposals[0];
    assert_eq!((first.asset.code.as_str(), first.asset.kind.as_str()), ("1334828", "pole"));
    let occupancy = &first.occupancies[0];
    assert_eq!((occupancy.tenant.as_deref(), occupancy.reference.as_deref()), (Some("AT&T CORP"), Some("3429403")));
    assert_eq!(occupancy.starts_on.unwrap().to_string(), "2021-07-09");
    assert_eq!(occupancy.details.get("application"), Some(&json!("App# 20-117")));
}

#[test]
fn the_fibre_files_give_chambers_and_a_duct() {
    let nodes = read("ofds-nodes", "ofds-nodes.geojson");
    let nodes: Vec<_> = nodes.iter().map(|row| row.proposal.as_ref().unwrap()).collect();
    assert_eq!(nodes.iter().map(|node| node.asset.code.as_str()).collect::<Vec<_>>(), ["OFDS-N-1", "OFDS-N-2"]);
    assert_eq!(nodes[0].asset.address.as_deref(), Some("Boundary Rd"));
    let spans = read("ofds-spans", "ofds-spans.geojson");
    let span = spans[0].proposal.as_ref().unwrap();
    assert_eq!((span.asset.code.as_str(), span.asset.kind.as_str()), ("OFDS-S-1", "duct_section"));
    assert!(matches!(span.asset.shape.geometry(), geo::Geometry::LineString(line) if line.0.len() == 13));
    assert_eq!(span.occupancies[0].tenant.as_deref(), Some("FastWeb"));
}

#[test]
fn one_pass_names_every_fault_of_a_row() {
    let mapping = mapping("seattle-pole-attachments");
    let file = "PoleNum,Latitude,Longitude,Ownership%,Owner1,Owner2,Owner3,Attachment#,Renter Company,Start Date,\
                Attachment Asset Type,Attachment Type,Attachment Method,Comment1,Pole Status,Pole Mobile3,Data as of\n\
                ,-122.3,47.6,half,PSE,SCL,,1,ZAYO,09/07/21,X,CABLE,GLUED,,GONE,,\n";
    let rows = open(Box::new(file.as_bytes()), &mapping.opening(std::env::temp_dir(), Limits::default())).unwrap();
    let rows: Vec<Row> = rows.collect::<Result<_, _>>().unwrap();
    let checked = Checker::new(&mapping, &Anything, Limits::default()).check(&rows[0]);
    assert!(checked.proposal.is_none());
    let rules: BTreeSet<_> = checked.findings.iter().map(|finding| finding.fault.rule()).collect();
    let expected = [
        "missing",
        "not_a_date",
        "not_a_number",
        "owner_differs",
        "position_swapped",
        "repeated_owner",
        "untranslated",
    ];
    assert_eq!(rules.into_iter().collect::<Vec<_>>(), expected);
    for finding in &checked.findings {
        let said = message(&finding.fault);
        let reported = Locale::VARIANTS.iter().copied().all(|locale| !said.text(locale).is_empty());
        assert!(reported && finding.field.is_some());
    }
}
