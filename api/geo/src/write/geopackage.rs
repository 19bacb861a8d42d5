//! Writes `GeoPackage` 1.3: one layer of any shapes, in transactions of some thousand rows.

use std::path::Path;

use geo::{BoundingRect, Rect};
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{AssertSqlSafe, ConnectOptions, Connection, Sqlite, SqliteConnection, query};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use wkb::writer::{WriteOptions, write_geometry};

use super::{Entry, Form, Losses, Plan, Target, WriteError, Writer, shown};
use crate::crs::Crs;
use crate::prj;

const ROWS_A_TRANSACTION: u64 = 5_000;

/// The writer of a package.
pub(super) struct GeopackageWriter {
    runtime: Runtime,
    file: SqliteConnection,
    insert: String,
    plan: Plan,
    rows: u64,
    extent: Option<Rect<f64>>,
}

fn broken(why: impl ToString) -> WriteError {
    WriteError::format(Target::Geopackage, why)
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

impl GeopackageWriter {
    pub(super) fn create(path: &Path, plan: Plan) -> Result<Self, WriteError> {
        // The writer does not reuse the file of an earlier attempt.
        if path.exists() {
            std::fs::remove_file(path)?;
        }
        let runtime = Builder::new_current_thread().build()?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .disable_statement_logging();
        let mut file = runtime.block_on(SqliteConnection::connect_with(&options)).map_err(broken)?;
        for statement in tables(&plan) {
            runtime.block_on(query(AssertSqlSafe(statement)).execute(&mut file)).map_err(broken)?;
        }
        let names: Vec<String> = plan.fields.iter().map(|field| quoted(&field.name)).collect();
        let marks = vec!["?"; names.len().saturating_add(1)].join(", ");
        let insert = format!("INSERT INTO {} (geom, {}) VALUES ({marks})", quoted(&plan.layer), names.join(", "));
        Ok(Self { runtime, file, insert, plan, rows: 0, extent: None })
    }

    fn run(&mut self, statement: &'static str) -> Result<(), WriteError> {
        self.runtime.block_on(query(statement).execute(&mut self.file)).map_err(broken)?;
        Ok(())
    }
}

fn tables(plan: &Plan) -> Vec<String> {
    let (layer, srs) = (&plan.layer, plan.crs.epsg());
    let columns: Vec<String> = plan
        .fields
        .iter()
        .map(|field| {
            let kind = match field.form {
                Form::Text => "TEXT",
                Form::Whole => "INTEGER",
                Form::Number => "REAL",
                Form::Flag => "BOOLEAN",
                Form::Day => "DATE",
            };
            format!("{} {kind}", quoted(&field.name))
        })
        .collect();
    let systems = [Crs::Epsg4326, Crs::Epsg3857, Crs::Epsg5899].map(|crs| {
        let definition = text(prj::text(crs));
        let (name, code) = (text(crs.name()), crs.epsg());
        format!("({name}, {code}, 'EPSG', {code}, {definition})")
    });
    vec![
        "PRAGMA application_id = 1196444487".to_owned(),
        "PRAGMA user_version = 10300".to_owned(),
        "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, \
         organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, \
         description TEXT)"
            .to_owned(),
        "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, \
         identifier TEXT UNIQUE, description TEXT DEFAULT '', \
         last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, \
         max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, \
         CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))"
            .to_owned(),
        "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, \
         geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, \
         CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), \
         CONSTRAINT uk_gc_table_name UNIQUE (table_name), \
         CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), \
         CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id))"
            .to_owned(),
        format!(
            "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, organization_coordsys_id, definition) \
             VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined'), \
             ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined'), {}",
            systems.join(", ")
        ),
        format!(
            "CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, {})",
            quoted(layer),
            columns.join(", ")
        ),
        format!(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ({0}, 'features', {0}, {srs})",
            text(layer)
        ),
        format!("INSERT INTO gpkg_geometry_columns VALUES ({}, 'geom', 'GEOMETRY', {srs}, 0, 0)", text(layer)),
        "BEGIN".to_owned(),
    ]
}

type Asked<'q> = Query<'q, Sqlite, <Sqlite as sea_orm::sqlx::Database>::Arguments>;

fn bound<'q>(asked: Asked<'q>, value: &Value, form: Form) -> Asked<'q> {
    match form {
        Form::Whole => asked.bind(value.as_i64()),
        Form::Number => asked.bind(value.as_f64()),
        Form::Flag => asked.bind(value.as_bool()),
        Form::Text | Form::Day => asked.bind((!value.is_null()).then(|| shown(value))),
    }
}

impl Writer for GeopackageWriter {
    fn write(&mut self, entry: &Entry) -> Result<(), WriteError> {
        let placed = self.plan.placed(&entry.geometry)?;
        // Little-endian, without an envelope.
        let mut blob = vec![b'G', b'P', 0, 1];
        blob.extend(i32::from(self.plan.crs.epsg()).to_le_bytes());
        write_geometry(&mut blob, &placed, &WriteOptions::default()).map_err(broken)?;
        let mut asked: Asked<'_> = query(AssertSqlSafe(self.insert.clone())).bind(blob);
        for (field, value) in self.plan.fields.iter().zip(&entry.values) {
            asked = bound(asked, value, field.form);
        }
        self.runtime.block_on(asked.execute(&mut self.file)).map_err(broken)?;
        if let Some(found) = placed.bounding_rect() {
            self.extent = Some(self.extent.map_or(found, |extent| around(extent, found)));
        }
        self.rows = self.rows.saturating_add(1);
        if self.rows.checked_rem(ROWS_A_TRANSACTION) == Some(0) {
            self.run("COMMIT")?;
            self.run("BEGIN")?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Losses, WriteError> {
        if let Some(extent) = self.extent {
            let asked = query("UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?")
                .bind(extent.min().x)
                .bind(extent.min().y)
                .bind(extent.max().x)
                .bind(extent.max().y);
            self.runtime.block_on(asked.execute(&mut self.file)).map_err(broken)?;
        }
        self.run("COMMIT")?;
        let Self { runtime, file, .. } = *self;
        runtime.block_on(file.close()).map_err(broken)?;
        Ok(Losses::default())
    }
}

fn around(one: Rect<f64>, other: Rect<f64>) -> Rect<f64> {
    let (low, high) = (one.min(), one.max());
    let (other_low, other_high) = (other.min(), other.max());
    Rect::new(
        geo::Coord { x: low.x.min(other_low.x), y: low.y.min(other_low.y) },
        geo::Coord { x: high.x.max(other_high.x), y: high.y.max(other_high.y) },
    )
}
