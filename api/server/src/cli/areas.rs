//! `hatang areas`: installs the administrative units and offices of the policies, and moves open
//! cases after a reorganisation.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Subcommand;

use super::{Failed, app, say};
use api_app::{
    app::App,
    config::Config,
    reorganization::{self, Moving},
};
use api_store::areas::{area_write, office_write};

/// Administrative units.
#[derive(Debug, clap::Args)]
pub(super) struct Areas {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install the units and offices of the policies, with their days of validity, in the register.
    /// Existing ones stay; a second run changes nothing.
    Install,
    /// Install, and move the open cases whose office is no longer competent to the competent
    /// office, by their location.
    Apply {
        /// Only report the moves of cases on a day, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// The day of the report; today if absent. Cases move automatically on their day.
        #[arg(long, requires = "dry_run")]
        on: Option<NaiveDate>,
    },
}

impl Areas {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let app = app(config).await?;
        match self.command {
            Command::Install => install(&app).await?,
            Command::Apply { dry_run: true, on } => {
                let day = on.unwrap_or_else(|| app.local_date(app.clock.now()));
                let planned = reorganization::plan(&app, day).await?;
                report(&planned, &format!("would move on {day}"));
            }
            Command::Apply { dry_run: false, .. } => {
                install(&app).await?;
                let done = reorganization::run(&app).await?;
                report(&done, "moved");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn install(app: &App) -> Result<(), Failed> {
    let now = app.clock.now();
    let tx = app.store.begin_loading().await?;
    let units = area_write::install(&tx, &app.policies.areas, now).await?;
    let offices = office_write::install(&tx, &app.policies.offices, now).await?;
    app.store.commit(tx).await?;
    say(&format!("{units} unit(s) put into the register, of {} in the policies", app.policies.areas.len()));
    say(&format!(
        "{} office(s) and {} competence(s) put into the register",
        offices.organizations, offices.competences
    ));
    Ok(())
}

fn report(moves: &[Moving], what: &str) {
    for moving in moves {
        let others: Vec<&str> = moving.others.iter().map(|other| other.vi.as_str()).collect();
        let with = if others.is_empty() { String::new() } else { format!(" (with {})", others.join(", ")) };
        match &moving.to {
            Some(to) => say(&format!("{}: {} -> {}{with}", moving.code, moving.from.vi, to.vi)),
            None => say(&format!("{}: {} -> NOBODY is competent; it stays", moving.code, moving.from.vi)),
        }
    }
    let stay = moves.iter().filter(|moving| moving.to.is_none()).count();
    say(&format!("{} case(s) {what}, {stay} without an office", moves.len().saturating_sub(stay)));
}
