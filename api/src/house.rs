//! The house: what every room may use.
//!
//! Provisional: the configuration and the policies are filled in by their own rooms; until then nobody may do anything.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{Role, Stance};
use domain::cases::Law;
use domain::workflow::name::{KindName, PackId};

use crate::{background::bell::Bell, clock::Clock, store::Store};

/// Everything that is shared; cheap to clone.
#[derive(Clone, Debug)]
pub struct House {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Wakes the background work.
    pub bell: Bell,
    /// What the province decided.
    pub policies: Arc<Policies>,
    /// The settings.
    pub config: Arc<Config>,
}

/// The settings.
#[derive(Debug, Default)]
pub struct Config {
    /// About rule packs.
    pub packs: Packs,
}

/// Settings about rule packs.
#[derive(Debug, Default)]
pub struct Packs {
    /// The family of packs under which cases are filed.
    pub default: String,
}

/// What the province decided.
#[derive(Debug, Default)]
pub struct Policies {
    /// Who may do what.
    pub access: Access,
}

/// Who may do what: nobody, yet.
#[derive(Debug, Default)]
pub struct Access;

impl Access {
    /// Whether a role may ever do this.
    #[must_use]
    pub fn may_ever(&self, _role: Role, _resource: &str, _verb: &str) -> bool {
        false
    }

    /// Whether a role may do this in a stance.
    #[must_use]
    pub fn may(&self, _role: Role, _stance: Stance, _resource: &str, _verb: &str) -> bool {
        false
    }

    /// The stances in which a role may do this.
    #[must_use]
    pub fn stances_for(&self, _role: Role, _resource: &str, _verb: &str) -> Vec<Stance> {
        Vec::new()
    }
}

impl Policies {
    /// The legal day of an instant.
    #[must_use]
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        at.date_naive()
    }

    /// The pack of a family that is in force on a day.
    #[must_use]
    pub fn pack_in_force(&self, _family: &str, _day: NaiveDate) -> Option<PackId> {
        None
    }

    /// The law of a kind of case under a pack.
    #[must_use]
    pub fn law<'a>(&'a self, _pack: &PackId, _kind: &KindName) -> Option<Law<'a>> {
        None
    }
}
