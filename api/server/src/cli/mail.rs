//! `hatang mail`: retries abandoned messages.

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::Subcommand;
use domain::ids::{OrganizationId, OutboxId};
use uuid::Uuid;

use super::{Failed, app, said, say};
use api_app::{
    command_pipeline::{RequestContext, execute},
    config::Config,
    mail::retry::{RetryDeadMessages, RetryMessage},
};
use api_store::notices::outbox_retry::DeadMessages;

/// Messages that could not be delivered.
#[derive(Debug, clap::Args)]
pub(super) struct Mail {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Send dead messages again: all of them, or those that match every option. A running server
    /// delivers them.
    Retry {
        /// Only this message.
        #[arg(long, conflicts_with_all = ["error", "organization", "written_from", "written_before"])]
        message: Option<Uuid>,
        /// Only messages whose last error contains this text; case-sensitive.
        #[arg(long)]
        error: Option<String>,
        /// Only messages to this organisation, by its id.
        #[arg(long)]
        organization: Option<Uuid>,
        /// Only messages written at this instant or later, `2026-11-30T00:00:00+07:00`.
        #[arg(long)]
        written_from: Option<DateTime<Utc>>,
        /// Only messages written before this instant.
        #[arg(long)]
        written_before: Option<DateTime<Utc>>,
    },
}

impl Mail {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = app(config).await?;
        let call = RequestContext::of_system("mail retry");
        let Command::Retry { message, error, organization, written_from, written_before } = self.command;
        let count = if let Some(message) = message {
            let retry = RetryMessage { message: OutboxId::new(message) };
            execute(&app, &call, retry).await.map(|_done| 1)
        } else {
            let organization = organization.map(OrganizationId::new);
            let which = DeadMessages { error, organization, written_from, written_before };
            execute(&app, &call, RetryDeadMessages { which }).await.map(|done| done.answer)
        };
        let count = count.map_err(|failure| Failed(said(&failure)))?;
        say(&format!("{count} message(s) will be sent again"));
        Ok(ExitCode::SUCCESS)
    }
}
