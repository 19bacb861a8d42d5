//! Rule packs: parses them, proves them, and finds the pack in force.
//!
//! A pack is a folder `packs/<pack>@<valid-from>/` with `pack.toml` and one file for each kind of
//! case. Parsing (`read`) and proving (`proof`) are two steps: `prove` does both for any source;
//! `built_in` only parses, and takes no source, because a test of the commit that ships the packs
//! proves them.

mod proof;
mod read;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    calendar::OfficeHours,
    cases::{
        Definition,
        construction::{Demand, Duty, Route},
        site::{Settlement, WorkKind},
    },
    text::Localized,
    workflow::{
        limit::Verified,
        name::{KindName, PackId},
    },
};
use serde::Deserialize;

use crate::{
    faults::{PolicyFaults, unless},
    letterhead::Letterhead,
    source::Source,
};

pub(crate) use proof::Around;

/// A proved rule pack. Other crates cannot construct a value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Pack {
    /// Name and date, `vn-qn@2023-09-07`.
    pub id: PackId,
    /// The content of `pack.toml`.
    pub header: Header,
    /// The workflows, by kind of case.
    pub workflows: BTreeMap<KindName, Definition>,
    /// The text of each workflow file, for readers of the law itself.
    pub texts: BTreeMap<KindName, String>,
}

/// The content of `pack.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name, shared by all versions.
    pub pack: String,
    /// The version: its first day of validity.
    pub version: String,
    /// The name for people.
    pub title: Localized,
    /// The area of validity, as ISO 3166-2.
    pub jurisdiction: String,
    /// The first day of validity.
    pub valid_from: toml::value::Datetime,
    /// The first day after the validity; open when absent.
    pub valid_to: Option<toml::value::Datetime>,
    pub calendar: String,
    pub office: OfficeHours,
    /// The pack from which this pack inherits the kinds of case that it does not define itself.
    pub inherits: Option<String>,
    /// The prefix of codes of the national list of dossiers; absent where no list exists.
    pub dossier_prefix: Option<String>,
    /// The required competence of an office by kind of case; permits and notices have theirs from
    /// the route.
    #[serde(default)]
    pub competence: BTreeMap<KindName, String>,
    /// The recipients of notifications on every dossier of a kind: the offices with these
    /// competences for the place.
    #[serde(default)]
    pub informs: BTreeMap<KindName, Vec<String>>,
    /// The duty to consider sharing before new construction.
    pub sharing_first: Option<SharingFirst>,
    /// The works with a duty of announcement before filing, so that others can join.
    pub announcement: Option<Announcing>,
    /// The rules for the route that the law prescribes, in order; the first match decides.
    #[serde(rename = "route", default)]
    pub routes: Vec<Route>,
    /// The rules for the documents that works require, in order; the first match decides.
    #[serde(default)]
    #[serde(rename = "papers")]
    pub required_attachments: Vec<Demand>,
    /// The letterhead of issued documents.
    #[serde(default)]
    pub letterhead: Letterhead,
    /// The acts on which the pack is based.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// The duty to announce works in a street before filing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcing {
    /// The lead time in months.
    pub months: u32,
    pub work: Vec<WorkKind>,
    /// The reference in the law.
    pub clause: String,
    /// Whether somebody has verified the number in the law.
    pub verified: Verified,
}

impl Announcing {
    /// The duty without its reference in the law.
    #[must_use]
    pub fn duty(&self) -> Duty {
        Duty { months: self.months, work: self.work.clone() }
    }
}

/// The duty to share assets nearby before new construction.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingFirst {
    /// The radius in urban areas, in metres.
    pub urban_m: u32,
    /// The radius in the country, in metres.
    pub rural_m: u32,
    /// The kinds of asset that can replace a new one, by the kind of the new one.
    pub instead_of: BTreeMap<String, Vec<String>>,
    /// The reference in the law.
    pub clause: String,
    /// Whether somebody has verified the numbers in the law.
    pub verified: Verified,
}

impl SharingFirst {
    /// The radius for a settlement density.
    #[must_use]
    pub fn radius_m(&self, settlement: Settlement) -> u32 {
        match settlement {
            Settlement::Urban => self.urban_m,
            Settlement::Rural => self.rural_m,
        }
    }
}

/// A law, decree or plan on which a pack is based.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub code: String,
    pub title: Localized,
    /// The kinds of case with this basis; empty means all.
    #[serde(default)]
    pub kinds: Vec<KindName>,
    /// Whether somebody has read the source.
    pub verified: Verified,
}

impl Pack {
    /// The first day of validity.
    #[must_use]
    pub fn valid_from(&self) -> NaiveDate {
        date(self.header.valid_from).unwrap_or_default()
    }

    /// The first day after the validity.
    #[must_use]
    pub fn valid_to(&self) -> Option<NaiveDate> {
        self.header.valid_to.and_then(date)
    }

    #[must_use]
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.valid_from() <= day && self.valid_to().is_none_or(|end| day < end)
    }
}

fn date(value: toml::value::Datetime) -> Option<NaiveDate> {
    let day = value.date?;
    NaiveDate::from_ymd_opt(i32::from(day.year), u32::from(day.month), u32::from(day.day))
}

/// Parses the built-in packs.
///
/// # Errors
/// Every file that cannot be parsed.
pub(crate) fn built_in() -> Result<BTreeMap<PackId, Pack>, PolicyFaults> {
    let (packs, faults) = read::all(&Source::BuiltIn)?;
    let packs = packs.into_iter().map(read::UnprovedPack::into_pack).collect();
    unless(faults, packs)
}

/// Parses and proves the packs of a source.
pub(crate) fn prove(source: &Source, around: &Around<'_>) -> Result<BTreeMap<PackId, Pack>, PolicyFaults> {
    let (packs, mut faults) = read::all(source)?;
    faults.extend(proof::of(&packs, around));
    let packs = packs.into_iter().map(read::UnprovedPack::into_pack).collect();
    unless(faults, packs)
}
