//! Verifies the replacements in append-only tables besides case histories: audit entries, each with
//! the hash of the previous one.

use super::Proof;
use super::finding::Finding;
use crate::app::App;
use crate::error::AppError;
use api_store::admin::verification::replacements::page;

/// Entries read at once.
const ENTRIES: u64 = 5_000;

/// Verifies the chain of entries.
pub(super) async fn check(app: &App, proof: &mut Proof) -> Result<(), AppError> {
    let (mut last, mut after) = (String::new(), None);
    loop {
        let entries = page(app.store.read(), after, ENTRIES).await?;
        let Some(end) = entries.last() else { return Ok(()) };
        after = Some(end.id);
        for entry in entries {
            if entry.previous != last || entry.hash != entry.content {
                proof.findings.push(Finding::Replacement { id: entry.id });
            }
            last = entry.hash;
        }
    }
}
