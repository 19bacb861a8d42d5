//! `hatang backup`: writes the whole installation into one file while the server runs, or verifies
//! such a file.

use std::path::PathBuf;
use std::process::ExitCode;

use super::progress::{TerminalProgress, watching};
use super::{Failed, app, say};
use api_app::backup::{create, manifest::Manifest, verify};
use api_app::config::Config;
use api_app::services::Services;

/// Write the whole database, and every file that it refers to, into one file. The server may run
/// meanwhile.
#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// The file, `hatang-2026-07-01.tar.zst`. Only a complete backup replaces an existing file.
    file: PathBuf,
    /// Write nothing: verify that the file is a complete archive that this program can restore.
    #[arg(long)]
    verify: bool,
}

impl Backup {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let progress = TerminalProgress::default();
        let manifest = if self.verify {
            let checked = verify::check(&self.file, &watching(&progress)).await;
            progress.clear();
            let checked = checked?;
            to_clean(&checked.to_clean, "would be taken out by a restore");
            checked.manifest
        } else {
            let app = app(config).await?;
            let services = Services::open(&app)?;
            let taken = Box::pin(create::take(&app, &services, &self.file, &watching(&progress))).await;
            progress.clear();
            taken?
        };
        say(&format!("{} in {}", summary(&manifest), self.file.display()));
        say(&format!("trails end with {}", manifest.heads));
        lacking(&manifest);
        Ok(if manifest.lacking == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A summary of an archive.
pub(super) fn summary(manifest: &Manifest) -> String {
    format!(
        "{} row(s), {} file(s) of {} byte(s), as of {},",
        manifest.rows(),
        manifest.files,
        manifest.file_bytes,
        manifest.taken_at.format("%Y-%m-%dT%H:%M:%SZ")
    )
}

/// Prints the values of an older version that contain U+0000.
pub(super) fn to_clean(listed: &verify::Listed, what: &str) {
    if listed.total > 0 {
        say(&listed.to_string());
        say(&format!("U+0000 {what}"));
    }
}

/// Prints the files that are missing from the archive.
pub(super) fn lacking(manifest: &Manifest) {
    for finding in &manifest.findings {
        say(finding);
    }
    if manifest.lacking > 0 {
        say(&format!("{} file(s) are not in it", manifest.lacking));
    }
}
