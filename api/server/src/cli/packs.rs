//! `hatang packs`: lists the installed rule packs with their days in force, and moves cases from
//! one pack to another.

use std::process::ExitCode;

use clap::Subcommand;
use domain::workflow::name::{KindName, NameError, PackId, StateId};
use policies::Policies;

use super::{Failed, app, say};
use api_app::{
    app::source,
    cases::migrate::{self, Migration, Step},
    config::Config,
};

/// Rule packs.
#[derive(Debug, clap::Args)]
pub(super) struct Packs {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Move the open cases of one pack to another. Each case gets an entry in its history; timers
    /// continue unchanged.
    Migrate {
        /// The current pack of the cases, `vn-qn@2023-09-07`.
        #[arg(long)]
        from: PackId,
        /// The new pack of the cases.
        #[arg(long)]
        to: PackId,
        /// Only cases of this kind.
        #[arg(long)]
        kind: Option<KindName>,
        /// A state with another name in the new pack, `under_review=under_appraisal`; repeat for
        /// each.
        #[arg(long = "state", value_parser = renamed)]
        states: Vec<(StateId, StateId)>,
        /// Only report the moves of cases.
        #[arg(long)]
        dry_run: bool,
    },
}

/// The error of an argument that renames a state.
#[derive(Debug, Clone, thiserror::Error)]
enum RenamedError {
    /// The argument has no `=`.
    #[error("write it as from=to")]
    Form,
    /// One of the two is not a valid name.
    #[error(transparent)]
    Name(#[from] NameError),
}

fn renamed(text: &str) -> Result<(StateId, StateId), RenamedError> {
    let (from, to) = text.split_once('=').ok_or(RenamedError::Form)?;
    Ok((StateId::new(from)?, StateId::new(to)?))
}

impl Packs {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        match self.command {
            None => list(&config),
            Some(Command::Migrate { from, to, kind, states, dry_run }) => {
                let app = app(config).await?;
                let migration = Migration { from, to, kind, states: states.into_iter().collect() };
                let (steps, what) = if dry_run {
                    (migrate::plan(&app, &migration).await?, "would move")
                } else {
                    (migrate::run(&app, &migration).await?, "moved")
                };
                Ok(report(&steps, what))
            }
        }
    }
}

fn report(steps: &[Step], what: &str) -> ExitCode {
    for step in steps {
        match &step.stays_because {
            None => say(&format!("{}: {what}, in `{}`", step.code, step.state)),
            Some(why) => say(&format!("{}: STAYS, {why}", step.code)),
        }
    }
    let stay = steps.iter().filter(|step| step.stays_because.is_some()).count();
    say(&format!("{} case(s) {what}, {stay} stay", steps.len().saturating_sub(stay)));
    if stay == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn list(config: &Config) -> Result<ExitCode, Failed> {
    let policies = Policies::load(&source(config))?;
    for pack in policies.packs.values() {
        let until = pack.valid_to().map_or_else(|| "on".to_owned(), |day| format!("until before {day}"));
        let kinds: Vec<String> = pack.workflows.keys().map(ToString::to_string).collect();
        say(&format!(
            "{}  from {} {until}  {}  [{}]",
            pack.id,
            pack.valid_from(),
            pack.header.title.vi,
            kinds.join(", ")
        ));
    }
    Ok(ExitCode::SUCCESS)
}
