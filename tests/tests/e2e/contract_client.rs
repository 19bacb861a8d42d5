//! A TypeScript client with types generated from the contract compiles (`tests/contract-client`),
//! and no type is unknown.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tests::external_tools;

/// Types that contain `unknown`, with the reason.
const UNKNOWN: [(&str, &str); 2] = [
    ("CaseActionData", "the rule pack says which fields an action has"),
    ("PreferenceValues", "the browser app says what it remembers of a person"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The folder into which `make deps` installs the generator, the compiler and the client library.
fn tools() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("tools/contract-client")
}

fn is_passed_over() -> bool {
    external_tools::is_folder_missing(&tools().join("node_modules/openapi-typescript"), "a client of the contract")
}

/// Runs one of the installed programs with Node.
fn run(program: &str, arguments: &[&str], folder: &Path) {
    let done = Command::new(root().join("tests/map-client/node.sh"))
        .arg(tools().join("node_modules").join(program))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{program}: {said}");
}

#[test]
fn a_typed_client_compiles_and_knows_every_type() {
    if is_passed_over() {
        return;
    }
    // The folder is below the tools, so that the compiler finds their modules.
    let folder = tools().join("client");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["client.ts", "tsconfig.json"] {
        std::fs::copy(root().join("tests/contract-client").join(file), folder.join(file)).unwrap();
    }
    let contract = root().join("openapi/openapi.json");
    // With this option a request may omit a member that has a default.
    let arguments = [contract.to_str().unwrap(), "--output", "api.d.ts", "--default-non-nullable", "false"];
    run("openapi-typescript/bin/cli.js", &arguments, &folder);
    let types = std::fs::read_to_string(folder.join("api.d.ts")).unwrap();
    assert!(types.lines().count() > 1_000);
    assert_eq!(with_unknown(&types), UNKNOWN.map(|(name, _)| name.to_owned()));
    run("typescript/bin/tsc", &["--project", "."], &folder);
}

/// The types whose lines contain `unknown`. Headers are ignored, because every answer may have
/// others.
fn with_unknown(types: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut name = "";
    for line in types.lines() {
        if let Some(begun) = line.strip_prefix("        ").filter(|rest| !rest.starts_with([' ', '}', '/', '*'])) {
            name = begun.split([':', '?']).next().unwrap_or_default();
        }
        let is_header = line.trim() == "[name: string]: unknown;";
        if line.contains(": unknown") && !is_header {
            found.push(name.to_owned());
        }
    }
    found.dedup();
    found
}
