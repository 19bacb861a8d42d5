//! `hatang serve`: the API with its background work, until it is told to stop.

use std::process::ExitCode;

use secrecy::{ExposeSecret, SecretString};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{Failed, house, say};
use crate::{
    config::{Config, LogFormat},
    demo::{self, Laid},
    house::House,
    server,
};

/// Serve the API, with its background work.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Lay out the Quảng Ninh demo first, unless it is there: areas, agencies, people, a synthetic register, some requests.
    #[arg(long)]
    demo: bool,
    /// The password of all demo accounts; a fresh one is made and shown when absent.
    #[arg(long, requires = "demo", env = "HATANG_DEMO_PASSWORD", hide_env_values = true)]
    demo_password: Option<SecretString>,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        log(&config)?;
        let house = if self.demo { House::open_for_demo(config).await? } else { house(config).await? };
        house.store.migrate().await?;
        if self.demo {
            lay_out(&house, self.demo_password).await?;
        }
        say(&format!("Hatang serves on http://{}", house.config.server.listen));
        server::serve(house, stopped()).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Lays out the demo and shows its accounts.
async fn lay_out(house: &House, password: Option<SecretString>) -> Result<(), Failed> {
    let shown = password.is_none();
    let password = password.unwrap_or_else(|| demo_password(house));
    match demo::lay_out(house, password.clone()).await? {
        Laid::Before => say("The demo is there already; its accounts keep the password they were given."),
        Laid::Now { areas, assets } => {
            say(&format!("Demo laid out: {areas} areas, {assets} synthetic assets. Accounts:"));
            for login in demo::logins() {
                say(&format!("  {login}"));
            }
            if shown {
                say(&format!("Password of all of them: {}", password.expose_secret()));
            }
        }
    }
    Ok(())
}

/// A password that can be read out and typed.
fn demo_password(house: &House) -> SecretString {
    let chance = house.clock.new_id().simple().to_string();
    let tail: String = chance.chars().rev().take(12).collect();
    SecretString::from(format!("hatang-{tail}"))
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
