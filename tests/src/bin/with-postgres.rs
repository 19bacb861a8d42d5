//! Runs a command beside a temporary PostgreSQL, with its address in `DATABASE_URL`: `with-postgres
//! cargo test --workspace`. If `DATABASE_URL` names a server already, the command uses that one;
//! where no PostgreSQL exists, which CI does not allow, the command runs without.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else { return ExitCode::FAILURE };
    let mut command = Command::new(program);
    command.args(words);
    let what = command.get_args().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let ended = if tests::postgres::given().is_some() || tests::postgres::is_passed_over(&what) {
        command.status()
    } else {
        let (url, _cluster) = tests::postgres::keep();
        command.env("DATABASE_URL", url).status()
    };
    match ended {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(_) | Err(_) => ExitCode::FAILURE,
    }
}
