//! The settings: shipped defaults, then `hatang.toml`, then `HATANG__SECTION__KEY`; checked once,
//! as a whole.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use crate::mail_address::Sender;

mod bucket;
mod checks;
mod connections;
mod map;
mod origins;
mod public_address;
mod renamed;

pub use bucket::Bucket;
pub use connections::Connections;
pub use map::{Map, MapSource, MapSourceKind};
pub use origins::Origins;
pub use public_address::Reach;

/// The shipped defaults, which list every key.
pub(crate) const DEFAULTS: &str = include_str!("defaults.toml");

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub server: Server,
    pub connections: Connections,
    pub http: Http,
    pub data: Data,
    /// Where documents and files to import are stored.
    pub storage: Storage,
    /// The service that has the bucket of `storage.url`.
    pub s3: S3,
    pub database: Database,
    pub compute: Compute,
    pub smtp: Smtp,
    pub packs: Packs,
    pub session: Session,
    pub idempotency: Idempotency,
    pub tiles: Tiles,
    pub ogc: Ogc,
    /// The background maps of the browser app.
    pub map: Map,
    pub log: Log,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    pub listen: SocketAddr,
    /// The longest request body, except files.
    pub body_limit_bytes: u64,
    /// The longest time for a shutdown.
    pub shutdown_grace_seconds: u64,
    /// The public address of the server.
    pub public_url: String,
    /// The name of the installation in Vietnamese.
    pub name_vi: String,
    /// The name of the installation in English.
    pub name_en: String,
    /// Where people find help: an address, a telephone number. Empty: nowhere.
    pub help_contact: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Origins whose pages may call the API.
    pub allow_origins: Origins,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    pub dir: PathBuf,
    /// The greatest length of a document.
    pub document_limit_bytes: u64,
    pub import_limit_bytes: u64,
}

/// The S3 service for files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// Empty: Amazon's own service.
    pub endpoint: String,
    pub region: String,
    /// Empty: the credentials of this machine.
    pub key_id: String,
    pub secret: SecretString,
    /// How long it may keep us waiting.
    pub timeout_seconds: u64,
}

/// Where documents and files to import are stored.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// `s3://bucket/prefix`; empty: folders in `data.dir`.
    pub url: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// May contain a password.
    pub url: SecretString,
    /// The size of the read pool.
    pub max_read_connections: u32,
    /// The size of the write pool (PostgreSQL).
    pub max_write_connections: u32,
    /// Reading connections for log-in, sessions, readiness and the clock alone.
    pub reserved_read_connections: u32,
    /// How long a request waits for one, or for a lock that another transaction holds.
    pub wait_timeout_seconds: u64,
    /// The longest duration of a statement.
    pub statement_timeout_seconds: u64,
    pub transaction_timeout_seconds: u64,
    /// Whether `serve` migrates the tables.
    pub migrate_on_start: bool,
    /// The longest check of an SQLite file before `serve` starts; 0: no check.
    pub start_check_seconds: u64,
}

/// Computations of requests: geometry, filters, paths through ducts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compute {
    /// Concurrent computations; 0: half of the processors, at least one.
    pub threads: u32,
    /// Waiting computations; further ones are refused.
    pub queue: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// May contain a password.
    pub url: SecretString,
    /// Certificate authorities to trust besides the machine's own.
    pub ca_file: PathBuf,
    /// Under which name letters leave.
    pub from: Sender,
    /// The size of the connection pool.
    pub connections: u32,
    /// How long it may keep us waiting.
    pub timeout_seconds: u64,
    /// How long a letter is tried before it is given up.
    pub give_up_after_hours: u64,
}

