//! Rule packs: reads them, proves them, and says which one is in force.
//!
//! A pack is a folder `packs/<pack>@<valid-from>/` with `pack.toml` and one file for each kind of case. Nothing of a pack is
//! used before all of it is proved; every fault is told with file, line and reason.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    access::{Role, Stance},
    calendar::OfficeHours,
    cases::{Definition, Kind},
    text::Localized,
    workflow::{
        check::{Surroundings, check},
        limit::Verified,
        name::{KindName, PackId},
    },
};
use serde::Deserialize;

use crate::{
    access::Access,
    faults::{Fault, Faults, unless},
    lines::Lines,
    source::{File, Source},
};

/// A proved rule pack.
#[derive(Debug, Clone)]
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
    /// What it stands on.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// A law, decree or plan that a pack stands on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// Its number.
    pub code: String,
    /// Its title.
    pub title: Localized,
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

struct Around<'a> {
    access: &'a Access,
    letters: &'a dyn Fn(&str) -> bool,
}

impl Surroundings for Around<'_> {
    fn has_letter(&self, letter: &str) -> bool {
        (self.letters)(letter)
    }

    fn may(&self, role: Role, stance: Stance, kind: &str, action: &str) -> bool {
        self.access.may(role, stance, kind, action)
    }
}

/// Reads and proves all packs.
///
/// # Errors
/// Every fault of every pack.
pub(crate) fn load(
    source: &Source,
    access: &Access,
    has_letter: &dyn Fn(&str) -> bool,
    has_calendar: &dyn Fn(&str) -> bool,
) -> Result<BTreeMap<PackId, Pack>, Faults> {
    let around = Around { access, letters: has_letter };
    let mut packs = BTreeMap::new();
    let mut faults = Vec::new();
    for folder in source.folders("packs")? {
        match one(source, &folder, &around, has_calendar) {
            Ok(pack) => {
                packs.insert(pack.id.clone(), pack);
            }
            Err(found) => faults.extend(found.0),
        }
    }
    faults.extend(overlaps(source, &packs)?);
    unless(faults, packs)
}

fn one(
    source: &Source,
    folder: &str,
    around: &Around<'_>,
    has_calendar: &dyn Fn(&str) -> bool,
) -> Result<Pack, Faults> {
    let here = format!("packs/{folder}");
    let file = source.file(&format!("{here}/pack.toml"))?;
    let header: Header = toml::from_str(&file.text).map_err(|error| Fault::toml(&file.path, &file.text, &error))?;
    let mut faults = header_faults(&header, &file, folder, has_calendar);
    let mut machines = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for name in source.files(&here)? {
        if name == "pack.toml" || !name.to_ascii_lowercase().ends_with(".toml") {
            continue;
        }
        let file = source.file(&format!("{here}/{name}"))?;
        match machine(&file, around) {
            Ok(definition) => {
                texts.insert(definition.kind.clone(), file.text);
                machines.insert(definition.kind.clone(), definition);
            }
            Err(found) => faults.extend(found.0),
        }
    }
    let id = PackId::new(folder).map_err(|bad| Fault::new(&here, 0, bad.to_string()))?;
    unless(faults, Pack { id, header, machines, texts })
}

fn header_faults(header: &Header, file: &File, folder: &str, has_calendar: &dyn Fn(&str) -> bool) -> Vec<Fault> {
    let at =
        |key: &str, reason: String| Fault { file: file.path.clone(), line: Lines::of_key(&file.text, key), reason };
    let mut faults = Vec::new();
    let named = format!("{}@{}", header.pack, header.version);
    if named != folder {
        faults.push(at("pack", format!("the folder is `{folder}`, but the pack calls itself `{named}`")));
    }
    match (date(header.valid_from), header.valid_to.map(date)) {
        (None, _) => faults.push(at("valid_from", "must be a day".to_owned())),
        (_, Some(None)) => faults.push(at("valid_to", "must be a day".to_owned())),
        (Some(from), Some(Some(to))) if to <= from => {
            faults.push(at("valid_to", format!("ends on {to}, before it begins on {from}")));
        }
        (Some(_), None | Some(Some(_))) => {}
    }
    if !has_calendar(&header.calendar) {
        faults.push(at("calendar", format!("the calendar `{}` is unknown", header.calendar)));
    }
    faults
}

/// Reads and proves one machine.
fn machine(file: &File, around: &Around<'_>) -> Result<Definition, Faults> {
    let definition: Definition =
        toml::from_str(&file.text).map_err(|error| Fault::toml(&file.path, &file.text, &error))?;
    if Kind::named(definition.kind.as_str()).is_none() {
        let line = Lines::of_key(&file.text, "kind");
        return Err(Fault::new(&file.path, line, format!("there is no kind of case `{}`", definition.kind)).into());
    }
    let lines = Lines::read(&file.text);
    let faults: Vec<Fault> = check(&definition, around)
        .into_iter()
        .map(|finding| Fault { file: file.path.clone(), line: lines.of(&file.text, &finding), reason: finding.what })
        .collect();
    unless(faults, definition)
}

/// Two versions of one pack must not be in force on the same day.
fn overlaps(source: &Source, packs: &BTreeMap<PackId, Pack>) -> Result<Vec<Fault>, Fault> {
    let mut faults = Vec::new();
    for (id, pack) in packs {
        let clash = packs.values().find(|other| {
            other.id < *id
                && other.header.pack == pack.header.pack
                && pack.valid_to().is_none_or(|end| other.valid_from() < end)
                && other.valid_to().is_none_or(|end| pack.valid_from() < end)
        });
        if let Some(other) = clash {
            let file = source.file(&format!("packs/{id}/pack.toml"))?;
            let line = Lines::of_key(&file.text, "valid_from");
            faults.push(Fault::new(&file.path, line, format!("is in force on the same days as `{}`", other.id)));
        }
    }
    Ok(faults)
}
