//! `hatang verify`: proves that every case is what its trail says, and that no trail was touched.

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failed, house, say};
use crate::{cases::verify, config::Config};

pub(super) async fn run(config: Config) -> Result<ExitCode, Failed> {
    let house = house(config).await?;
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} cases") {
        bar.set_style(style);
    }
    let proof = verify::all(&house, |proof| bar.set_position(proof.cases)).await?;
    bar.finish_and_clear();
    told(&proof);
    Ok(if proof.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Says what was looked at, and each finding.
pub(super) fn told(proof: &verify::Proof) {
    for finding in &proof.findings {
        say(&format!("{}: {}", finding.code, finding.what));
    }
    say(&format!("{} case(s), {} entries, {} finding(s)", proof.cases, proof.entries, proof.findings.len()));
}
