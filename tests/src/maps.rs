//! Third-party map programs: GDAL's command line, and OWSLib.

use std::process::Command;

/// A script that reads a map service with OWSLib and writes the result as JSON.
const OWSLIB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ogc/owslib_client.py");

/// Whether the map programs are installed.
///
/// # Panics
/// In CI, when a tool is missing.
#[must_use]
pub fn are_here(what: &str) -> bool {
    let answers = |command: &mut Command| command.output().is_ok_and(|done| done.status.success());
    let mut missing = Vec::new();
    for tool in ["ogrinfo", "ogr2ogr"] {
        if !answers(Command::new(tool).arg("--version")) {
            missing.push(tool);
        }
    }
    // Debian's own Python is the only one with Debian's packages.
    if !answers(Command::new("/usr/bin/python3").args(["-c", "import owslib.ogcapi.features"])) {
        missing.push("python3-owslib");
    }
    if missing.is_empty() {
        return true;
    }
    assert!(std::env::var_os("CI").is_none(), "{what}: {missing:?} must be installed");
    #[expect(clippy::print_stderr, reason = "what is passed over is said aloud")]
    {
        eprintln!("PASSED OVER: {what} needs {missing:?}");
    }
    false
}

/// The output of a GDAL program, on standard output and standard error.
///
/// # Panics
/// When the command fails.
pub async fn gdal(tool: &'static str, settings: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(tool);
    command.envs(settings.iter().copied()).env("CPL_DEBUG", "HTTP").args(arguments);
    run(command).await
}

/// The result of the OWSLib script.
///
/// # Panics
/// When the command fails.
pub async fn owslib(arguments: &[&str]) -> serde_json::Value {
    let mut command = Command::new("/usr/bin/python3");
    command.arg(OWSLIB).args(arguments);
    serde_json::from_str(&run(command).await).expect("JSON")
}

/// Runs a command on a blocking thread: the program sends requests to this process, which must
/// continue to answer.
async fn run(mut command: Command) -> String {
    let done = tokio::task::spawn_blocking(move || command.output().map(|done| (done, command)));
    let (done, command) = done.await.expect("a thread").expect("the tool");
    let reported = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{command:?}: {reported}");
    let said = String::from_utf8(done.stdout).expect("text");
    if command.get_program() == "/usr/bin/python3" { said } else { said + reported.as_str() }
}
