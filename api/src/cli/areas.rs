//! `hatang areas`: the administrative units of the policies, put into the register.

use std::process::ExitCode;

use clap::Subcommand;

use super::{Failed, house, say};
use crate::{config::Config, store::area_write};

/// Administrative units.
#[derive(Debug, clap::Args)]
pub(super) struct Areas {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Put the units of the policies, with the days on which they exist, into the register. What is there already stays; a second
    /// time changes nothing.
    Install,
}

impl Areas {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        match self.command {
            Command::Install => install(config).await,
        }
    }
}

async fn install(config: Config) -> Result<ExitCode, Failed> {
    let house = house(config).await?;
    let tx = house.store.begin().await?;
    let units = area_write::install(&tx, &house.policies.areas, house.clock.now()).await?;
    house.store.commit(tx).await?;
    say(&format!("{units} unit(s) put into the register, of {} in the policies", house.policies.areas.len()));
    Ok(ExitCode::SUCCESS)
}
