//! The command line: one file per command.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use domain::text::checked::{LONGEST_LINE, SingleLineText, TextError};

use api_app::{
    app::App,
    config::Config,
    error::{AppError, chain},
    startup::{self, Intent},
};

mod areas;
mod backup;
mod check;
mod export;
mod import;
mod mail;
mod migrate;
mod openapi;
mod packs;
mod progress;
mod quality;
mod restore;
mod serve;
mod user;
mod verify;

/// Parses an argument that is stored or looked up: one line, in Unicode normalization form C.
fn line(argument: &str) -> Result<String, TextError> {
    SingleLineText::new(argument, LONGEST_LINE).map(SingleLineText::into_string)
}

/// Register of passive telecom infrastructure, with the procedures for its sharing and permits.
#[derive(Debug, Parser)]
#[command(name = "hatang", version)]
struct Hatang {
    /// The settings file; if absent, `hatang.toml` in the current folder, if it exists.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, with its background work.
    Serve(serve::Serve),
    /// Bring the tables of the database up to date.
    Migrate(migrate::Migrate),
    /// Administrative units.
    Areas(areas::Areas),
    /// Verify policy files before they are installed, and report what they change.
    Check(check::Check),
    /// Verify the consistency of the stored data.
    Verify(verify::Verify),
    /// Check the whole register for data-quality issues.
    Quality,
    /// Import a file into the register.
    Import(import::Import),
    /// Write assets of the register to a file.
    Export(export::Export),
    /// Write the whole installation into one file.
    Backup(backup::Backup),
    /// Restore such a file into an empty installation.
    Restore(restore::Restore),
    /// Messages that could not be delivered.
    Mail(mail::Mail),
    /// People who can log in.
    User(user::User),
    /// The installed rule packs.
    Packs(packs::Packs),
    /// Print the OpenAPI document.
    Openapi,
}

/// The error of a command: a sentence for the user at the terminal.
#[derive(Debug)]
pub(crate) struct Failed(pub(crate) String);

impl<E: std::error::Error + 'static> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(chain(&error))
    }
}

/// Runs the command of this process.
pub async fn run() -> ExitCode {
    let hatang = Hatang::parse();
    match carry_out(hatang).await {
        Ok(code) => code,
        Err(Failed(why)) => {
            complain(&why);
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(hatang: Hatang) -> Result<ExitCode, Failed> {
    let config = Config::load(hatang.config.as_deref())?;
    match hatang.command {
        Command::Serve(serve) => serve.run(config).await,
        Command::Migrate(migrate) => migrate.run(config).await,
        Command::Areas(areas) => areas.run(config).await,
        Command::Check(check) => Ok(check.run(&config)),
        Command::Verify(verify) => verify.run(config).await,
        Command::Quality => quality::run(config).await,
        Command::Import(import) => import.run(config).await,
        Command::Export(export) => export.run(config).await,
        Command::Backup(backup) => backup.run(config).await,
        Command::Restore(restore) => restore.run(config).await,
        Command::Mail(mail) => mail.run(config).await,
        Command::User(user) => user.run(config).await,
        Command::Packs(packs) => packs.run(config).await,
        Command::Openapi => openapi::run().await,
    }
}

/// Opens an existing installation with an up-to-date schema, on the clock of its database.
async fn app(config: Config) -> Result<App, Failed> {
    let app = opened(config, Intent::Use).await?;
    startup::up_to_date(&app.store).await?;
    Ok(app)
}

/// Opens an installation, or begins a new one.
async fn opened(config: Config, intent: Intent) -> Result<App, Failed> {
    startup::prepare(&config, intent).await?;
    Ok(App::open_on_database_time(config).await?)
}

/// The text of an error for the terminal, field by field.
fn said(failure: &AppError) -> String {
    match failure {
        AppError::Invalid(faults) => {
            faults.iter().map(|fault| format!("{}: {}", fault.pointer, fault.message)).collect::<Vec<_>>().join("\n")
        }
        AppError::Unauthenticated
        | AppError::BadCredentials
        | AppError::CrossSite
        | AppError::NotFound
        | AppError::Forbidden(_)
        | AppError::Refused(_)
        | AppError::PreconditionRequired
        | AppError::Stale { .. }
        | AppError::Conflict(_)
        | AppError::TooMany { .. }
        | AppError::TooLarge { .. }
        | AppError::Unavailable { .. }
        | AppError::Busy { .. }
        | AppError::Again
        | AppError::Internal(_) => chain(failure),
    }
}

/// Prints a line to stdout. Ignores a closed terminal.
fn say(line: &str) {
    writeln!(io::stdout(), "{line}").unwrap_or_default();
}

fn complain(line: &str) {
    writeln!(io::stderr(), "hatang: {line}").unwrap_or_default();
}
