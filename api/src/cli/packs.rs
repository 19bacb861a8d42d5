//! `hatang packs`: the installed rule packs, with the days on which they are in force.

use std::process::ExitCode;

use policies::Policies;

use super::{Failed, say};
use crate::{config::Config, house::source};

pub(super) fn run(config: &Config) -> Result<ExitCode, Failed> {
    let policies = Policies::load(&source(config))?;
    for pack in policies.packs.values() {
        let until = pack.valid_to().map_or_else(|| "on".to_owned(), |day| format!("until before {day}"));
        let kinds: Vec<String> = pack.machines.keys().map(ToString::to_string).collect();
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
