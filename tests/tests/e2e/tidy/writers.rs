//! The command pipeline writes. Every other product file that begins a transaction is listed here
//! and in ARCHITECTURE.md with its reason.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Source, root, sources};

/// Files that begin transactions, and the reason why their writes are not commands.
#[rustfmt::skip]
const WRITERS: [(&str, &str); 21] = [
    ("api/app/src/command_pipeline.rs", "the command pipeline itself"),
    ("api/app/src/background/jobs.rs", "takes the lease of a sweep; removes idempotency keys that have expired"),
    ("api/app/src/background/abandoned_files.rs", "locks the hash of a file that no row refers to while the file is removed; changes no row"),
    ("api/app/src/backup/restore.rs", "fills an empty database from a backup, audit included, in one transaction"),
    ("api/app/src/demo/mod.rs", "fills an empty database with organisations and people who cannot have asked for it"),
    ("api/app/src/demo/register.rs", "loads the assets of the demo in bulk before anybody uses the register"),
    ("api/app/src/demo/wards.rs", "loads the administrative units of the demo, as `hatang areas` does"),
    ("api/app/src/cases/preview.rs", "runs an action with its consequences in a transaction that is never committed"),
    ("api/app/src/exports/exporter.rs", "takes, finishes and releases the lease of an export; the command that asked for it has its audit row"),
    ("api/app/src/imports/importer.rs", "takes, renews and releases the lease of an import; the command that started it has its audit row"),
    ("api/app/src/imports/run.rs", "writes a chunk of rows and the place reached in one transaction, so that a killed import resumes; each asset has its version and import"),
    ("api/app/src/lease/queue.rs", "takes, renews and releases the leases of background work on the database's clock; decides nothing"),
    ("api/app/src/people/login.rs", "opens and ends sessions before a caller is known; writes its own audit row for each session that opens"),
    ("api/app/src/mail/deliver.rs", "leases messages and records what became of each; nobody decides anything"),
    ("api/app/src/quality/mod.rs", "takes the lease of the examination and replaces findings, which are computed from the register"),
    ("api/server/src/cli/areas.rs", "installs administrative units and offices from the policy data in one transaction without a time limit"),
    ("api/store/src/database/store.rs", "makes the transactions that all others use"),
    ("api/store/src/assets/dedup_index.rs", "writes to a temporary SQLite file of one import, not to the register"),
    ("api/store/src/database/probe.rs", "writes and reads one row among the leases, to know whether the database can be written to"),
    ("api/store/src/admin/schema.rs", "applies migrations, alone"),
    ("api/store/src/notices/sequencer.rs", "gives positions to notices after their commit"),
];

/// The code that begins a transaction.
const BEGINNINGS: [&str; 5] =
    [".begin()", ".begin_loading()", ".begin_with_options(", ".begin_with_config(", "Tx::begin("];
/// The crates that access the database.
const PLACES: [&str; 4] = ["api/app/src/", "api/server/src/", "api/http/src/", "api/store/src/"];

#[test]
fn only_known_files_write_outside_the_command_pipeline() {
    let begins = |file: &Source| {
        let code = file.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        BEGINNINGS.iter().any(|words| code.contains(words))
    };
    let found: BTreeSet<String> = sources()
        .into_iter()
        .filter(|file| !file.is_test() && PLACES.iter().any(|place| file.path.starts_with(place)) && begins(file))
        .map(|file| file.path)
        .collect();
    let listed: BTreeSet<String> = WRITERS.iter().map(|(path, _)| (*path).to_owned()).collect();
    let unknown: Vec<_> = found.difference(&listed).collect();
    assert!(unknown.is_empty(), "write through the command pipeline, or say why not in tidy/writers.rs: {unknown:#?}");
    let unused: Vec<_> = listed.difference(&found).collect();
    assert!(unused.is_empty(), "these begin no transaction any more: {unused:#?}");
}

#[test]
fn the_architecture_names_the_same_writers_for_the_same_reasons() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let section = text.split("\n## ").find(|section| section.starts_with("Writers outside the command pipeline\n"));
    let rows = section.unwrap().lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |"));
    let written: BTreeMap<&str, &str> = rows.map(|row| row.split_once("` | ").unwrap()).collect();
    let listed: BTreeMap<&str, &str> = WRITERS.into_iter().collect();
    assert_eq!(written, listed);
}
