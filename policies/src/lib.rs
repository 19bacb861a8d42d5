//! What a province decides: files anyone can read, and the small crate that loads and proves them.
//!
//! [`Policies::load`] reads everything and hands it out when it is proved: the files of a folder are proved at every load, those
//! that are built in by a test of the commit that ships them (`tests/shipped.rs`). This is the only crate that knows casbin.

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

/// Everything a province has decided, proved. Other crates cannot construct one.
#[derive(Debug)]
#[non_exhaustive]
pub struct Policies {
    /// Who may do what.
    pub access: Access,
    /// The rule packs.
    pub packs: BTreeMap<PackId, Pack>,
    /// The letters.
    pub letters: Letters,
    /// The templates of the papers that are handed out, by file name.
    pub papers: BTreeMap<String, String>,
    /// The kinds of asset.
    pub kinds: KindCatalogue,
    /// What the register asks of every asset.
    pub register: RegisterRules,
    /// What planners are answered with.
    pub planning: PlanningRules,
    /// What counts as a fault in the register.
    pub quality: QualityRules,
    /// The calendars, by name.
    pub calendars: BTreeMap<String, Calendar>,
    /// The administrative units.
    pub areas: Vec<areas::Unit>,
    /// The offices in them.
    pub offices: Vec<areas::Office>,
}

impl Policies {
    /// Policies that are ready for use. Those that are built in are only read, for a test has proved them; no others are
    /// handed out without the proof.
    ///
    /// # Errors
    /// Every fault, with file, line and reason.
    pub fn load(source: &Source) -> Result<Self, PolicyFaults> {
        match source {
            Source::BuiltIn => Self::built_in(),
            Source::Folder(_) | Source::Candidate(_) => Self::prove(source),
        }
    }

    /// Reads and proves everything, also what is built in.
    ///
    /// # Errors
    /// Every fault, with file, line and reason.
    pub fn prove(source: &Source) -> Result<Self, PolicyFaults> {
        let access = Access::load(&source.file(access::MODEL)?.text, &source.file(access::GRANTS)?.text)?;
        Self::read(source, access, |around| packs::prove(source, around))
    }

    /// Takes no source, so that nothing else can come past the proof.
    fn built_in() -> Result<Self, PolicyFaults> {
        Self::read(&Source::BuiltIn, Access::built_in()?, |_| packs::built_in())
    }

    fn read(
        source: &Source,
        access: Access,
        packs: impl FnOnce(&Around<'_>) -> Result<BTreeMap<PackId, Pack>, PolicyFaults>,
    ) -> Result<Self, PolicyFaults> {
        let letters = letters::load(source)?;
        let papers = issued_documents::load(source)?;
        let calendars = calendars::load(source)?;
        let kinds = kinds::load(source)?;
        let register::Register { rules: register, planning, quality } = register::load(source, &kinds)?;
        let areas::Areas { units: areas, offices } = areas::load(source)?;
        let packs = packs(&Around { access: &access, letters: &letters, calendars: &calendars })?;
        Ok(Self { access, packs, letters, papers, kinds, register, planning, quality, calendars, areas, offices })
    }

    /// Proves the packs of another folder against these grants, letters and calendars, before they are installed.
    ///
    /// # Errors
    /// Every fault of every pack, with file, line and reason.
    pub fn prove_packs(&self, source: &Source) -> Result<BTreeMap<PackId, Pack>, PolicyFaults> {
        let Self { access, letters, calendars, .. } = self;
        packs::prove(source, &Around { access, letters, calendars })
    }

    /// The law of a kind of case under a pack.
    #[must_use]
    pub fn law(&self, pack: &PackId, kind: &KindName) -> Option<Law<'_>> {
        let pack = self.packs.get(pack)?;
        Some(Law {
            definition: pack.machines.get(kind)?,
            calendar: self.calendars.get(&pack.header.calendar)?,
            office: &pack.header.office,
        })
    }

    /// The version of a pack that is in force on a day.
    #[must_use]
    pub fn pack_in_force(&self, name: &str, day: NaiveDate) -> Option<&Pack> {
        self.packs.values().find(|pack| pack.header.pack == name && pack.is_in_force(day))
    }

    /// The installed version of the same pack, or the one that was last in force before it.
    #[must_use]
    pub fn predecessor(&self, pack: &Pack) -> Option<&Pack> {
        self.packs.get(&pack.id).or_else(|| {
            let earlier =
                |other: &&Pack| other.header.pack == pack.header.pack && other.valid_from() < pack.valid_from();
            self.packs.values().filter(earlier).max_by_key(|other| other.valid_from())
        })
    }

    /// The legal day of an instant where a pack holds.
    #[must_use]
    pub fn local_date(&self, name: &str, instant: DateTime<Utc>) -> NaiveDate {
        self.office_hours(name).map_or_else(|| instant.date_naive(), |office| office.local_date(instant))
    }

    /// The office hours, with the time zone, where a pack holds.
    #[must_use]
    pub fn office_hours(&self, name: &str) -> Option<OfficeHours> {
        self.packs.values().find(|pack| pack.header.pack == name).map(|pack| pack.header.office)
    }
}
