//! Writes tables in UTF-8.

use std::fs::File;
use std::path::Path;

use geo::Geometry;

use super::{Entry, Losses, Plan, PositionFormat, Target, WriteError, Writer, shown, wkt};
use crate::crs::Crs;

/// The writer of a table.
pub(super) struct CsvWriter {
    table: ::csv::Writer<File>,
    plan: Plan,
}

fn broken(why: ::csv::Error) -> WriteError {
    std::io::Error::from(why).into()
}

/// The names of the position columns.
pub(super) fn place_names(plan: &Plan) -> Vec<&'static str> {
    match (plan.place, plan.crs) {
        (PositionFormat::Wkt, _) => vec!["wkt"],
        (PositionFormat::Columns, Crs::Crs84 | Crs::Epsg4326) => vec!["longitude", "latitude"],
        (PositionFormat::Columns, Crs::Epsg3857 | Crs::Epsg5899) => vec!["easting", "northing"],
    }
}

impl CsvWriter {
    pub(super) fn create(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        let mut table = ::csv::Writer::from_path(path).map_err(broken)?;
        let names = plan.fields.iter().map(|field| field.name.as_str()).chain(place_names(&plan));
        table.write_record(names).map_err(broken)?;
        Ok(Self { table, plan })
    }
}

impl Writer for CsvWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let placed = self.plan.placed(&entry.geometry)?;
        let place = match (self.plan.place, &placed) {
            (PositionFormat::Wkt, _) => vec![wkt::text(&placed)],
            (PositionFormat::Columns, Geometry::Point(at)) => vec![at.x().to_string(), at.y().to_string()],
            (PositionFormat::Columns, _) => {
                let what = "only points have two columns of coordinates; ask for wkt, or for kinds that are points";
                return Err(WriteError::format(Target::Csv, what));
            }
        };
        self.table.write_record(entry.values.iter().map(shown).chain(place)).map_err(broken)
    }

    fn finish(mut self: Box<Self>) -> Result<Losses, WriteError> {
        self.table.flush()?;
        Ok(Losses::default())
    }
}
