//! `hatang verify`: verifies the consistency of the stored data: cases, ledgers, messages and
//! files.

use std::process::ExitCode;

use clap::ValueEnum;
use domain::workflow::history::CLEANING_STEP;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failed, app, say};
use api_app::config::Config;
use api_app::services::Services;
use api_app::verify::{self, Proof, Stage};

/// Verify that every case matches its history, and that ledgers, timers, occupancies, messages and
/// files agree with it.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// Which stored files to read in full.
    #[arg(long, value_enum, default_value_t = Files::All)]
    files: Files,
}

/// The stored files to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Files {
    /// Every file with a stored hash.
    All,
    /// None: only the database is verified.
    None,
}

impl Verify {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = app(config).await?;
        let progress = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} {msg}") {
            progress.set_style(style);
        }
        let show = |proof: &Proof| {
            progress.set_message(match proof.stage {
                Stage::Cases => "cases",
                Stage::Ledgers => "ledgers",
                Stage::Messages => "messages and notices",
                Stage::Files => "files",
            });
            progress.set_position(proof.done());
        };
        let mut proof = verify::all(&app, show).await?;
        match self.files {
            Files::All => proof = verify::files(&app, &Services::open(&app)?, proof, show).await?,
            Files::None => {}
        }
        progress.finish_and_clear();
        summary(&proof);
        Ok(if proof.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Prints each finding, the number per kind, and the verified quantities.
pub(super) fn summary(proof: &Proof) {
    for finding in &proof.findings {
        say(&finding.to_string());
    }
    for (kind, count) in proof.by_kind() {
        say(&format!("{}: {count} finding(s)", kind.as_str()));
    }
    if proof.replaced > 0 {
        say(&format!("{} entries replaced by {CLEANING_STEP}", proof.replaced));
    }
    let Proof { timers, ledgers, occupancies, messages, files, .. } = proof;
    say(&format!(
        "{timers} timer(s), {ledgers} ledger(s), {occupancies} occupancies, {messages} messages and notices, {files} file(s)"
    ));
    say(&format!("{} case(s), {} entries, {} finding(s)", proof.cases, proof.entries, proof.findings.len()));
}
