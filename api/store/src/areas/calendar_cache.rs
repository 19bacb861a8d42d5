//! Caches the current calendars: the calendars of the policies plus the changes approved by two
//! persons.
//!
//! Every command begins with a check for newly approved changes, so that all nodes compute the same
//! deadlines.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use domain::calendar::{Calendar, DayKind};

use crate::change_versions::{Changes, Version};
use crate::{Connection, StoreResult, areas::calendar_changes, entities::calendar_changes::Model};

/// The calendars, by name.
#[derive(Debug)]
pub struct CalendarCache {
    shipped: BTreeMap<String, Calendar>,
    now: RwLock<Edition>,
}

#[derive(Debug, Clone)]
struct Edition {
    /// The database version of this edition; `None` before the first read.
    version: Option<Version>,
    calendars: BTreeMap<String, Arc<Calendar>>,
}

impl CalendarCache {
    /// The calendars of the policies, before any change is read.
    #[must_use]
    pub fn new(shipped: BTreeMap<String, Calendar>) -> Self {
        let now = RwLock::new(edition(&shipped, &[], None));
        Self { shipped, now }
    }

    /// The current edition of a calendar.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<Arc<Calendar>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).calendars.get(id).cloned()
    }

    /// The current edition of all calendars.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Calendar>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).calendars.values().cloned().collect()
    }

    /// Reads newly approved changes.
    pub async fn refresh<C: Connection>(&self, db: &C) -> StoreResult<()> {
        // Reads the version before the changes: the changes are then at least as new as their
        // version.
        let version = Some(Changes::of_calendars().read(db).await?);
        if self.now.read().unwrap_or_else(PoisonError::into_inner).version == version {
            return Ok(());
        }
        let fresh = edition(&self.shipped, &calendar_changes::approved(db).await?, version);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }
}

fn edition(shipped: &BTreeMap<String, Calendar>, changes: &[Model], version: Option<Version>) -> Edition {
    let calendars = shipped.iter().map(|(id, calendar)| (id.clone(), Arc::new(changed(calendar, changes)))).collect();
    Edition { version, calendars }
}

fn changed(calendar: &Calendar, changes: &[Model]) -> Calendar {
    let own: Vec<&Model> = changes.iter().filter(|change| change.calendar == calendar.id).collect();
    let mut days = calendar.days.clone();
    for change in &own {
        match kind(&change.kind) {
            Some(kind) => days.insert(change.day, kind),
            None => days.remove(&change.day),
        };
    }
    let version = if own.is_empty() { calendar.version.clone() } else { format!("{}+{}", calendar.version, own.len()) };
    Calendar { id: calendar.id.clone(), version, days, confirmed_until: calendar.confirmed_until }
}

/// The kind of a day by its name; `None` for a plain weekday.
#[must_use]
pub fn kind(word: &str) -> Option<DayKind> {
    match word {
        "holiday" => Some(DayKind::Holiday),
        "swapped_off" => Some(DayKind::SwappedOff),
        "make_up" => Some(DayKind::MakeUp),
        _ => None,
    }
}
