//! Settings of earlier versions: a file that still has one is refused with the name of today.

/// The old name, and the new one.
const RENAMED: [(&str, &str); 10] = [
    ("data.files", "storage.url"),
    ("database.patience_seconds", "database.wait_timeout_seconds"),
    ("database.readers", "database.max_read_connections"),
    ("database.reserved_readers", "database.reserved_read_connections"),
    ("database.writers", "database.max_write_connections"),
    ("idempotency.kept_hours", "idempotency.retention_hours"),
    ("s3.patience_seconds", "s3.timeout_seconds"),
    // Messages are retried for a time, not for a number of attempts.
    ("smtp.attempts", "smtp.give_up_after_hours"),
    ("smtp.authorities", "smtp.ca_file"),
    ("smtp.patience_seconds", "smtp.timeout_seconds"),
];

/// A sentence about the first old name that is set.
pub(super) fn old_name(settings: &config::Config) -> Option<String> {
    let is_set = |name: &str| settings.get::<config::Value>(name).is_ok();
    let (old, new) = RENAMED.into_iter().find(|(old, _)| is_set(old))?;
    Some(format!("{old} is called {new} now; set that instead"))
}

#[cfg(test)]
mod tests {
    use super::RENAMED;
    use crate::config::Config;

    #[test]
    fn an_old_name_is_refused_with_the_new_one() {
        for (old, new) in RENAMED {
            let refused = Config::with(&[(old, "1")]).map(|_| ()).map_err(|why| why.to_string());
            assert!(refused.is_err_and(|why| why.contains(old) && why.contains(new)), "{old}");
        }
    }

    #[test]
    fn the_new_names_are_settings() {
        let defaults: toml::Table = crate::config::DEFAULTS.parse().unwrap();
        for (_, new) in RENAMED {
            let (section, key) = new.split_once('.').unwrap();
            assert!(defaults[section].get(key).is_some(), "{new}");
        }
    }
}
