//! Checks the bounds of the settings. Each error names its key.

use std::ops::RangeInclusive;

use domain::text::checked::{Lines, characters};
use secrecy::ExposeSecret;
use url::Url;

use super::Config;
use crate::config::Bucket;

/// The first invalid setting.
pub(super) fn wrong(config: &Config) -> Option<String> {
    let number = numbers(config).into_iter().find_map(|(key, value, range)| {
        let (least, most) = (range.start(), range.end());
        (!range.contains(&value)).then(|| format!("{key} must be from {least} to {most}, and is {value}"))
    });
    number
        .or_else(|| names(config))
        .or_else(|| addresses(config))
        .or_else(|| files(config))
        .or_else(|| config.map.wrong())
        .or_else(|| level(&config.log.level))
}

/// The longest name of an installation, in characters.
const LONGEST_NAME: usize = 200;
const SECONDS: RangeInclusive<u64> = 1..=3_600;
const CONNECTIONS: RangeInclusive<u64> = 1..=1_000;
const CACHE: RangeInclusive<u64> = 0..=1 << 40;

/// Every numeric setting with its bounds.
fn numbers(config: &Config) -> [(&'static str, u64, RangeInclusive<u64>); 29] {
    let (server, data, database, smtp) = (&config.server, &config.data, &config.database, &config.smtp);
    let connections = &config.connections;
    [
        ("server.body_limit_bytes", server.body_limit_bytes, 1 << 10..=1 << 30),
        ("server.shutdown_grace_seconds", server.shutdown_grace_seconds, 0..=3_600),
        ("connections.max_open", connections.max_open.into(), 1..=1_000_000),
        ("connections.max_open_per_address", connections.max_open_per_address.into(), 0..=1_000_000),
        ("connections.header_timeout_seconds", connections.header_timeout_seconds, SECONDS),
        ("connections.idle_timeout_seconds", connections.idle_timeout_seconds, SECONDS),
        ("connections.write_timeout_seconds", connections.write_timeout_seconds, SECONDS),
        ("connections.body_window_seconds", connections.body_window_seconds, SECONDS),
        ("connections.min_body_bytes_per_second", connections.min_body_bytes_per_second, 0..=1 << 20),
        ("data.document_limit_bytes", data.document_limit_bytes, 1 << 10..=1 << 40),
        ("data.import_limit_bytes", data.import_limit_bytes, 1 << 10..=1 << 40),
        ("s3.timeout_seconds", config.s3.timeout_seconds, SECONDS),
        ("database.max_read_connections", database.max_read_connections.into(), CONNECTIONS),
        ("database.max_write_connections", database.max_write_connections.into(), CONNECTIONS),
        ("database.reserved_read_connections", database.reserved_read_connections.into(), 1..=100),
        ("compute.threads", config.compute.threads.into(), 0..=1_000),
        ("compute.queue", config.compute.queue.into(), 1..=100_000),
        ("database.wait_timeout_seconds", database.wait_timeout_seconds, SECONDS),
        ("database.statement_timeout_seconds", database.statement_timeout_seconds, SECONDS),
        ("database.transaction_timeout_seconds", database.transaction_timeout_seconds, SECONDS),
        ("database.start_check_seconds", database.start_check_seconds, 0..=86_400),
        ("smtp.connections", smtp.connections.into(), 1..=100),
        ("smtp.timeout_seconds", smtp.timeout_seconds, SECONDS),
        // Five days at least: RFC 5321 section 4.5.4.1.
        ("smtp.give_up_after_hours", smtp.give_up_after_hours, 120..=8_760),
        ("session.ttl_hours", config.session.ttl_hours.into(), 1..=8_760),
        ("session.logins_per_minute", config.session.logins_per_minute.get().into(), 1..=1_000_000),
        ("idempotency.retention_hours", config.idempotency.retention_hours, 1..=87_600),
        ("tiles.cache_bytes", config.tiles.cache_bytes, CACHE),
        ("ogc.cache_bytes", config.ogc.cache_bytes, CACHE),
    ]
}

/// Texts that people read on the pages of the server.
fn names(config: &Config) -> Option<String> {
    let server = &config.server;
    let is_line = |text: &str| text.chars().count() <= LONGEST_NAME && characters(text, Lines::One).is_ok();
    let names = [("server.name_vi", &server.name_vi), ("server.name_en", &server.name_en)];
    let name = names.into_iter().find(|(_, name)| name.trim().is_empty() || !is_line(name));
    let wrong =
        name.or_else(|| Some(("server.help_contact", &server.help_contact)).filter(|(_, contact)| !is_line(contact)));
    wrong.map(|(key, _)| format!("{key} must be a line of at most {LONGEST_NAME} characters"))
}

fn addresses(config: &Config) -> Option<String> {
    let is_http = |text: &str| {
        Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.host().is_some()
                && url.query().is_none()
                && url.fragment().is_none()
        })
    };
    if !is_http(&config.server.public_url) {
        return Some("server.public_url must be an address, http://host or https://host".to_owned());
    }
    if let Some(word) = config.http.allow_origins.wrong() {
        return Some(format!(
            "http.allow_origins: \"{word}\" is no origin; write https://host or https://host:port, or *"
        ));
    }
    if !(config.s3.endpoint.is_empty() || is_http(&config.s3.endpoint)) {
        return Some("s3.endpoint must begin with http:// or https://, or be empty".to_owned());
    }
    let database = config.database.url.expose_secret();
    let postgres = ["postgres://", "postgresql://"].iter().any(|scheme| database.starts_with(scheme));
    let file = database.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    let file = file.map(|path| path.split('?').next().unwrap_or_default());
    if !(database.is_empty() || postgres || file.is_some_and(|path| !path.is_empty() && path != ":memory:")) {
        return Some("database.url must be sqlite://file or postgres://host/database, or be empty".to_owned());
    }
    let mail = config.smtp.url.expose_secret();
    let is_mail = Url::parse(mail).is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.host().is_some());
    (!(mail.is_empty() || is_mail)).then(|| "smtp.url must be smtp://host or smtps://host, or be empty".to_owned())
}

