//! Administrative units, their offices and competences, and calendars.

pub mod area_list;
pub mod area_map;
pub mod area_write;
pub mod calendar_cache;
pub mod calendar_changes;
pub mod competence;
pub mod office_write;
