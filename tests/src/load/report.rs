//! The measurements of a run, as rows of the table in `docs/performance.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::{GOOD_WITHIN, Settings};

/// One answer, or its absence.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The latency from the scheduled instant of the request.
    pub latency: Duration,
    /// The status; `None` when the server did not answer in time or closed the connection.
    pub status: Option<u16>,
}

/// A run of the schedule.
#[derive(Debug, Clone)]
pub struct Run {
    /// The samples of the clients.
    pub samples: Vec<Sample>,
    /// The samples of `/healthz`.
    pub health: Vec<Sample>,
    /// The statuses of the hostile client.
    pub hostile: Vec<Option<u16>>,
}

impl Sample {
    fn is_good(&self) -> bool {
        self.latency <= GOOD_WITHIN && self.status.is_some_and(|status| (200..400).contains(&status))
    }
}

/// The heading of the table.
#[must_use]
pub fn heading() -> String {
    let columns = [
        "database",
        "hostile clients",
        "offered a second",
        "good a second",
        "median",
        "95th",
        "99th",
        "worst",
        "health: median",
        "health: worst",
        "errors",
        "hostile: answers",
    ];
    format!("| {} |\n|{}", columns.join(" | "), " --- |".repeat(columns.len()))
}

/// A row of the table.
#[must_use]
pub fn row(database: &str, attack: &str, settings: &Settings, run: &Run) -> String {
    let good = run.samples.iter().filter(|sample| sample.is_good()).count();
    let good = f64::from(u32::try_from(good).unwrap_or(u32::MAX)) / f64::from(settings.seconds.max(1));
    let (latencies, health) = (sorted(&run.samples), sorted(&run.health));
    let failed = run.samples.iter().map(|sample| sample.status);
    let errors = counted(failed.filter(|status| !status.is_some_and(|status| (200..400).contains(&status))));
    let times: Vec<String> = [50, 95, 99, 100].map(|percent| said(share(&latencies, percent))).into();
    format!(
        "| {database} | {attack} | {} | {good:.1} | {} | {} | {} | {errors} | {} |",
        settings.rate,
        times.join(" | "),
        said(share(&health, 50)),
        said(share(&health, 100)),
        counted(run.hostile.iter().copied()),
    )
}

fn sorted(samples: &[Sample]) -> Vec<Duration> {
    let mut latencies: Vec<Duration> = samples.iter().map(|sample| sample.latency).collect();
    latencies.sort_unstable();
    latencies
}

/// A percentile of the latencies.
fn share(sorted: &[Duration], percent: usize) -> Duration {
    let place = sorted.len().saturating_mul(percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn said(latency: Duration) -> String {
    format!("{:.1} ms", latency.as_secs_f64() * 1_000.0)
}

/// The frequency of each status.
fn counted(statuses: impl Iterator<Item = Option<u16>>) -> String {
    let mut counts: BTreeMap<Option<u16>, usize> = BTreeMap::new();
    for status in statuses {
        *counts.entry(status).or_default() += 1;
    }
    let mut text = String::new();
    for (status, count) in &counts {
        let status = status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
        let comma = if text.is_empty() { "" } else { ", " };
        write!(text, "{comma}{status}: {count}").expect("writing into a string");
    }
    if text.is_empty() { "none".to_owned() } else { text }
}