/// Rule packs and other policies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packs {
    /// The pack family of new cases.
    pub default: String,
    /// A folder that replaces the built-in policies.
    pub dir: PathBuf,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub ttl_hours: u32,
    /// Login attempts per minute from one address for one account.
    pub logins_per_minute: std::num::NonZeroU32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idempotency {
    /// How long answers are kept.
    pub retention_hours: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiles {
    /// The size of the tile cache; 0: no cache.
    pub cache_bytes: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ogc {
    /// The size of the page cache; 0: no cache.
    pub cache_bytes: u64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    pub level: String,
    pub format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

/// Unusable settings; the message names the key.
#[derive(Debug, thiserror::Error)]
#[error("settings: {0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads the settings of this machine from a named file, or else from `hatang.toml` if this
    /// file exists.
    ///
    /// # Errors
    /// [`ConfigError`] for a named file that does not exist, an unknown key, a value of the wrong
    /// type, or values that contradict each other.
    pub fn load(named: Option<&Path>) -> Result<Self, ConfigError> {
        let file = named.unwrap_or(Path::new("hatang.toml"));
        if named.is_some() && !file.is_file() {
            return Err(ConfigError(format!("there is no file {} (--config)", file.display())));
        }
        let builder = config::Config::builder()
            .add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml))
            .add_source(config::File::from(file).format(config::FileFormat::Toml).required(false))
            .add_source(
                config::Environment::with_prefix("HATANG").prefix_separator("__").separator("__").try_parsing(true),
            );
        Self::from_builder(builder)
    }

    /// The shipped defaults with these keys set, `("data.dir", "/tmp/x")`.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn with(overrides: &[(&str, &str)]) -> Result<Self, ConfigError> {
        let mut builder =
            config::Config::builder().add_source(config::File::from_str(DEFAULTS, config::FileFormat::Toml));
        for (key, value) in overrides {
            builder = builder.set_override(key, *value).map_err(|why| ConfigError(why.to_string()))?;
        }
        Self::from_builder(builder)
    }

    fn from_builder(builder: config::ConfigBuilder<config::builder::DefaultState>) -> Result<Self, ConfigError> {
        let settings = builder.build().map_err(|why| ConfigError(why.to_string()))?;
        if let Some(refused) = renamed::old_name(&settings) {
            return Err(ConfigError(refused));
        }
        let config: Self = settings.try_deserialize().map_err(|why| ConfigError(why.to_string()))?;
        config.checked()
    }

    fn checked(self) -> Result<Self, ConfigError> {
        match checks::wrong(&self) {
            Some(what) => Err(ConfigError(what)),
            None => Ok(self),
        }
    }

    #[must_use]
    pub(crate) fn database_url(&self) -> SecretString {
        if self.database.url.expose_secret().is_empty() {
            format!("sqlite://{}", self.data.dir.join("hatang.db").display()).into()
        } else {
            self.database.url.clone()
        }
    }

    #[must_use]
    pub fn shutdown_grace(&self) -> Duration {
        Duration::from_secs(self.server.shutdown_grace_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn the_shipped_defaults_are_complete_and_fit_together() {
        assert!(Config::with(&[]).is_ok());
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let refused = Config::with(&[("server.lisen", "x")]).map(|_| ()).map_err(|why| why.to_string());
        assert!(refused.is_err_and(|why| why.contains("lisen")));
    }

    #[test]
    fn secrets_are_not_shown() {
        let secrets = [("smtp.url", "smtps://u:geheim@h"), ("s3.key_id", "hatang"), ("s3.secret", "geheim")];
        let shown = Config::with(&secrets).map(|config| format!("{config:?}"));
        assert!(shown.is_ok_and(|text| !text.contains("geheim")));
    }

    #[test]
    fn origins_are_a_list_or_a_text() {
        let config = Config::with(&[("http.allow_origins", "https://map.example, https://gis.example:8443,*")]);
        assert!(config.is_ok_and(|config| {
            let origins = config.http.allow_origins;
            origins.names("https://gis.example:8443") && origins.is_open_to_all() && !origins.names("*")
        }));
        assert!(Config::with(&[]).is_ok_and(|config| config.http.allow_origins.is_empty()));
    }
}
