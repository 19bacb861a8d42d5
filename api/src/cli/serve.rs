//! `hatang serve`: the API with its background work, until it is told to stop.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{Failed, house, say};
use crate::{
    config::{Config, LogFormat},
    server,
};

/// Serve the API, with its background work.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        log(&config)?;
        let house = house(config).await?;
        house.store.migrate().await?;
        say(&format!("Hatang serves on http://{}", house.config.server.listen));
        server::serve(house, stopped()).await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn log(config: &Config) -> Result<(), Failed> {
    let filter = EnvFilter::try_new(&config.log.level).map_err(|why| Failed(format!("log.level: {why}")))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log.format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}

/// Ready when the process is told to stop.
async fn stopped() {
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
