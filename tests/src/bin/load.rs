//! `make load`: loads a real server on a schedule, alone and with a hostile client, and prints the
//! table of `docs/performance.md`.
//!
//! `LOAD_SECONDS`, `RATE`, `CLIENTS`, `ASSETS` and `DATABASE` (`sqlite` or `postgresql`) in the
//! environment; `HATANG_BIN` names another server to load, for comparison.

use tests::load::work::{Attack, run};
use tests::load::{Settings, report, seed};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a program for a terminal")]
async fn main() {
    let settings = Settings::from_environment();
    let mut rows = vec![report::heading()];
    for database in &settings.databases {
        let Some(loaded) = seed::open(*database, settings.assets).await else { continue };
        for attack in [Attack::None, Attack::OneClient] {
            eprintln!("{}, hostile clients: {} …", database.as_str(), attack.as_str());
            let measured = run(&loaded, &settings, attack).await;
            rows.push(report::row(database.as_str(), attack.as_str(), &settings, &measured));
        }
    }
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!(
        "Build: {build}. {} s, {} clients, {} poles.\n\n{}",
        settings.seconds,
        settings.clients,
        settings.assets,
        rows.join("\n")
    );
}
