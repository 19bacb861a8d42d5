//! The on-disk index of the rows that an import has processed: a million rows must not be a million
//! entries in memory.
//!
//! The index is a separate small SQLite file, deleted with the import. The register does not depend
//! on it: an import that resumes after a kill reads its file from the start and rebuilds the index.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait};
use uuid::Uuid;

use crate::{StoreError, StoreResult};

const TABLES: [&str; 4] = [
    "CREATE TABLE seen (code TEXT PRIMARY KEY, row INTEGER, id BLOB, said TEXT, room TEXT) WITHOUT ROWID",
    "CREATE TABLE attached (code TEXT, tenant TEXT, reference TEXT, row INTEGER, \
     PRIMARY KEY (code, tenant, reference)) WITHOUT ROWID",
    "CREATE TABLE standing (row INTEGER PRIMARY KEY, kind TEXT, code TEXT, y REAL, west REAL, south REAL, \
     east REAL, north REAL, slack_x REAL, slack_y REAL)",
    "CREATE INDEX standing_here ON standing (y, west)",
];

/// The height of a strip of compared rows: a little more than the distance itself.
const STEP_DEGREES: f64 = 0.000_04;
const METRES_A_DEGREE: f64 = 110_574.0;

/// The index of one running import.
pub struct DedupIndex {
    notes: DatabaseConnection,
    file: PathBuf,
}

/// An asset from an earlier row of this file.
#[derive(Clone, Debug)]
pub struct EarlierRow {
    /// The first row of the asset.
    pub row: u64,
    pub id: Uuid,
    /// The values of that row.
    pub said: BTreeMap<String, String>,
    /// The remaining quantity of each unit.
    pub capacity: BTreeMap<String, i64>,
}

/// An attachment in the owner's records: the asset's code, the tenant's name, the owner's number.
pub type Attachment = (String, String, String);

/// The location of a new asset, for the search for duplicates near it.
#[derive(Clone, Debug)]
pub struct NewAssetPlace {
    /// The row of the asset.
    pub row: u64,
    pub kind: String,
    pub code: String,
    /// West, south, east and north edge.
    pub bounds: [f64; 4],
}

/// Two assets of one kind at the same location.
#[derive(Clone, Debug, PartialEq)]
pub struct SamePlace {
    /// The later of the two rows.
    pub row: u64,
    /// The code of the earlier asset.
    pub code: String,
    /// The distance between the centres of their boxes.
    pub metres: f64,
}

impl DedupIndex {
    /// Creates an empty index in a folder.
    ///
    /// # Errors
    /// If the file cannot be created.
    pub async fn open(folder: &Path, name: &str) -> StoreResult<Self> {
        std::fs::create_dir_all(folder).map_err(StoreError::internal)?;
        let file = folder.join(format!("{name}.notes"));
        // The index of a killed run is obsolete.
        if file.exists() {
            std::fs::remove_file(&file).map_err(StoreError::internal)?;
        }
        let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()));
        options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|opened| {
            opened
                .journal_mode(SqliteJournalMode::Off)
                .synchronous(SqliteSynchronous::Off)
                .pragma("cache_size", "-16384")
                .pragma("locking_mode", "EXCLUSIVE")
        });
        let notes = Database::connect(options).await?;
        for table in TABLES {
            notes.execute_unprepared(table).await?;
        }
        Ok(Self { notes, file })
    }

    /// The entries of earlier rows for these codes and attachments.
    pub async fn recall(
        &self,
        codes: &[&str],
        attachments: &[Attachment],
    ) -> StoreResult<(HashMap<String, EarlierRow>, HashMap<Attachment, u64>)> {
        let mut seen = HashMap::new();
        let found = self
            .ask(
                "SELECT code, row, id, said, room FROM seen WHERE code IN (SELECT value FROM json_each(?))",
                [json(&codes)?.into()],
            )
            .await?;
        for row in found {
            let said: String = row.try_get("", "said")?;
            let capacity: String = row.try_get("", "room")?;
            let first = EarlierRow {
                row: number(row.try_get("", "row")?),
                id: row.try_get::<Uuid>("", "id")?,
                said: read(&said)?,
                capacity: read(&capacity)?,
            };
            seen.insert(row.try_get("", "code")?, first);
        }
        let mut attached = HashMap::new();
        let found = self
            .ask(
                "SELECT a.code, a.tenant, a.reference, a.row FROM json_each(?) j JOIN attached a \
                 ON a.code = json_extract(j.value, '$[0]') AND a.tenant = json_extract(j.value, '$[1]') \
                 AND a.reference = json_extract(j.value, '$[2]')",
                [json(&attachments)?.into()],
            )
            .await?;
        for row in found {
            let key = (row.try_get("", "code")?, row.try_get("", "tenant")?, row.try_get("", "reference")?);
            attached.insert(key, number(row.try_get("", "row")?));
        }
        Ok((seen, attached))
    }

    /// Stores the entries of a chunk, and returns which of its new assets are near an asset of an
    /// earlier row.
    pub async fn note(
        &self,
        seen: &HashMap<String, EarlierRow>,
        attachments: &HashMap<Attachment, u64>,
        places: &[NewAssetPlace],
        near_metres: f64,
    ) -> StoreResult<Vec<SamePlace>> {
        let assets: Vec<_> = seen
            .iter()
            .map(|(code, first)| {
                let (said, capacity) = (json(&first.said)?, json(&first.capacity)?);
                Ok((code, first.row, first.id.simple().to_string(), said, capacity))
            })
            .collect::<StoreResult<_>>()?;
        let attachments: Vec<_> = attachments.iter().collect();
        let places: Vec<_> = places.iter().map(|place| noted(place, near_metres)).collect();
        let tx = self.notes.begin_with_config(None, None).await?;
        for (statement, rows) in [(SEEN, json(&assets)?), (ATTACHED, json(&attachments)?), (PLACES, json(&places)?)] {
            tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, statement, [rows.into()])).await?;
        }
        tx.commit().await?;
        let ends = (places.first().map(|place| place.0), places.last().map(|place| place.0));
        let (Some(first), Some(last)) = ends else { return Ok(Vec::new()) };
        self.beside(first, last, near_metres).await
    }

    async fn beside(&self, first: u64, last: u64, near_metres: f64) -> StoreResult<Vec<SamePlace>> {
        let ends = [i64::try_from(first).unwrap_or(i64::MAX).into(), i64::try_from(last).unwrap_or(i64::MAX).into()];
        let found = self.ask(BESIDE, ends).await?;
        let mut beside = Vec::new();
        for row in found {
            let at = |name: &str| -> StoreResult<f64> { Ok(row.try_get::<f64>("", name)?) };
            let metres = apart((at("x1")?, at("y1")?), (at("x2")?, at("y2")?));
            if metres < near_metres {
                beside.push(SamePlace { row: number(row.try_get("", "row")?), code: row.try_get("", "code")?, metres });
            }
        }
        Ok(beside)
    }

    /// Closes the index and deletes its file.
    pub async fn close(self) {
        // A failure here is harmless: the next import cleans the folder when it opens.
        drop(self.notes.close().await);
        drop(std::fs::remove_file(&self.file));
    }

    async fn ask<const N: usize>(
        &self,
        sql: &str,
        values: [sea_orm::Value; N],
    ) -> StoreResult<Vec<sea_orm::QueryResult>> {
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        Ok(self.notes.query_all_raw(statement).await?)
    }
}

