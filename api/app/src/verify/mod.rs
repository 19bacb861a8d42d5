//! Verifies that stored data is consistent: every case matches its history, with its timers,
//! occupancies and letters; every capacity counter is the sum of its entries and occupancies; every
//! stored file matches its row.
//!
//! Rows that are compared with each other are read in one snapshot, a page at a time. So a run
//! beside a working server reports no false findings and keeps no snapshot open for long.
//!
//! Verification cannot check the following, because no stored data gives it exactly:
//! - the recipients of letters: addresses, absences and memberships of the day are not stored.
//!   Checked is that an entry that requires a letter has one, that no letter names a missing entry,
//!   and that letters and notices pair off. An organisation without people gets a letter and no
//!   notice; when that letter is lost and others of the same entry remain, nothing shows the loss.
//! - the instant at which a timer wakes for a reminder, which depends on the calendar of the day on
//!   which it was set. Checked is that the timer wakes in time.
//! - the wait list: joining it is no event. Checked are the holdings of a case that no longer
//!   waits.
//! - the holdings and letters of a case whose rule pack is not installed.
//! - files that wait to be imported: their hashes are not stored.

use domain::ids::CaseId;

use crate::app::App;
use crate::error::AppError;
use api_store::admin::verification::{cases as case_rows, ledgers as ledger_rows, messages as message_rows};

mod case;
mod files;
mod finding;
mod holdings;
mod ledgers;
mod messages;
mod replacements;
mod timers;

pub use files::files;
pub use finding::{CaseFault, FileFault, Finding, Kind, LedgerError, OccupancyFault, Paired, TimerFault};

/// Cases read in one snapshot.
const CASES: u64 = 200;
/// Assets read in one snapshot.
const ASSETS: u64 = 2_000;
/// Letters or notices read in one snapshot.
const MESSAGES: u64 = 5_000;

/// The stage of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Cases, with their derived rows.
    #[default]
    Cases,
    /// The capacity ledgers of assets.
    Ledgers,
    /// Letters of the outbox, with their notices.
    Messages,
    Files,
}

/// The progress of a verification, and its findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    pub stage: Stage,
    pub cases: u64,
    /// The number of history entries of the cases.
    pub entries: u64,
    /// The number of entries whose text has changed since they were written, because the cleaning
    /// step replaced it.
    pub replaced: u64,
    pub timers: u64,
    /// The number of capacity counters.
    pub ledgers: u64,
    /// The number of occupancies, including ended ones.
    pub occupancies: u64,
    /// The number of letters and notices.
    pub messages: u64,
    /// The number of rows that name a stored file.
    pub files: u64,
    pub findings: Vec<Finding>,
}

impl Proof {
    /// The number of findings of each kind.
    #[must_use]
    pub fn by_kind(&self) -> std::collections::BTreeMap<Kind, u64> {
        let mut counts = std::collections::BTreeMap::new();
        for finding in &self.findings {
            let count: &mut u64 = counts.entry(finding.kind()).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    /// The number of checked items of the current stage.
    #[must_use]
    pub fn done(&self) -> u64 {
        match self.stage {
            Stage::Cases => self.cases,
            Stage::Ledgers => self.ledgers,
            Stage::Messages => self.messages,
            Stage::Files => self.files,
        }
    }
}

/// Verifies the whole database; calls `progress` often. [`files()`] verifies files.
pub async fn all(app: &App, mut progress: impl FnMut(&Proof) + Send) -> Result<Proof, AppError> {
    let mut proof = Proof::default();
    cases(app, &mut proof, &mut progress).await?;
    proof.stage = Stage::Ledgers;
    capacity(app, &mut proof, &mut progress).await?;
    proof.stage = Stage::Messages;
    pairs(app, &mut proof, &mut progress).await?;
    replacements::check(app, &mut proof).await?;
    Ok(proof)
}

async fn cases(app: &App, proof: &mut Proof, progress: &mut (impl FnMut(&Proof) + Send)) -> Result<(), AppError> {
    let mut after: Option<CaseId> = None;
    loop {
        let snapshot = app.store.snapshot().await?;
        let page = case_rows::page(&snapshot, after, CASES).await?;
        let last = page.last().map(|rows| CaseId::new(rows.case.id));
        let read: Vec<case::Read> = page.into_iter().map(case::Read::of).collect();
        let assets = read.iter().flat_map(holdings::assets).collect();
        let natures = case_rows::natures(&snapshot, &assets).await?;
        app.store.commit(snapshot).await?;
        let Some(last) = last else { return Ok(()) };
        for read in read {
            case::check(app, &read, &natures, proof)?;
            progress(proof);
        }
        after = Some(last);
    }
}

async fn capacity(app: &App, proof: &mut Proof, progress: &mut (impl FnMut(&Proof) + Send)) -> Result<(), AppError> {
    let mut after = None;
    loop {
        let snapshot = app.store.snapshot().await?;
        let page = ledger_rows::page(&snapshot, after, ASSETS).await?;
        app.store.commit(snapshot).await?;
        after = page.next;
        ledgers::check(page, proof);
        progress(proof);
        if after.is_none() {
            return Ok(());
        }
    }
}

async fn pairs(app: &App, proof: &mut Proof, progress: &mut (impl FnMut(&Proof) + Send)) -> Result<(), AppError> {
    for row in [Paired::Message, Paired::Notice] {
        let mut after = None;
        loop {
            let snapshot = app.store.snapshot().await?;
            let page = match row {
                Paired::Message => message_rows::messages(&snapshot, after, MESSAGES).await?,
                Paired::Notice => message_rows::notices(&snapshot, after, MESSAGES).await?,
            };
            app.store.commit(snapshot).await?;
            let Some(page) = page else { break };
            after = Some(page.last);
            proof.messages = proof.messages.saturating_add(page.rows);
            let unpaired = page.unpaired.into_iter();
            proof.findings.extend(unpaired.map(|lone| Finding::Unpaired { row, id: lone.id, template: lone.template }));
            progress(proof);
        }
    }
    Ok(())
}
