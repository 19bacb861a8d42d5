//! Runs a command beside a throw-away PostgreSQL, with its address in `DATABASE_URL`: `with-postgres cargo test --workspace`.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else { return ExitCode::FAILURE };
    let (url, cluster) = tests::postgres::keep();
    let ended = Command::new(program).args(words).env("DATABASE_URL", url).status();
    drop(cluster);
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) | Err(_) => ExitCode::FAILURE,
    }
}
