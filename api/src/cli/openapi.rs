//! `hatang openapi`: prints the contract of the API, as it is committed in `openapi/openapi.json`.

use std::process::ExitCode;

use super::{Failed, house, say};
use crate::{config::Config, server};

pub(super) async fn run(config: Config) -> Result<ExitCode, Failed> {
    let house = house(config).await?;
    let rooms = server::Rooms::open(&house)?;
    say(server::contract(&server::service(&house, &rooms)).trim_end());
    Ok(ExitCode::SUCCESS)
}
