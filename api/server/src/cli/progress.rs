//! The progress bar of a backup or a restore, with the name of the current step.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use api_app::backup::{Progress, Watcher};

/// The progress bar. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct TerminalProgress(ProgressBar);

impl Default for TerminalProgress {
    fn default() -> Self {
        let progress = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{msg:18} {bar:40} {pos}/{len} {eta}") {
            progress.set_style(style);
        }
        Self(progress)
    }
}

impl TerminalProgress {
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }

    fn show(&self, progress: Progress) {
        let (what, done, total) = match progress {
            Progress::Rows(done, total) => ("rows", done, total),
            Progress::Files(done, total) => ("files", done, total),
            Progress::Proved(done, total) => ("bytes proved", done, total),
            Progress::BroughtIn(done, total) => ("bytes brought in", done, total),
            Progress::Cases(done) => ("cases proved", done, done),
        };
        if self.0.message() != what {
            self.0.set_message(what);
            self.0.reset_eta();
        }
        self.0.set_length(total);
        self.0.set_position(done);
    }
}

/// A watcher that shows the progress on the bar.
pub(super) fn watching(progress: &TerminalProgress) -> Watcher {
    let progress = progress.clone();
    Arc::new(move |step| progress.show(step))
}
