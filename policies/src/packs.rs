//! Rule packs: reads them, proves them, and says which one is in force.
//!
//! A pack is a folder `packs/<pack>@<valid-from>/` with `pack.toml` and one file for each kind of case. Reading (`read`) and
//! proving (`proof`) are two steps: `prove` takes both for any source; `built_in` only reads, and takes no source, because
//! the proof of what ships is a test of the commit that ships it.

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

/// A proved rule pack. Other crates cannot construct one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Pack {
    /// Its name and date, `vn-qn@2023-09-07`.
    pub id: PackId,
    /// What its `pack.toml` says.
    pub header: Header,
    /// The machines, by kind of case.
    pub machines: BTreeMap<KindName, Definition>,
    /// The text of each machine's file, for those who want to read the law itself.
    pub texts: BTreeMap<KindName, String>,
}

/// What `pack.toml` says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name, shared by all versions.
    pub pack: String,
    /// The version: the day from which it is meant.
    pub version: String,
    /// What people call it.
    pub title: Localized,
    /// Where it holds, ISO 3166-2.
    pub jurisdiction: String,
    /// From this day.
    pub valid_from: toml::value::Datetime,
    /// Until the day before this one; open when absent.
    pub valid_to: Option<toml::value::Datetime>,
    /// Its calendar.
    pub calendar: String,
    /// The office hours.
    pub office: OfficeHours,
    /// The pack from which kinds of case are taken over that this one does not write itself.
    pub inherits: Option<String>,
    /// How the codes of the national list of dossiers begin; absent where there is none.
    pub dossier_prefix: Option<String>,
    /// Which competence of an office a kind of case needs; permits and notices have theirs from the route.
    #[serde(default)]
    pub competence: BTreeMap<KindName, String>,
    /// Who is told of every dossier of a kind: the offices with this competence for the place.
    #[serde(default)]
    pub informs: BTreeMap<KindName, Vec<String>>,
    /// What must be asked before something new is built.
    pub sharing_first: Option<SharingFirst>,
    /// Which works must be announced before they are filed, so that others can join.
    pub announcement: Option<Announcing>,
    /// Which way the law sends works, in the order in which the rules are tried.
    #[serde(rename = "route", default)]
    pub routes: Vec<Route>,
    /// Which papers come with works, in the order in which the rules are tried.
    #[serde(default)]
    pub papers: Vec<Demand>,
    /// What its papers bear.
    #[serde(default)]
    pub letterhead: Letterhead,
    /// What it stands on.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// Works in a street are announced before they are filed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Announcing {
    /// So many months before.
    pub months: u32,
    /// The kinds of works.
    pub work: Vec<WorkKind>,
    /// Where it stands in the law.
    pub clause: String,
    /// Whether the number was read in the law.
    pub verified: Verified,
}

impl Announcing {
    /// The rule without its place in the law.
    #[must_use]
    pub fn duty(&self) -> Duty {
        Duty { months: self.months, work: self.work.clone() }
    }
}

/// What stands near is to be shared before something new is built.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharingFirst {
    /// How near, in towns.
    pub urban_m: u32,
    /// How near, in the country.
    pub rural_m: u32,
    /// Which kinds of asset could serve instead of a new one, by its kind.
    pub instead_of: BTreeMap<String, Vec<String>>,
    /// Where it stands in the law.
    pub clause: String,
    /// Whether the numbers were read in the law.
    pub verified: Verified,
}

impl SharingFirst {
    /// How near, for a place.
    #[must_use]
    pub fn radius_m(&self, settlement: Settlement) -> u32 {
        match settlement {
            Settlement::Urban => self.urban_m,
            Settlement::Rural => self.rural_m,
        }
    }
}

/// A law, decree or plan that a pack stands on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Its number.
    pub code: String,
    /// Its title.
    pub title: Localized,
    /// The kinds of case that stand on it; all of them when nothing is said.
    #[serde(default)]
    pub kinds: Vec<KindName>,
    /// Whether it was read.
    pub verified: Verified,
}

impl Pack {
    /// From this day.
    #[must_use]
    pub fn valid_from(&self) -> NaiveDate {
        date(self.header.valid_from).unwrap_or_default()
    }

    /// Until the day before this one.
    #[must_use]
    pub fn valid_to(&self) -> Option<NaiveDate> {
        self.header.valid_to.and_then(date)
    }

    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.valid_from() <= day && self.valid_to().is_none_or(|end| day < end)
    }
}

fn date(value: toml::value::Datetime) -> Option<NaiveDate> {
    let day = value.date?;
    NaiveDate::from_ymd_opt(i32::from(day.year), u32::from(day.month), u32::from(day.day))
}

/// Reads the packs that are built in.
///
/// # Errors
/// Every file that cannot be read.
pub(crate) fn built_in() -> Result<BTreeMap<PackId, Pack>, PolicyFaults> {
    let (packs, faults) = read::all(&Source::BuiltIn)?;
    let packs = packs.into_iter().map(read::UnprovedPack::into_pack).collect();
    unless(faults, packs)
}

/// Reads and proves the packs of a source.
///
/// # Errors
/// Every fault of every pack.
pub(crate) fn prove(source: &Source, around: &Around<'_>) -> Result<BTreeMap<PackId, Pack>, PolicyFaults> {
    let (packs, mut faults) = read::all(source)?;
    faults.extend(proof::of(&packs, around));
    let packs = packs.into_iter().map(read::UnprovedPack::into_pack).collect();
    unless(faults, packs)
}
