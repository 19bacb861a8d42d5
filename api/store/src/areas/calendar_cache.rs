//! The calendars as they hold now: those of the policies with the changes that two people have approved.
//!
//! Every change of anything begins by asking whether another node has approved something; so all nodes count alike.

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
    /// As of which version of the database; `None` before it was asked.
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

    /// A calendar as it holds now.
    #[must_use]
    pub fn calendar(&self, id: &str) -> Option<Arc<Calendar>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).calendars.get(id).cloned()
    }

    /// All calendars as they hold now.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Calendar>> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).calendars.values().cloned().collect()
    }

    /// Reads what was approved since it last looked.
    ///
    /// # Errors
    /// [`crate::StoreError`].
    pub async fn refresh<C: Connection>(&self, db: &C) -> StoreResult<()> {
        // Read before the changes: these are at least as new as their version says.
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

/// What a day becomes; `None` for a plain day of the week.
#[must_use]
pub fn kind(word: &str) -> Option<DayKind> {
    match word {
        "holiday" => Some(DayKind::Holiday),
        "swapped_off" => Some(DayKind::SwappedOff),
        "make_up" => Some(DayKind::MakeUp),
        _ => None,
    }
}
