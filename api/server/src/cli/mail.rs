//! `hatang mail`: letters that were given up.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::ids::{OrganizationId, OutboxId};
use uuid::Uuid;

use super::{Failed, app, said, say};
use api_app::{
    command_pipeline::{RequestContext, execute},
    config::Config,
    mail::retry::{RetryDeadLetters, RetryLetter},
};
use api_store::notices::outbox_retry::DeadLetters;

/// Letters that were given up.
#[derive(Debug, clap::Args)]
pub(super) struct Mail {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Send dead letters again: all of them, or those that fit every option. They leave when a node serves.
    Retry {
        /// Only this letter.
        #[arg(long, conflicts_with_all = ["error", "organization", "written_from", "written_before"])]
        letter: Option<Uuid>,
        /// Only those whose last error contains this text; upper and lower case differ.
        #[arg(long)]
        error: Option<String>,
        /// Only those to this organisation, by its id.
        #[arg(long)]
        organization: Option<Uuid>,
        /// Only those written at this instant or later, `2026-11-30T00:00:00+07:00`.
        #[arg(long)]
        written_from: Option<DateTime<Utc>>,
        /// Only those written before this instant.
        #[arg(long)]
        written_before: Option<DateTime<Utc>>,
    },
}

impl Mail {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = app(config).await?;
        let call = RequestContext::of_system("mail retry");
        let Command::Retry { letter, error, organization, written_from, written_before } = self.command;
        let count = if let Some(letter) = letter {
            let retry = RetryLetter { letter: OutboxId::new(letter) };
            execute(&app, &call, retry).await.map(|_done| 1)
        } else {
            let organization = organization.map(OrganizationId::new);
            let which = DeadLetters { error, organization, written_from, written_before };
            execute(&app, &call, RetryDeadLetters { which }).await.map(|done| done.answer)
        };
        let count = count.map_err(|failure| Failed(said(&failure)))?;
        say(&format!("{count} letter(s) will be sent again"));
        Ok(ExitCode::SUCCESS)
    }
}
