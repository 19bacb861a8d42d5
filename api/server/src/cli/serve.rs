//! `hatang serve`: the API with its background work, until a stop signal.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::{Failed, say};
use crate::server;
use api_app::{
    app::App,
    config::{Config, LogFormat},
    demo::{self, Laid, Numbers},
    log_writer::LogWriter,
    startup::{self, Intent},
};

/// How long the shutdown waits for the log to be written.
const FLUSH: Duration = Duration::from_secs(2);

/// Serve the API, with its background work.
#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Bring the tables of the database up to date first (or `database.migrate_on_start = true`).
    #[arg(long)]
    migrate: bool,
    /// Begin a new installation: create the data folder, the database file and its tables. Refused
    /// if there is, or was, a database.
    #[arg(long)]
    new: bool,
    /// Create the Quảng Ninh demo first, unless it exists: areas, agencies, people, a synthetic
    /// register, about 120 cases. Begins a new installation if there is none, and brings the tables
    /// up to date.
    #[arg(long)]
    demo: bool,
    /// The password of all demo accounts; if absent, a new one is created and printed.
    #[arg(long, requires = "demo", env = "HATANG_DEMO_PASSWORD", hide_env_values = true)]
    demo_password: Option<SecretString>,
}

impl Serve {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failed> {
        let log = log(&config)?;
        let served = self.serve(config).await;
        log.flush(FLUSH);
        served
    }

    async fn serve(self, config: Config) -> Result<ExitCode, Failed> {
        // A blocked terminal does not stop the server.
        let terminal = LogWriter::start(io::stdout(), |_lines| {})?;
        let intent = self.intent(&config);
        startup::prepare(&config, intent).await?;
        startup::sound(&config).await?;
        let app =
            if self.demo { App::open_for_demo(config).await? } else { App::open_on_database_time(config).await? };
        if intent == Intent::Use {
            startup::up_to_date(&app.store).await?;
        } else {
            for step in app.store.migrate().await? {
                tracing::info!(step, "the schema of the database was brought up to date");
            }
        }
        startup::has_files(&app).await?;
        let accounts = if self.demo { lay_out(&app, self.demo_password).await? } else { String::new() };
        let ready = |address| terminal.push(format!("Hatang serves on http://{address}\n{accounts}").into_bytes());
        server::serve(app, stopped(), ready).await?;
        terminal.flush(FLUSH);
        Ok(ExitCode::SUCCESS)
    }

    fn intent(&self, config: &Config) -> Intent {
        if self.new {
            Intent::Begin
        } else if self.demo {
            Intent::BeginOrUpgrade
        } else if self.migrate || config.database.migrate_on_start {
            Intent::Upgrade
        } else {
            Intent::Use
        }
    }
}

/// Creates the demo. Returns lines with its accounts, to be printed once they can log in.
async fn lay_out(app: &App, password: Option<SecretString>) -> Result<String, Failed> {
    let is_given = password.is_some();
    let password = password.unwrap_or_else(|| demo_password(app));
    let its_password = match demo::lay_out(app, password.clone()).await? {
        Laid::Before => "the one they were given when the demo was laid out".to_owned(),
        Laid::Interrupted => {
            let why = "the setup of the demo was interrupted: begin again with an empty database and data folder";
            return Err(Failed(why.to_owned()));
        }
        Laid::Now(Numbers { areas, assets, cases, refused: _ }) => {
            say(&format!("Demo laid out: {areas} areas, {assets} synthetic assets, {cases} cases."));
            // Does not print a given password, because the output may be stored.
            if is_given { "as given".to_owned() } else { password.expose_secret().to_owned() }
        }
    };
    let logins: Vec<&str> = demo::logins().map(|login| login.email).collect();
    Ok(format!("Accounts of the demo:\n  {}\nPassword of all of them: {its_password}\n", logins.join("\n  ")))
}

/// A password that is easy to read out and type.
fn demo_password(app: &App) -> SecretString {
    let chance = app.clock.new_id().simple().to_string();
    let tail: String = chance.chars().rev().take(12).collect();
    SecretString::from(format!("hatang-{tail}"))
}

/// Begins the log. Unwritable lines are lost: a request never waits for the log, and never fails
/// because of it.
fn log(config: &Config) -> Result<LogWriter, Failed> {
    let filter = EnvFilter::try_new(&config.log.level).map_err(|why| Failed(format!("log.level: {why}")))?;
    let report = |lines| tracing::error!(lines, "lines of the log were lost: they could not be written");
    let log = LogWriter::start(io::stderr(), report)?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).log_internal_errors(false).with_writer(log.clone());
    match config.log.format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    // The panic hook of the standard library blocks on a slow reader of the log.
    std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(log)
}

/// Completes on a stop signal.
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
