//! `hatang restore`: restores an archive into an empty installation, in full or not at all.

use std::path::PathBuf;
use std::process::ExitCode;

use super::backup::{lacking, summary, to_clean};
use super::progress::{TerminalProgress, watching};
use super::{Failed, opened, say, verify};
use api_app::backup::restore;
use api_app::config::Config;
use api_app::services::Services;
use api_app::startup::Intent;

/// Restore a file from `backup` into an empty database of either kind, with its files, and verify
/// every case. A missing data folder or SQLite file is created.
#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The file.
    file: PathBuf,
}

impl Restore {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = opened(config, Intent::Restore).await?;
        let services = Services::open(&app)?;
        let progress = TerminalProgress::default();
        let restored = Box::pin(restore::restore(&app, &services, &self.file, &watching(&progress))).await;
        progress.clear();
        let restored = restored?;
        say(&format!("{} brought in", summary(&restored.manifest)));
        to_clean(&restored.cleaned, "was taken out of them");
        lacking(&restored.manifest);
        let proof = restored.proof;
        verify::summary(&proof);
        let whole = proof.findings.is_empty() && restored.manifest.lacking == 0;
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
