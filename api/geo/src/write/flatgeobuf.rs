//! Writes `FlatGeobuf` with its index.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use ::flatgeobuf::geozero::error::Result as Drawing;
use ::flatgeobuf::geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Geometry, LineString, Polygon};
use serde_json::Value;

use super::{Entry, Form, Losses, Plan, Target, WriteError, Writer};
use crate::prj;

/// The writer of features.
pub(super) struct FlatgeobufWriter {
    features: FgbWriter<'static>,
    path: PathBuf,
    plan: Plan,
}

fn broken(why: impl ToString) -> WriteError {
    WriteError::format(Target::Flatgeobuf, why)
}

impl FlatgeobufWriter {
    pub(super) fn create(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        let options = FgbWriterOptions {
            // A register has points, lines and areas: every feature has its own type.
            detect_type: false,
            promote_to_multi: false,
            crs: FgbCrs {
                org: Some("EPSG"),
                code: i32::from(plan.crs.epsg()),
                name: Some(plan.crs.name()),
                wkt: Some(prj::text(plan.crs)),
                ..FgbCrs::default()
            },
            ..FgbWriterOptions::default()
        };
        let mut features =
            FgbWriter::create_with_options(&plan.layer, GeometryType::Unknown, options).map_err(broken)?;
        for field in &plan.fields {
            let kind = match field.form {
                Form::Text | Form::Day => ColumnType::String,
                Form::Whole => ColumnType::Long,
                Form::Number => ColumnType::Double,
                Form::Flag => ColumnType::Bool,
            };
            features.add_column(&field.name, kind, |_, _| {});
        }
        Ok(Self { features, path: path.to_owned(), plan })
    }
}

/// A shape that implements the interface of the writer.
struct Drawn<'a>(&'a Geometry<f64>);

impl GeozeroGeometry for Drawn<'_> {
    fn process_geom<P: GeomProcessor>(&self, pen: &mut P) -> Drawing<()> {
        match self.0 {
            Geometry::Point(at) => {
                pen.point_begin(0)?;
                pen.xy(at.x(), at.y(), 0)?;
                pen.point_end(0)
            }
            Geometry::LineString(line) => draw_line(pen, line, 0, Tag::Alone),
            Geometry::Polygon(area) => draw_area(pen, area, 0, Tag::Alone),
            Geometry::MultiPolygon(areas) => {
                pen.multipolygon_begin(areas.0.len(), 0)?;
                for (place, area) in areas.0.iter().enumerate() {
                    draw_area(pen, area, place, Tag::Part)?;
                }
                pen.multipolygon_end(0)
            }
            // The register has no other types.
            Geometry::Line(_)
            | Geometry::MultiPoint(_)
            | Geometry::MultiLineString(_)
            | Geometry::GeometryCollection(_)
            | Geometry::Rect(_)
            | Geometry::Triangle(_) => Ok(()),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Tag {
    Alone,
    Part,
}

fn draw_line<P: GeomProcessor>(pen: &mut P, line: &LineString<f64>, place: usize, tag: Tag) -> Drawing<()> {
    pen.linestring_begin(tag == Tag::Alone, line.0.len(), place)?;
    for (number, at) in line.coords().enumerate() {
        pen.xy(at.x, at.y, number)?;
    }
    pen.linestring_end(tag == Tag::Alone, place)
}

fn draw_area<P: GeomProcessor>(pen: &mut P, area: &Polygon<f64>, place: usize, tag: Tag) -> Drawing<()> {
    pen.polygon_begin(tag == Tag::Alone, area.interiors().len().saturating_add(1), place)?;
    for (number, ring) in std::iter::once(area.exterior()).chain(area.interiors()).enumerate() {
        draw_line(pen, ring, number, Tag::Part)?;
    }
    pen.polygon_end(tag == Tag::Alone, place)
}

fn said(value: &Value, form: Form) -> Option<ColumnValue<'_>> {
    match form {
        Form::Text | Form::Day => value.as_str().map(ColumnValue::String),
        Form::Whole => value.as_i64().map(ColumnValue::Long),
        Form::Number => value.as_f64().map(ColumnValue::Double),
        Form::Flag => value.as_bool().map(ColumnValue::Bool),
    }
}

impl Writer for FlatgeobufWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let placed = self.plan.placed(&entry.geometry)?;
        let fields = &self.plan.fields;
        let mut trouble = None;
        let drawn = self.features.add_feature_geom(Drawn(&placed), |feature| {
            for (place, (field, value)) in fields.iter().zip(&entry.values).enumerate() {
                if let Some(value) = said(value, field.form) {
                    trouble = trouble.take().or(feature.property(place, &field.name, &value).err());
                }
            }
        });
        drawn.map_err(broken)?;
        trouble.map_or(Ok(()), |why| Err(broken(why)))
    }

    fn finish(self: Box<Self>) -> Result<Losses, WriteError> {
        let mut file = BufWriter::new(File::create(&self.path)?);
        self.features.write(&mut file).map_err(broken)?;
        file.flush()?;
        Ok(Losses::default())
    }
}