fn files(config: &Config) -> Option<String> {
    if config.data.dir.as_os_str().is_empty() {
        return Some("data.dir must name a folder".to_owned());
    }
    if !config.storage.url.is_empty() && Bucket::parse(&config.storage.url).is_none() {
        return Some("storage.url must be s3://bucket or s3://bucket/prefix, or be empty".to_owned());
    }
    if config.s3.key_id.is_empty() != config.s3.secret.expose_secret().is_empty() {
        return Some("s3.key_id and s3.secret go together".to_owned());
    }
    if config.s3.region.is_empty() {
        return Some("s3.region must not be empty".to_owned());
    }
    let ca_file = &config.smtp.ca_file;
    if !ca_file.as_os_str().is_empty() && !ca_file.is_file() {
        return Some(format!("smtp.ca_file: there is no file {}", ca_file.display()));
    }
    let policies = &config.packs.dir;
    if !policies.as_os_str().is_empty() && !policies.is_dir() {
        return Some(format!("packs.dir: there is no folder {}", policies.display()));
    }
    config.packs.default.is_empty().then(|| "packs.default must name a family of rule packs".to_owned())
}

/// A word that is not a level would count as a module of the program, and nothing else would be
/// logged.
fn level(filter: &str) -> Option<String> {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| levels.contains(&word.to_lowercase().as_str());
    let wrong = filter.split(',').map(str::trim).find(|part| match part.rsplit_once('=') {
        Some((target, level)) => target.is_empty() || !is_level(level),
        None => !is_level(part),
    });
    wrong.map(|part| {
        format!("log.level: \"{part}\" is not error, warn, info or debug, nor a filter such as info,api=debug")
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Config, DEFAULTS};

    /// For every key that there is, values that make no sense.
    const NONSENSE: [(&str, &[&str]); 56] = [
        ("server.listen", &["", "nowhere", "127.0.0.1", "127.0.0.1:99999", "localhost:8080"]),
        ("server.body_limit_bytes", &["0", "1023", "-1", "99999999999999", "much"]),
        ("server.shutdown_grace_seconds", &["3601", "-1"]),
        ("server.public_url", &["", "hatang.example", "ftp://hatang.example", "https://", "https://h.example/?a=b"]),
        ("server.name_vi", &["", " "]),
        ("server.name_en", &["", "a\nb"]),
        ("server.help_contact", &["a\u{7}b"]),
        ("connections.max_open", &["0", "1000001", "many"]),
        ("connections.max_open_per_address", &["-1", "1000001"]),
        ("connections.header_timeout_seconds", &["0", "3601"]),
        ("connections.idle_timeout_seconds", &["0", "3601"]),
        ("connections.write_timeout_seconds", &["0", "3601"]),
        ("connections.body_window_seconds", &["0", "3601"]),
        ("connections.min_body_bytes_per_second", &["-1", "1048577"]),
        ("http.allow_origins", &["https://map.example/", "null"]),
        ("data.dir", &[""]),
        ("storage.url", &["s3://X", "/var/files"]),
        ("data.document_limit_bytes", &["0", "1023", "-5"]),
        ("data.import_limit_bytes", &["0", "1023"]),
        ("s3.endpoint", &["minio:9000"]),
        ("s3.region", &[""]),
        ("s3.key_id", &["alone"]),
        ("s3.secret", &["alone"]),
        ("s3.timeout_seconds", &["0", "3601"]),
        ("database.url", &["mysql://h/d", "hatang.db", "sqlite:", "sqlite://", "sqlite::memory:", "sqlite://:memory:"]),
        ("database.max_read_connections", &["0", "1001", "-1", "4294967296"]),
        ("database.max_write_connections", &["0", "1001"]),
        ("database.reserved_read_connections", &["0", "101"]),
        ("compute.threads", &["-1", "1001"]),
        ("compute.queue", &["0", "100001"]),
        ("database.wait_timeout_seconds", &["0", "3601"]),
        ("database.statement_timeout_seconds", &["0", "3601"]),
        ("database.transaction_timeout_seconds", &["0", "3601"]),
        ("database.migrate_on_start", &["perhaps"]),
        ("database.start_check_seconds", &["-1", "86401"]),
        ("smtp.url", &["mail.example", "http://mail.example", "smtp:"]),
        ("smtp.ca_file", &["/nowhere/authorities.pem"]),
        ("smtp.from", &["", "nobody"]),
        ("smtp.connections", &["0", "101"]),
        ("smtp.timeout_seconds", &["0", "3601"]),
        ("smtp.give_up_after_hours", &["0", "119", "8761"]),
        ("packs.default", &[""]),
        ("packs.dir", &["/nowhere/policies"]),
        ("session.ttl_hours", &["0", "8761"]),
        ("session.logins_per_minute", &["0", "1000001"]),
        ("idempotency.retention_hours", &["0", "87601"]),
        ("tiles.cache_bytes", &["-1", "1099511627777"]),
        ("ogc.cache_bytes", &["-1", "1099511627777"]),
        ("map.basemap", &["/nowhere/a.pmtiles"]),
        ("map.basemap_attribution", &["a\nb"]),
        ("map.source", &["1", "anh"]),
        ("log.level", &["", "loud", "info,api=loud", "wran", "info,,debug"]),
        ("log.format", &["", "xml"]),
        // A list of words is not accepted where a number or a flag may be read.
        ("server", &["8080"]),
        ("database", &["sqlite"]),
        ("log", &["info"]),
    ];

    #[test]
    fn every_key_refuses_nonsense_and_is_named() {
        for (key, values) in NONSENSE {
            for value in values {
                let refused = Config::with(&[(key, value)]).map(|_| ()).map_err(|why| why.to_string());
                let named = refused.as_ref().is_err_and(|why| why.contains(key));
                assert!(named, "{key} = \"{value}\": {refused:?}");
            }
        }
        let defaults: toml::Table = DEFAULTS.parse().unwrap();
        for (section, keys) in &defaults {
            for key in keys.as_table().unwrap().keys() {
                let key = format!("{section}.{key}");
                assert!(NONSENSE.iter().any(|(known, _)| *known == key), "{key} has no values that are refused");
            }
        }
    }

    #[test]
    fn what_makes_sense_is_taken() {
        for (key, value) in [
            ("log.level", "info,api=debug"),
            ("log.level", "off"),
            ("log.level", "warn,sqlx::query=trace,api::http=INFO"),
            ("database.url", "sqlite://hatang.db?mode=rwc"),
            ("database.url", "postgres:///hatang?host=/var/run/postgresql"),
            ("server.public_url", "https://hatang.example/register"),
            ("server.listen", "[::]:80"),
            ("tiles.cache_bytes", "0"),
            ("database.start_check_seconds", "0"),
            ("database.migrate_on_start", "true"),
        ] {
            let taken = Config::with(&[(key, value)]).map(|_| ()).map_err(|why| why.to_string());
            assert_eq!(taken, Ok(()), "{key} = \"{value}\"");
        }
    }
}
