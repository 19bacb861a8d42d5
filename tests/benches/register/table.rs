//! The figures as Markdown tables for readers.

#![expect(clippy::expect_used, reason = "a string takes every line")]

use std::fmt::Write as _;
use std::time::Duration;

use crate::load::Loaded;
use crate::reads::Figure;
use crate::rivals::Rival;

/// All figures of one database with one number of rows.
pub(crate) struct Column {
    pub(crate) database: &'static str,
    pub(crate) rows: u32,
    pub(crate) file_mib: u64,
    pub(crate) loaded: Loaded,
    /// The duration of an answer that reads nothing.
    pub(crate) round_trip: Duration,
    pub(crate) figures: Vec<Figure>,
    /// The figures of other servers on the same database, where they are installed.
    pub(crate) rivals: Vec<Rival>,
}

/// All figures in Markdown, the imports first.
pub(crate) fn written(columns: &[Column]) -> String {
    let mut text = "| database | rows | file | time | rows a second | refused | memory at a tenth | most memory |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for Column { database, rows, file_mib, loaded, .. } in columns {
        let Loaded { seconds, refused, rss_tenth_kib, rss_peak_kib, .. } = loaded;
        let speed = f64::from(*rows) / seconds;
        writeln!(
            text,
            "| {database} | {rows} | {file_mib} MiB | {seconds:.1} s | {speed:.0} | {refused} | {} MiB | {} MiB |",
            rss_tenth_kib / 1024,
            rss_peak_kib / 1024
        )
        .expect("writing into a string");
    }
    text += "\n| what | database | assets | times | statements | through HTTP: median, 95th | bare: median, 95th | ratio of medians |\n\
             | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    for Column { database, rows, round_trip, figures, .. } in columns {
        writeln!(text, "| (`GET /healthz`) | {database} | {rows} | | 0 | {:.2} ms | | |", millis(*round_trip))
            .expect("writing into a string");
        for figure in figures {
            writeln!(
                text,
                "| {} | {database} | {rows} | {} | {} | {:.2} ms, {:.2} ms | {:.2} ms, {:.2} ms | {:.2} |",
                figure.what,
                figure.times,
                figure.statements,
                millis(figure.http.0),
                millis(figure.http.1),
                millis(figure.bare.0),
                millis(figure.bare.1),
                figure.ratio()
            )
            .expect("writing into a string");
        }
    }
    text += &growth(columns);
    text += &beside_others(columns);
    text
}

/// The same queries on other servers.
fn beside_others(columns: &[Column]) -> String {
    let mut text = "\n| what | assets | server | times | its median, 95th, bytes | ours: median, 95th, bytes | its median to ours |\n\
                    | --- | ---: | --- | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for Column { rows, figures, rivals, .. } in columns {
        for rival in rivals {
            let Some(own) = figures.iter().find(|figure| figure.what == rival.what) else { continue };
            let side = |(half, most): (Duration, Duration), bytes: usize| {
                format!("{:.2} ms, {:.2} ms, {bytes}", millis(half), millis(most))
            };
            let (its, ours) = (side(rival.http, rival.bytes), side(own.http, own.bytes));
            let ratio = rival.http.0.as_secs_f64() / own.http.0.as_secs_f64();
            let Rival { what, server, times, .. } = rival;
            writeln!(text, "| {what} | {rows} | {server} | {times} | {its} | {ours} | {ratio:.2} |")
                .expect("writing into a string");
        }
    }
    text
}

/// The growth of the durations from the smaller to the larger register.
fn growth(columns: &[Column]) -> String {
    let mut text = "\n| what | database | in the smaller register | in the larger | growth | bytes of the answers |\n\
                    | --- | --- | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for small in columns {
        let larger = columns.iter().find(|large| large.database == small.database && large.rows > small.rows);
        let Some(large) = larger else { continue };
        for (one, other) in small.figures.iter().zip(&large.figures) {
            let (before, after) = (millis(one.http.0), millis(other.http.0));
            writeln!(
                text,
                "| {} | {} | {before:.2} ms | {after:.2} ms | {:.2} | {}, {} |",
                one.what,
                small.database,
                after / before,
                one.bytes,
                other.bytes
            )
            .expect("writing into a string");
        }
    }
    text
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
