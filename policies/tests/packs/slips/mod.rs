//! One slip in a sound pack and the checker's message; the tests also prove that every message of
//! the checker is tested.
//!
//! `broken.rs` has whole packs that a person can open; this module has the many small slips: the
//! text in the sound pack, and its replacement.
#![expect(clippy::unwrap_used, reason = "tests")]

mod list;
mod pen;

use std::path::{Path, PathBuf};

use list::{Slip, slips};
use pen::written;
use policies::{Policies, source::Source};

const PACK: &str = "packs/vn-zz@2024-01-01";
pub(crate) const WORKFLOW: &str = "sharing-request.toml";
pub(crate) const HEADER: &str = "pack.toml";

fn sound() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sound").join(PACK)
}

/// The message of the checker for each slip.
fn answers() -> Vec<(Slip, String)> {
    let shipped = Policies::load(&Source::BuiltIn).unwrap();
    slips()
        .into_iter()
        .map(|slip| {
            let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("slips").join(slip.name);
            let folder = root.join(PACK);
            std::fs::create_dir_all(&folder).unwrap();
            for file in [WORKFLOW, HEADER] {
                let text = std::fs::read_to_string(sound().join(file)).unwrap();
                let text = if file == slip.file { written(&slip, &text) } else { text };
                std::fs::write(folder.join(file), text).unwrap();
            }
            let answer = match shipped.prove_packs(&Source::Folder(root)) {
                Ok(_) => "accepted".to_owned(),
                Err(faults) => faults.to_string(),
            };
            (slip, answer)
        })
        .collect()
}

#[test]
fn every_slip_is_reported_with_its_file_and_line() {
    let mut wrong = Vec::new();
    for (slip, answer) in answers() {
        let here = format!("{PACK}/{}:", slip.file);
        let reported = answer.lines().any(|line| {
            let rest = line.strip_prefix(&here).and_then(|rest| rest.split_once(": "));
            rest.is_some_and(|(line, reason)| line.parse::<usize>().is_ok() && reason == slip.answer)
        });
        if !reported {
            wrong.push(format!("{}\n  expected {}\n  was      {answer}", slip.name, slip.answer));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The messages in the code of the checker, each split at its placeholders.
fn sentences() -> Vec<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = vec![root.join("domain/src/workflow/reachable_states.rs"), root.join("policies/src/packs.rs")];
    for folder in ["domain/src/workflow/check", "policies/src/packs"] {
        files.extend(std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for literal in code.split('"').skip(1).step_by(2) {
            let pieces: Vec<String> = literal
                .split('{')
                .enumerate()
                .map(|(at, piece)| {
                    if at == 0 { piece } else { piece.split_once('}').map_or("", |(_, rest)| rest) }.to_owned()
                })
                .collect();
            if pieces.iter().flat_map(|piece| piece.split_whitespace()).count() > 2 {
                found.push(pieces);
            }
        }
    }
    found
}

fn says(answer: &str, pieces: &[String]) -> bool {
    let mut rest = answer;
    pieces.iter().all(|piece| match rest.find(piece.as_str()) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

#[test]
fn the_checker_can_say_nothing_that_is_not_tried() {
    let broken = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/broken.rs")).unwrap();
    let expected: Vec<&str> = broken.lines().filter(|line| line.trim_start().starts_with("(\"")).collect();
    assert!(expected.len() > 30);
    let answers = slips();
    let sentences = sentences();
    assert!(sentences.len() > 45, "{}", sentences.len());
    let untried: Vec<_> = sentences
        .into_iter()
        .filter(|pieces| {
            !answers.iter().any(|slip| says(slip.answer, pieces)) && !expected.iter().any(|line| says(line, pieces))
        })
        .map(|pieces| pieces.join("…"))
        .collect();
    assert!(untried.is_empty(), "no broken pack makes the checker say {untried:#?}");
}
