//! `hatang migrate`: brings the tables of the database up to date.

use std::process::ExitCode;

use super::{Failed, house, say};
use crate::config::Config;

pub(super) async fn run(config: Config) -> Result<ExitCode, Failed> {
    let house = house(config).await?;
    let steps = house.store.pending().await?;
    house.store.migrate().await?;
    for step in &steps {
        say(&format!("taken: {step}"));
    }
    say(&format!("{} step(s) taken; the tables are up to date", steps.len()));
    Ok(ExitCode::SUCCESS)
}
