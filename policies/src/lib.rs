//! What a province decides: files anyone can read, and the small crate that loads and proves them.
//!
//! [`Policies::load`] reads everything, proves it as a whole and only then hands it out. This is the only room that knows casbin.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::Calendar,
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
pub mod kinds;
pub mod letterhead;
pub mod letters;
mod lines;
pub mod mappings;
pub mod packs;
pub mod papers;
pub mod register;
pub mod source;

use access::Access;
use faults::Faults;
use letters::Letters;
use packs::Pack;
use source::Source;

/// Everything a province has decided, proved.
#[derive(Debug)]
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
    /// Reads and proves everything.
    ///
    /// # Errors
    /// Every fault, with file, line and reason.
    pub fn load(source: &Source) -> Result<Self, Faults> {
        let access = Access::load(&source.file(access::MODEL)?.text, &source.file(access::GRANTS)?.text)?;
        let letters = letters::load(source)?;
        let papers = papers::load(source)?;
        let calendars = calendars::load(source)?;
        let kinds = kinds::load(source)?;
        let register::Register { rules: register, planning, quality } = register::load(source, &kinds)?;
        let areas::Areas { units: areas, offices } = areas::load(source)?;
        let packs = packs::load(source, &access, &|letter| letters.has(letter), &|id| calendars.contains_key(id))?;
        Ok(Self { access, packs, letters, papers, kinds, register, planning, quality, calendars, areas, offices })
    }

    /// Proves the packs of another folder against these grants, letters and calendars, before they are installed.
    ///
    /// # Errors
    /// Every fault of every pack, with file, line and reason.
    pub fn prove_packs(&self, source: &Source) -> Result<BTreeMap<PackId, Pack>, Faults> {
        let has_letter = |letter: &str| self.letters.has(letter);
        packs::load(source, &self.access, &has_letter, &|id| self.calendars.contains_key(id))
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
        let pack = self.packs.values().find(|pack| pack.header.pack == name);
        pack.map_or_else(|| instant.date_naive(), |pack| pack.header.office.local_date(instant))
    }
}
