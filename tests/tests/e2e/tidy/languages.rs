//! Words that only certain modules may use: a library, the clock, the database.

use super::tree::{Source, sources};

/// A word, and the files that may use it.
struct Language {
    word: &'static str,
    /// Paths or prefixes of paths.
    spoken_in: &'static [&'static str],
}

#[rustfmt::skip]
const LANGUAGES: [Language; 18] = [
    Language { word: "casbin", spoken_in: &["policies/src/access/"] },
    // Letters use this library, the pages of the map service, and the public pages.
    Language { word: "minijinja", spoken_in: &["policies/src/letters/", "api/app/src/ogc/page/", "api/http/src/public_pages/"] },
    Language { word: "cql2", spoken_in: &["api/app/src/ogc/cql/"] },
    // A GeoPackage is an SQLite file of another program. The store of the register does not open
    // it.
    Language { word: "sea_orm", spoken_in: &["api/store/src/", "migrations/", "api/geo/src/geopackage", "api/geo/src/write/geopackage.rs"] },
    Language { word: "sea_orm_migration", spoken_in: &["api/store/src/", "migrations/"] },
    Language { word: "sqlx", spoken_in: &["api/store/src/", "api/geo/src/geopackage", "api/geo/src/write/geopackage.rs"] },
    Language { word: "poem", spoken_in: &["api/http/src/", "api/server/src/server.rs"] },
    Language { word: "poem_openapi", spoken_in: &["api/http/src/"] },
    Language { word: "lettre", spoken_in: &["api/app/src/mail/", "api/app/src/mail_address.rs"] },
    Language { word: "reqwest", spoken_in: &["api/app/src/mail/"] },
    // Attachments of cases use this library, and import files until they are imported.
    Language { word: "object_store", spoken_in: &["api/app/src/documents/", "api/app/src/files.rs", "api/app/src/config/bucket.rs", "api/app/src/imports/import_file_store.rs"] },
    Language { word: "typst", spoken_in: &["api/pdf/src/"] },
    Language { word: "tar", spoken_in: &["api/app/src/backup/"] },
    Language { word: "zstd", spoken_in: &["api/app/src/backup/"] },
    Language { word: "Utc::now", spoken_in: &["api/store/src/database/clock.rs"] },
    Language { word: "SystemTime::now", spoken_in: &["api/store/src/database/clock.rs"] },
    Language { word: "Uuid::now_v7", spoken_in: &["api/store/src/database/clock.rs"] },
    // A geometry from outside is a `ReceivedShape`, which has limits. Three product files contain
    // tests.
    Language { word: "Shape::from_geojson", spoken_in: &["domain/src/place/", "policies/src/areas/", "api/geo/src/binary.rs", "api/geo/src/wkb.rs", "api/store/src/planning/nearby.rs"] },
];

#[test]
fn each_language_is_used_in_its_own_modules_alone() {
    // Tests use these libraries from outside: they open databases, read mail and run servers.
    let product: Vec<Source> = sources().into_iter().filter(|file| !file.is_test()).collect();
    let mut wrong = Vec::new();
    for Language { word, spoken_in } in LANGUAGES {
        let outside = product
            .iter()
            .filter(|file| file.names(word) && !spoken_in.iter().any(|place| file.path.starts_with(place)));
        wrong.extend(outside.map(|file| format!("{} speaks {word}", file.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Only the store contains SQL that differs between the databases.
#[test]
fn the_two_databases_are_distinguished_in_the_store_alone() {
    let reported: Vec<_> = sources()
        .into_iter()
        .filter(|file| !file.is_test() && file.names("DbBackend"))
        .map(|file| file.path)
        .filter(|path| !path.starts_with("api/store/src/") && !path.starts_with("migrations/"))
        .collect();
    assert!(reported.is_empty(), "{reported:#?}");
}
