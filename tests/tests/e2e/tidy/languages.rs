//! Rooms that alone may speak a language: a library, a clock, a database.

use super::tree::{Source, sources};

/// A word of a language, and the places that may use it.
struct Language {
    word: &'static str,
    /// Paths, or the beginnings of paths.
    spoken_in: &'static [&'static str],
}

#[rustfmt::skip]
const LANGUAGES: [Language; 17] = [
    Language { word: "casbin", spoken_in: &["policies/src/access/"] },
    // Letters, and the pages of the map service.
    Language { word: "minijinja", spoken_in: &["policies/src/letters/", "api/src/ogc/page/"] },
    Language { word: "cql2", spoken_in: &["api/src/ogc/cql/"] },
    // A GeoPackage is an SQLite file of somebody else: the register's own store is not asked to open it, and knows nothing of it.
    Language { word: "sea_orm", spoken_in: &["api/src/store/", "migrations/", "api/src/geo/geopackage", "api/src/geo/write/geopackage.rs"] },
    Language { word: "sea_orm_migration", spoken_in: &["api/src/store/", "migrations/"] },
    Language { word: "sqlx", spoken_in: &["api/src/store/", "api/src/geo/geopackage", "api/src/geo/write/geopackage.rs"] },
    Language { word: "poem", spoken_in: &["api/src/http/", "api/src/server.rs"] },
    Language { word: "poem_openapi", spoken_in: &["api/src/http/", "api/src/server.rs"] },
    Language { word: "lettre", spoken_in: &["api/src/post/"] },
    Language { word: "reqwest", spoken_in: &["api/src/post/"] },
    // Papers of cases, and files to import until they are.
    Language { word: "object_store", spoken_in: &["api/src/documents/", "api/src/files.rs", "api/src/imports/depot.rs"] },
    Language { word: "tar", spoken_in: &["api/src/backup/"] },
    Language { word: "zstd", spoken_in: &["api/src/backup/"] },
    Language { word: "Utc::now", spoken_in: &["api/src/clock.rs"] },
    Language { word: "SystemTime::now", spoken_in: &["api/src/clock.rs"] },
    Language { word: "Uuid::now_v7", spoken_in: &["api/src/clock.rs"] },
    // What comes from outside is a `ReceivedShape`, which has limits. Three files of the product have tests of their own in them.
    Language { word: "Shape::from_geojson", spoken_in: &["domain/src/place/", "policies/src/areas/", "api/src/geo/binary.rs", "api/src/geo/wkb.rs", "api/src/store/nearby.rs"] },
];

#[test]
fn each_language_is_spoken_in_its_room_alone() {
    // Tests look at the house from outside: they open its databases, read its mail and serve beside it.
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

/// SQL that differs between the databases is written in one file.
#[test]
fn the_two_databases_are_told_apart_in_the_store_alone() {
    let told: Vec<_> = sources()
        .into_iter()
        .filter(|file| !file.is_test() && file.names("DbBackend"))
        .map(|file| file.path)
        .filter(|path| !path.starts_with("api/src/store/") && !path.starts_with("migrations/"))
        .collect();
    assert!(told.is_empty(), "{told:#?}");
}
