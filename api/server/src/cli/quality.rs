//! `hatang quality`: checks the whole register for data-quality issues.

use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failed, app, say};
use api_app::{config::Config, quality};

pub(super) async fn run(config: Config) -> Result<ExitCode, Failed> {
    let app = app(config).await?;
    let progress = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} assets") {
        progress.set_style(style);
    }
    let holder = app.clock.new_id().to_string();
    let seen = quality::whole(&app, &holder, |seen| progress.set_position(seen)).await?;
    progress.finish_and_clear();
    let open = quality::open_issues(&app).await?;
    for (code, count) in open.iter().filter(|(_, count)| *count > 0) {
        say(&format!("{code}: {count}"));
    }
    let all: u64 = open.iter().map(|(_, count)| count).sum();
    say(&format!("{seen} asset(s), {all} open issue(s)"));
    Ok(ExitCode::SUCCESS)
}
