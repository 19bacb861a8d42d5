//! What the house has open while it serves: its files, and the gate before all doors.

use std::sync::Arc;

use crate::documents::shelf::Shelf;
use crate::files::{self, StorageError};
use crate::house::House;
use crate::imports::depot::Depot;
use crate::people::gate::Gate;

/// The rooms with files of their own, and the gate before all of them.
#[derive(Debug, Clone)]
pub struct Rooms {
    /// Documents.
    pub shelf: Shelf,
    /// Files to import.
    pub depot: Depot,
    /// Files that were exported.
    pub exports: Depot,
    /// How often somebody may try to come in, at whichever door.
    pub gate: Arc<Gate>,
}

impl Rooms {
    /// Opens them where the settings say.
    ///
    /// # Errors
    /// When the folder cannot be used, or the settings of the service.
    pub fn open(house: &House) -> Result<Self, StorageError> {
        let store = |room| files::store_of(&house.config, room);
        Ok(Self {
            shelf: Shelf::of(store("documents")?),
            depot: Depot::of(store("imports")?),
            exports: Depot::of(store("exports")?),
            gate: Arc::new(Gate::new(house.config.session.logins_per_minute)),
        })
    }
}
