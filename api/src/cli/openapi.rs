//! `hatang openapi`: prints the contract of the API, as it is committed in `openapi/openapi.json`. It asks no database and leaves
//! nothing behind.

use std::process::ExitCode;

use super::{Failed, house, say};
use crate::{config::Config, http::resources, rooms};

pub(super) async fn run() -> Result<ExitCode, Failed> {
    let folder = std::env::temp_dir().join(format!("hatang-openapi-{}", std::process::id()));
    let dir = folder.display().to_string();
    let house = house(Config::with(&[("data.dir", &dir)])?).await?;
    let rooms = rooms::Rooms::open(&house)?;
    let promise = resources::promise(&resources::service(&house, &rooms));
    std::fs::remove_dir_all(&folder)?;
    say(promise.text().trim_end());
    Ok(ExitCode::SUCCESS)
}