const SEEN: &str = "INSERT OR REPLACE INTO seen SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), \
    unhex(json_extract(value, '$[2]')), json_extract(value, '$[3]'), json_extract(value, '$[4]') FROM json_each(?)";
const ATTACHED: &str = "INSERT OR REPLACE INTO attached SELECT json_extract(value, '$[0][0]'), \
    json_extract(value, '$[0][1]'), json_extract(value, '$[0][2]'), json_extract(value, '$[1]') FROM json_each(?)";
const PLACES: &str = "INSERT OR REPLACE INTO standing SELECT json_extract(value, '$[0]'), \
    json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'), \
    json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]'), \
    json_extract(value, '$[7]'), json_extract(value, '$[8]'), json_extract(value, '$[9]') FROM json_each(?)";
const BESIDE: &str = "SELECT a.row, b.code, (a.west + a.east) / 2 AS x1, (a.south + a.north) / 2 AS y1, \
    (b.west + b.east) / 2 AS x2, (b.south + b.north) / 2 AS y2 FROM standing a JOIN standing b \
    ON b.y IN (a.y - 1, a.y, a.y + 1) AND b.west BETWEEN a.west - a.slack_x AND a.west + a.slack_x \
    WHERE a.row BETWEEN ? AND ? AND b.row < a.row AND b.kind = a.kind \
    AND b.east BETWEEN a.east - a.slack_x AND a.east + a.slack_x \
    AND b.south BETWEEN a.south - a.slack_y AND a.south + a.slack_y \
    AND b.north BETWEEN a.north - a.slack_y AND a.north + a.slack_y ORDER BY a.row, b.row";

type Noted<'a> = (u64, &'a str, &'a str, f64, f64, f64, f64, f64, f64, f64);

fn noted(place: &NewAssetPlace, near_metres: f64) -> Noted<'_> {
    let [west, south, east, north] = place.bounds;
    let slack_y = near_metres / METRES_A_DEGREE;
    let slack_x = slack_y / south.to_radians().cos().max(0.001);
    (place.row, &place.kind, &place.code, height(south), west, south, east, north, slack_x, slack_y)
}

/// The index of the latitude strip, as a whole number.
fn height(latitude: f64) -> f64 {
    (latitude / STEP_DEGREES).floor()
}

/// The distance in metres between two nearby points.
fn apart(one: (f64, f64), other: (f64, f64)) -> f64 {
    use geo::Distance;
    geo::Haversine.distance(geo::Point::from(one), geo::Point::from(other))
}

fn number(stored: i64) -> u64 {
    u64::try_from(stored).unwrap_or_default()
}

fn json<T: serde::Serialize>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(StoreError::internal)
}

fn read<T: serde::de::DeserializeOwned + Default>(text: &str) -> StoreResult<BTreeMap<String, T>> {
    serde_json::from_str(text).map_err(|fault| StoreError::undecodable("note", fault))
}
