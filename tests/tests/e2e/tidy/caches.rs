//! A node caches data of the database with a `Version`: an epoch and a number that are read
//! together, never a number alone.

use super::tree::{Source, sources};

/// The files that cache data as long as a version of the database stays the same.
const BY_VERSION: [&str; 4] = [
    "api/store/src/areas/calendar_cache.rs",
    "api/app/src/tile_service/mod.rs",
    "api/http/src/maps/ogc/page_cache.rs",
    "api/store/src/people/principal_cache.rs",
];
/// Files that cache other data, and the check that keeps this data right.
const OTHERWISE: [(&str, &str); 2] = [
    (
        "api/app/src/people/basic_auth.rs",
        "a hash of a password, which is compared with the one in the database each time",
    ),
    (
        "api/app/src/documents/integrity.rs",
        "files that were verified, compared with their length, modification time and tag each time",
    ),
];
/// The types in which data is cached.
const KEEPERS: [&str; 3] = ["moka", "RwLock", "DashMap"];

#[test]
fn what_is_cached_of_the_database_has_a_version() {
    let product: Vec<Source> =
        sources().into_iter().filter(|file| file.path.starts_with("api/") && !file.is_test()).collect();
    let keeps = |file: &Source| KEEPERS.iter().any(|word| file.names(word));
    for file in product.iter().filter(|file| keeps(file)) {
        let known = BY_VERSION.contains(&file.path.as_str()) || OTHERWISE.iter().any(|(path, _)| *path == file.path);
        assert!(known, "{}: say in tidy/caches.rs what is kept there, and by what it is known to be true", file.path);
    }
    for path in BY_VERSION {
        let file = product.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("there is no {path}"));
        assert!(keeps(file) && file.names("Version"), "{path} keeps nothing, or not with a Version");
    }
}

/// One file reads the number, together with the epoch.
#[test]
fn numbers_of_changes_are_read_together_with_their_epoch() {
    let outside: Vec<_> = sources()
        .into_iter()
        .filter(|file| file.path.starts_with("api/") && !file.is_test() && file.text.contains("tile_versions"))
        .map(|file| file.path)
        .filter(|path| {
            !["api/store/src/change_versions.rs", "api/store/src/database/dialect.rs"].contains(&path.as_str())
        })
        .filter(|path| !path.starts_with("api/store/src/admin/backup/"))
        .collect();
    assert!(outside.is_empty(), "{outside:?}");
}
