//! Rule packs: reads them, proves them, and says which one is in force.
//!
//! A pack is a folder `packs/<pack>@<valid-from>/` with `pack.toml` and one file for each kind of case. Nothing of a pack is
//! used before all of it is proved; every fault is told with file, line and reason.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    access::{Role, Stance},
    calendar::OfficeHours,
    cases::{
        Action, Definition, Kind,
        construction::{Demand, Duty, Route},
        site::{Settlement, WorkKind},
    },
    text::Localized,
    workflow::{
        check::{Finding, Spot, Surroundings, check},
        limit::Verified,
        name::{DocumentKind, KindName, PackId},
    },
};
use serde::Deserialize;

use crate::{
    access::Access,
    amend,
    faults::{Fault, Faults, unless},
    letterhead::Letterhead,
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
    for (from, name) in written_in(source, folder)? {
        let file = amend::whole(source, &from, &name)?;
        match machine(&file, around) {
            Ok(definition) => {
                texts.insert(definition.kind.clone(), file.text);
                machines.insert(definition.kind.clone(), definition);
            }
            Err(found) => faults.extend(found.0),
        }
    }
    faults.extend(strange_papers(&header, &machines, &file));
    let id = PackId::new(folder).map_err(|bad| Fault::new(&here, 0, bad.to_string()))?;
    unless(faults, Pack { id, header, machines, texts })
}

/// The files of the machines of a pack, each with the pack that writes it: its own, and those it takes over.
fn written_in(source: &Source, folder: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut chain = vec![folder.to_owned()];
    while let Some(here) = chain.last().cloned() {
        for name in source.files(&format!("packs/{here}"))? {
            if name != "pack.toml" && name.to_ascii_lowercase().ends_with(".toml") {
                found.entry(name).or_insert_with(|| here.clone());
            }
        }
        let file = source.file(&format!("packs/{here}/pack.toml"))?;
        let header: Header = toml::from_str(&file.text).map_err(|error| Fault::toml(&file.path, &file.text, &error))?;
        match header.inherits {
            None => break,
            Some(next) if chain.contains(&next) => {
                let line = Lines::of_key(&file.text, "inherits");
                return Err(Fault::new(
                    &file.path,
                    line,
                    format!("takes over from `{next}`, which takes over from it"),
                ));
            }
            Some(next) => chain.push(next),
        }
    }
    Ok(found.into_iter().map(|(name, here)| (here, name)).collect())
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

/// Papers that are demanded for works, but that no case of the kind can hold.
fn strange_papers(header: &Header, machines: &BTreeMap<KindName, Definition>, file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for rule in &header.papers {
        let machine = machines.values().find(|machine| machine.kind == *rule.kind.as_str());
        let known = |kind: &DocumentKind| {
            machine.is_some_and(|machine| machine.documents.iter().any(|document| document.id == *kind))
        };
        faults.extend(rule.documents.iter().filter(|kind| !known(kind)).map(|kind| Fault {
            file: file.path.clone(),
            line: Lines::of_key(&file.text, "papers"),
            reason: format!("the papers of `{}` name the document `{kind}`, which no {} holds", rule.id, rule.kind),
        }));
    }
    faults
}

/// Reads and proves one machine.
fn machine(file: &File, around: &Around<'_>) -> Result<Definition, Faults> {
    let definition: Definition =
        toml::from_str(&file.text).map_err(|error| Fault::toml(&file.path, &file.text, &error))?;
    let Some(kind) = Kind::named(definition.kind.as_str()) else {
        let line = Lines::of_key(&file.text, "kind");
        return Err(Fault::new(&file.path, line, format!("there is no kind of case `{}`", definition.kind)).into());
    };
    let lines = Lines::read(&file.text);
    let faults: Vec<Fault> = strangers(&definition, kind)
        .into_iter()
        .chain(check(&definition, around))
        .map(|finding| Fault { file: file.path.clone(), line: lines.of(&file.text, &finding), reason: finding.what })
        .collect();
    unless(faults, definition)
}

/// Guards and effects that are of another kind of case.
fn strangers(definition: &Definition, kind: Kind) -> Vec<Finding> {
    let of = |place: usize, action: &Action, what: &str, name: &str| Finding {
        at: Spot::Action(place, action.id.clone()),
        what: format!("`{}` names the {what} `{name}`, which is for another kind of case", action.id),
    };
    definition
        .actions
        .iter()
        .enumerate()
        .flat_map(|(place, action)| {
            let guards = action.guards.iter().filter(|guard| !guard.is_for(kind));
            let effects = action.effects.iter().filter(|effect| !effect.is_for(kind));
            let guards: Vec<Finding> = guards.map(|guard| of(place, action, "guard", guard.as_str())).collect();
            guards.into_iter().chain(effects.map(move |effect| of(place, action, "effect", effect.as_str())))
        })
        .collect()
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
