//! Verifies stored files against their rows: reads each from end to end, one after the other.

use std::collections::HashSet;

use uuid::Uuid;

use super::finding::{FileFault, Finding};
use super::{Proof, Stage};
use crate::app::App;
use crate::documents::integrity::Content;
use crate::error::AppError;
use crate::services::Services;
use api_store::admin::verification::files::{self as rows, NamedFile};

/// Rows read at once.
const ROWS: u64 = 500;
/// The number of intact contents to remember, so that they are not read again for another row.
const REMEMBERED: usize = 100_000;

/// The table whose rows name a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Documents,
    Photos,
    Exports,
}

impl Table {
    fn said(self) -> &'static str {
        match self {
            Self::Documents => "document",
            Self::Photos => "photo",
            Self::Exports => "export",
        }
    }
}

/// Verifies every stored file with a stored hash, and adds the findings to the proof. An unreadable
/// file is a finding.
pub async fn files(
    app: &App,
    services: &Services,
    mut proof: Proof,
    mut progress: impl FnMut(&Proof) + Send,
) -> Result<Proof, AppError> {
    proof.stage = Stage::Files;
    let mut sound: HashSet<String> = HashSet::new();
    for table in [Table::Documents, Table::Photos, Table::Exports] {
        let mut after: Option<Uuid> = None;
        loop {
            let db = app.store.read();
            let page = match table {
                Table::Documents => rows::documents(db, after, ROWS).await?,
                Table::Photos => rows::photos(db, after, ROWS).await?,
                Table::Exports => rows::exports(db, after, ROWS).await?,
            };
            let Some(last) = page.last().map(|file| file.row) else { break };
            for file in page {
                let shared = table != Table::Exports;
                let again = shared && sound.contains(&file.sha256);
                let fault = if again { keyed(table, &file) } else { fault(app, services, table, &file).await? };
                proof.files = proof.files.saturating_add(1);
                match fault {
                    Some(fault) => proof.findings.push(Finding::File { file: said(table, &file), fault }),
                    None if shared && sound.len() < REMEMBERED => {
                        sound.insert(file.sha256);
                    }
                    None => {}
                }
                progress(&proof);
            }
            after = Some(last);
        }
    }
    Ok(proof)
}

/// The keys of documents and photos equal their hashes.
fn keyed(table: Table, file: &NamedFile) -> Option<FileFault> {
    (table != Table::Exports && file.key != file.sha256).then(|| FileFault::Key(file.key.clone()))
}

async fn fault(app: &App, services: &Services, table: Table, file: &NamedFile) -> Result<Option<FileFault>, AppError> {
    if let Some(fault) = keyed(table, file) {
        return Ok(Some(fault));
    }
    let content = Content { sha256: file.sha256.clone(), bytes: file.bytes };
    let read = match table {
        Table::Documents | Table::Photos => {
            services.documents.damage(&file.key, &content).await.map_err(|why| FileFault::Unreadable(why.to_string()))
        }
        Table::Exports => {
            services.exports.damage(&file.key, &content).await.map_err(|why| FileFault::Unreadable(why.to_string()))
        }
    };
    let fault = match read {
        Ok(None) => return Ok(None),
        Ok(Some(damage)) => FileFault::Damaged(damage),
        Err(unreadable) => unreadable,
    };
    // An export expires: its row drops the reference before the file is deleted.
    let gone = table == Table::Exports && !rows::export_stands(app.store.read(), file.row).await?;
    Ok(Some(fault).filter(|_| !gone))
}

fn said(table: Table, file: &NamedFile) -> String {
    let of = if file.of.is_empty() { String::new() } else { format!("{}, ", file.of) };
    format!("{of}{} {} ({}, file {})", table.said(), file.name, file.row, file.key)
}
