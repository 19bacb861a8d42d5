//! The decisions of a province: files that anyone can read, and the small crate that loads and
//! proves them.
//!
//! [`Policies::load`] loads everything and returns only proved policies: every load proves the
//! files of a folder, and a test of the commit that ships them proves the built-in files
//! (`tests/shipped.rs`). This is the only crate that depends on casbin.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::{Calendar, OfficeHours},
    cases::Law,
    planning::PlanningRules,
    registry::{kind::KindCatalogue, life::RegisterRules, quality::QualityRules},
    workflow::name::{KindName, PackId},
};

pub mod access;
mod amend;
pub mod areas;
pub mod calendars;
pub mod compare;
pub mod faults;
pub mod issued_documents;
pub mod kinds;
pub mod letterhead;
pub mod letters;
mod lines;
pub mod mappings;
pub mod packs;
pub mod register;
pub mod source;

use access::Access;
use faults::PolicyFaults;
use letters::Letters;
use packs::{Around, Pack};
use source::Source;

/// All decisions of a province, proved. Other crates cannot construct a value.
#[derive(Debug)]
#[non_exhaustive]
pub struct Policies {
    pub access: Access,
    pub packs: BTreeMap<PackId, Pack>,
    pub letter_templates: Letters,
    /// The templates of issued documents, by file name.
    pub document_templates: BTreeMap<String, String>,
    pub kinds: KindCatalogue,
    /// The rules for every asset of the register.
    pub register: RegisterRules,
    /// The parameters of planning queries.
    pub planning: PlanningRules,
    /// The thresholds of the data-quality checks.
    pub quality: QualityRules,
    /// The calendars, by name.
    pub calendars: BTreeMap<String, Calendar>,
    pub areas: Vec<areas::Unit>,
    pub offices: Vec<areas::Office>,
}

impl Policies {
    /// Loads the policies. Built-in files are only parsed, because a test has proved them; all
    /// other files are also proved.
    pub fn load(source: &Source) -> Result<Self, PolicyFaults> {
        match source {
            Source::BuiltIn => Self::built_in(),
            Source::Folder(_) | Source::Candidate(_) => Self::prove(source),
        }
    }

    /// Parses and proves everything, built-in files included.
    pub fn prove(source: &Source) -> Result<Self, PolicyFaults> {
        let access = Access::load(&source.file(access::MODEL)?.text, &source.file(access::GRANTS)?.text)?;
        Self::read(source, access, |around| packs::prove(source, around))
    }

    /// Parses the built-in files. The function takes no source, so that no other file can avoid the
    /// proof.
    fn built_in() -> Result<Self, PolicyFaults> {
        Self::read(&Source::BuiltIn, Access::built_in()?, |_| packs::built_in())
    }

    fn read(
        source: &Source,
        access: Access,
        packs: impl FnOnce(&Around<'_>) -> Result<BTreeMap<PackId, Pack>, PolicyFaults>,
    ) -> Result<Self, PolicyFaults> {
        let letters = letters::load(source)?;
        let document_templates = issued_documents::load(source)?;
        let calendars = calendars::load(source)?;
        let kinds = kinds::load(source)?;
        let register::Register { rules: register, planning, quality } = register::load(source, &kinds)?;
        let areas::Areas { units: areas, offices } = areas::load(source)?;
        let packs = packs(&Around { access: &access, letters: &letters, calendars: &calendars })?;
        Ok(Self {
            access,
            packs,
            letter_templates: letters,
            document_templates,
            kinds,
            register,
            planning,
            quality,
            calendars,
            areas,
            offices,
        })
    }

    /// Proves the packs of another folder against these grants, letters and calendars, before their
    /// installation.
    ///
    /// # Errors
    /// All faults of all packs, with file, line and reason.
    pub fn prove_packs(&self, source: &Source) -> Result<BTreeMap<PackId, Pack>, PolicyFaults> {
        let Self { access, letter_templates: letters, calendars, .. } = self;
        packs::prove(source, &Around { access, letters, calendars })
    }

    /// The law of a kind of case under a pack.
    #[must_use]
    pub fn law(&self, pack: &PackId, kind: &KindName) -> Option<Law<'_>> {
        let pack = self.packs.get(pack)?;
        Some(Law {
            definition: pack.workflows.get(kind)?,
            calendar: self.calendars.get(&pack.header.calendar)?,
            office: &pack.header.office,
        })
    }

    /// The version of a pack in force on a day.
    #[must_use]
    pub fn pack_in_force(&self, name: &str, day: NaiveDate) -> Option<&Pack> {
        self.packs.values().find(|pack| pack.header.pack == name && pack.is_in_force(day))
    }

    /// The installed version of the same pack, or the version last in force before it.
    #[must_use]
    pub fn predecessor(&self, pack: &Pack) -> Option<&Pack> {
        self.packs.get(&pack.id).or_else(|| {
            let earlier =
                |other: &&Pack| other.header.pack == pack.header.pack && other.valid_from() < pack.valid_from();
            self.packs.values().filter(earlier).max_by_key(|other| other.valid_from())
        })
    }

    /// The legal day of an instant in the jurisdiction of a pack.
    #[must_use]
    pub fn local_date(&self, name: &str, instant: DateTime<Utc>) -> NaiveDate {
        self.office_hours(name).map_or_else(|| instant.date_naive(), |office| office.local_date(instant))
    }

    /// The office hours and the time zone in the jurisdiction of a pack.
    #[must_use]
    pub fn office_hours(&self, name: &str) -> Option<OfficeHours> {
        self.packs.values().find(|pack| pack.header.pack == name).map(|pack| pack.header.office)
    }
}
