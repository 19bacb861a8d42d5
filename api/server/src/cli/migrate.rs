//! `hatang migrate`: applies the pending migrations of the database schema.

use std::process::ExitCode;

use super::{Failed, opened, say};
use api_app::config::Config;
use api_app::startup::Intent;

/// Bring the tables of the database up to date.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    /// Begin a new installation: create the data folder and the database file. Refused if there is,
    /// or was, a database.
    #[arg(long)]
    new: bool,
}

impl Migrate {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = opened(config, if self.new { Intent::Begin } else { Intent::Migrate }).await?;
        let steps = app.store.migrate().await?;
        // SQLite moves the content of its -wal file into the database file.
        app.store.close().await?;
        for step in &steps {
            say(&format!("applied: {step}"));
        }
        say(&format!("{} migration(s) applied; the database is up to date", steps.len()));
        Ok(ExitCode::SUCCESS)
    }
}
