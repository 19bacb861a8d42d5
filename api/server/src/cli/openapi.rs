//! `hatang openapi`: prints the OpenAPI document, as committed in `openapi/openapi.json`. The
//! command needs no database and leaves no files.

use std::process::ExitCode;

use super::{Failed, opened, say};
use api_app::{config::Config, services, startup::Intent};
use api_http::resources;

pub(super) async fn run() -> Result<ExitCode, Failed> {
    let folder = tempfile::tempdir()?;
    let dir = folder.path().display().to_string();
    let app = opened(Config::with(&[("data.dir", &dir)])?, Intent::Begin).await?;
    let services = services::Services::open(&app)?;
    let promise = resources::promise(&resources::service(&app, &services));
    say(promise.text().trim_end());
    Ok(ExitCode::SUCCESS)
}
