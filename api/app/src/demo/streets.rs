//! The streets of the demo, and places along them.

use domain::place::Shape;
use geo::{Coord, Geometry, LineString};
use serde::Deserialize;

use crate::error::AppError;

/// The distance between poles, in metres.
const SPAN_METRES: f64 = 24.0;

/// A row of `streets.csv`.
#[derive(Debug, Deserialize)]
struct Row {
    code: String,
    name: String,
    place: String,
    course: String,
}

/// A street with the places of its poles.
#[derive(Debug)]
pub(super) struct Street {
    pub(super) code: String,
    pub(super) address: String,
    /// Points at equal distances; a pole stands at each.
    pub(super) stations: Vec<Coord<f64>>,
}

/// All streets, in the order of the file.
pub(super) fn all() -> Result<Vec<Street>, AppError> {
    csv::Reader::from_reader(include_str!("streets.csv").as_bytes())
        .deserialize()
        .map(|row| {
            let row: Row = row.map_err(AppError::internal)?;
            Ok(Street {
                address: format!("{}, {}", row.name, row.place),
                stations: stations(&course(&row.course)?),
                code: row.code,
            })
        })
        .collect()
}

impl Street {
    /// The point beside a pole, by the number of the pole.
    pub(super) fn beside(&self, number: usize) -> Result<Shape, AppError> {
        let at = self.stations.get(number.saturating_sub(1)).ok_or_else(|| self.is_shorter(number))?;
        point(Coord { x: at.x - 0.000_25, y: at.y + 0.000_2 })
    }

    /// The line beside `count` poles from a number on.
    pub(super) fn along(&self, first: usize, count: usize) -> Result<Shape, AppError> {
        let points: Vec<Coord<f64>> = self
            .stations
            .iter()
            .skip(first.saturating_sub(1))
            .take(count)
            .map(|at| Coord { x: at.x + 0.000_03, y: at.y - 0.000_03 })
            .collect();
        if points.len() < 2 {
            return Err(self.is_shorter(first.saturating_add(count)));
        }
        Shape::new(Geometry::LineString(LineString::new(points))).map_err(AppError::internal)
    }

    fn is_shorter(&self, number: usize) -> AppError {
        AppError::internal(format!("the street {} has no pole {number}", self.code))
    }
}

pub(super) fn point(at: Coord<f64>) -> Result<Shape, AppError> {
    Shape::point(at.x, at.y).map_err(AppError::internal)
}

fn course(text: &str) -> Result<Vec<Coord<f64>>, AppError> {
    text.split(';')
        .map(str::trim)
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (lon, lat) = pair.split_once(' ').ok_or_else(|| AppError::internal("a street has no course"))?;
            let x = lon.parse().map_err(AppError::internal)?;
            let y = lat.parse().map_err(AppError::internal)?;
            Ok(Coord { x, y })
        })
        .collect()
}

/// Points at equal distances along a line.
fn stations(course: &[Coord<f64>]) -> Vec<Coord<f64>> {
    let mut stations = Vec::new();
    for (from, to) in course.iter().zip(course.iter().skip(1)) {
        let metres = domain::place::metres(*from, *to);
        let mut gone = 0.0;
        while gone < metres {
            let share = gone / metres;
            stations.push(Coord { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
            gone += SPAN_METRES;
        }
    }
    stations
}
