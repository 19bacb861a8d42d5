//! Proves that what is stored holds together: every case is what its history says, with its timers, occupancies and letters; every
//! capacity counter is what its entries and occupancies add up to; every stored file is what its row says.
//!
//! Rows that are compared with each other are read in one snapshot, a page at a time, so a run beside a working server finds no
//! fault that is none and keeps no snapshot open for long.
//!
//! What cannot be held, because nothing stored gives it exactly:
//! - *who* is told: addresses, absences and memberships of the day are not kept. Held is that an entry of which somebody had to be told
//!   has a letter, that no letter names an entry that is not there, and that letters and notices pair off. An organisation without
//!   people gets a letter and no notice; when that letter goes missing and others of the same entry are left, nothing shows it.
//! - *when* a timer wakes for a reminder, which depends on the calendar of the day on which it was set. Held is that it wakes in time.
//! - the wait list: joining it is no event. Held is what a case holds when it no longer waits.
//! - what a case must hold and whom it must tell when its rule pack is not installed.
//! - files that wait to be imported: no hash of them is kept.

use domain::ids::CaseId;

use crate::app::App;
use crate::error::AppError;
use api_store::admin::verification::{cases as case_rows, ledgers as ledger_rows, letters as letter_rows};

mod case;
mod files;
mod finding;
mod holdings;
mod ledgers;
mod letters;
mod replacements;
mod timers;

pub use files::files;
pub use finding::{CaseFault, FileFault, Finding, Kind, LedgerError, OccupancyFault, Paired, TimerFault};

/// Cases read in one snapshot.
const CASES: u64 = 200;
/// Assets read in one snapshot.
const ASSETS: u64 = 2_000;
/// Letters or notices read in one snapshot.
const LETTERS: u64 = 5_000;

/// What is being looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Cases, with what is kept beside them.
    #[default]
    Cases,
    /// Capacity counters.
    Ledgers,
    /// Letters and notices.
    Letters,
    /// Stored files.
    Files,
}

/// What was looked at so far, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// What is being looked at.
    pub stage: Stage,
    /// How many cases were looked at.
    pub cases: u64,
    /// How many entries of their histories.
    pub entries: u64,
    /// How many of these hold other text than when they were written, because the step that cleaned stored text replaced it.
    pub replaced: u64,
    /// How many timers.
    pub timers: u64,
    /// How many capacity counters.
    pub ledgers: u64,
    /// How many occupancies, ended ones too.
    pub occupancies: u64,
    /// How many letters and notices.
    pub letters: u64,
    /// How many rows that name a stored file.
    pub files: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Proof {
    /// How many findings there are of each kind.
    #[must_use]
    pub fn by_kind(&self) -> std::collections::BTreeMap<Kind, u64> {
        let mut counts = std::collections::BTreeMap::new();
        for finding in &self.findings {
            let count: &mut u64 = counts.entry(finding.kind()).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    /// How much of the present stage was looked at.
    #[must_use]
    pub fn done(&self) -> u64 {
        match self.stage {
            Stage::Cases => self.cases,
            Stage::Ledgers => self.ledgers,
            Stage::Letters => self.letters,
            Stage::Files => self.files,
        }
    }
}

/// Looks at everything in the database; `progress` is told often. Files are looked at by [`files()`].
///
/// # Errors
/// [`AppError`] when the database is in trouble.
pub async fn all(app: &App, mut progress: impl FnMut(&Proof) + Send) -> Result<Proof, AppError> {
    let mut proof = Proof::default();
    cases(app, &mut proof, &mut progress).await?;
    proof.stage = Stage::Ledgers;
    capacity(app, &mut proof, &mut progress).await?;
    proof.stage = Stage::Letters;
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
    for row in [Paired::Letter, Paired::Notice] {
        let mut after = None;
        loop {
            let snapshot = app.store.snapshot().await?;
            let page = match row {
                Paired::Letter => letter_rows::letters(&snapshot, after, LETTERS).await?,
                Paired::Notice => letter_rows::notices(&snapshot, after, LETTERS).await?,
            };
            app.store.commit(snapshot).await?;
            let Some(page) = page else { break };
            after = Some(page.last);
            proof.letters = proof.letters.saturating_add(page.rows);
            let unpaired = page.unpaired.into_iter();
            proof.findings.extend(unpaired.map(|lone| Finding::Unpaired { row, id: lone.id, letter: lone.letter }));
            progress(proof);
        }
    }
    Ok(())
}
