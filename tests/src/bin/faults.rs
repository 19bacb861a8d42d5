//! `make faults`: injects faults into real servers, prints the table of `docs/reliability.md`, and
//! fails when any data was lost.
//!
//! `faults [SCENARIO …]`, with `ROUNDS=n` or `FORM=short` in the environment, and
//! `DATABASES=sqlite` or `postgres`.

use std::process::ExitCode;
use std::time::Instant;

use tests::faults::scenarios::ALL;
use tests::faults::{Database, Effort, report};

fn effort() -> Effort {
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok());
    let short = std::env::var("FORM").is_ok_and(|form| form == "short");
    match rounds {
        Some(rounds) => Effort::Rounds(rounds),
        None if short => Effort::Short,
        None => Effort::Long,
    }
}

fn wanted(database: Database) -> bool {
    let named = std::env::var("DATABASES").unwrap_or_default();
    named.is_empty() || named.split([' ', ',']).any(|name| name.eq_ignore_ascii_case(database.as_str()))
}

#[tokio::main(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a terminal")]
async fn main() -> ExitCode {
    let names: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = names.iter().find(|name| !ALL.iter().any(|scenario| scenario.name == **name)) {
        let known: Vec<_> = ALL.iter().map(|scenario| scenario.name).collect();
        eprintln!("there is no scenario {unknown}; there are: {}", known.join(" "));
        return ExitCode::FAILURE;
    }
    let mut rows = Vec::new();
    for scenario in ALL.iter().filter(|scenario| names.is_empty() || names.iter().any(|name| name == scenario.name)) {
        for database in scenario.databases.iter().copied().filter(|database| wanted(*database)) {
            let since = Instant::now();
            eprintln!("{} on {} …", scenario.name, database.as_str());
            let row = (scenario.run)(database, effort()).await;
            eprintln!("{}({:.0} s)\n", report::table(row.as_slice()), since.elapsed().as_secs_f64());
            rows.extend(row);
        }
    }
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("Build: {build}.\n\n{}", report::table(&rows));
    if rows.iter().all(report::Row::is_right) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
