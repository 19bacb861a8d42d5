//! The findings of a scenario: a row of the table in `docs/reliability.md`.

use std::fmt::Write as _;

use super::Database;
use super::acknowledgements::Attempts;
use super::count::{Count, MailCount};
use super::test_server::TestServer;

/// The extent of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A few rounds, in every test run.
    Short,
    /// The rounds of `make faults`.
    Long,
    /// A given number of rounds.
    Rounds(usize),
}

impl Effort {
    /// The number of rounds, from a scenario's short and long form.
    #[must_use]
    pub fn rounds(self, short: usize, long: usize) -> usize {
        match self {
            Self::Short => short,
            Self::Long => long,
            Self::Rounds(rounds) => rounds,
        }
    }
}

/// The findings of a scenario on a database.
#[derive(Debug, Clone)]
pub struct Row {
    /// The fault that the scenario injects.
    pub fault: String,
    pub database: Database,
    pub rounds: usize,
    /// Changes answered with 2xx.
    pub acknowledged: usize,
    /// Missing acknowledged changes, stored refused changes, partly stored changes, and messages
    /// that never arrived.
    pub lost: usize,
    /// Changes stored more than once.
    pub doubled: usize,
    /// Further observations in the report.
    pub notes: Vec<String>,
    /// Further failures as text; empty when the scenario passed.
    pub wrong: Vec<String>,
}

impl Row {
    /// A row without findings.
    #[must_use]
    pub fn new(fault: &str, database: Database) -> Self {
        Self {
            fault: fault.to_owned(),
            database,
            rounds: 0,
            acknowledged: 0,
            lost: 0,
            doubled: 0,
            notes: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Whether nothing was lost, doubled or wrong.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.wrong.is_empty()
    }

    /// Adds a failure to the report.
    pub fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }

    /// Adds an observation to the report.
    pub fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }

    /// Adds a count to the totals.
    pub fn add(&mut self, count: &Count) {
        self.acknowledged += count.acknowledged;
        self.lost += count.lost.len() + count.refused_but_there.len() + count.torn.len();
        self.doubled += count.doubled.len();
        let found = [
            ("lost", &count.lost),
            ("doubled", &count.doubled),
            ("refused but there", &count.refused_but_there),
            ("in part", &count.torn),
        ];
        for (word, list) in found.into_iter().filter(|(_, list)| !list.is_empty()) {
            let first: Vec<_> = list.iter().take(3).map(String::as_str).collect();
            self.wrong(format!("{word}: {} ({})", list.len(), first.join("; ")));
        }
        for (why, times) in &count.refusals {
            self.note(format!("{times} refused ({why})"));
        }
        if count.unanswered > 0 {
            self.wrong(format!("{} changes never got an answer", count.unanswered));
        }
    }

    /// Adds the delivery of messages. Duplicates with the same Message-ID are only noted: if a
    /// server dies between sending a message and recording that, the message is sent again.
    pub fn add_messages(&mut self, messages: &MailCount) {
        self.lost += messages.lost.len();
        if let Some(first) = messages.lost.first() {
            self.wrong(format!("{} letters lost ({first})", messages.lost.len()));
        }
        if messages.waiting > 0 || messages.dead > 0 {
            self.wrong(format!("letters: {} still waiting, {} given up", messages.waiting, messages.dead));
        }
        self.note(format!("{} letters, {} twice", messages.arrived, messages.twice));
    }

    /// Notes the results of attempts at an address.
    pub fn add_attempts(&mut self, name: &str, attempts: &Attempts) {
        let results: Vec<_> = attempts.by_result.iter().map(|(result, times)| format!("{result} ×{times}")).collect();
        self.note(format!("{name}: {}; slowest {:.1} s", results.join(", "), attempts.slowest.as_secs_f64()));
    }

    /// Verifies every case of a server.
    pub fn verify(&mut self, server: &TestServer) {
        if let Err(said) = server.verify() {
            let last = said.lines().rev().take(3).collect::<Vec<_>>().join(" / ");
            self.wrong(format!("verify: {last}"));
        }
    }
}

/// The rows as a table in Markdown, with the failures below.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from("| fault | database | rounds | acknowledged | lost | doubled | notes |\n");
    text.push_str("| --- | --- | --: | --: | --: | --: | --- |\n");
    for row in rows {
        let verdict = if row.wrong.is_empty() { String::new() } else { " **see below**".to_owned() };
        let written = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {}{verdict} |",
            row.fault,
            row.database.as_str(),
            row.rounds,
            row.acknowledged,
            row.lost,
            row.doubled,
            row.notes.join("; ")
        );
        written.expect("writing into a string");
    }
    for row in rows.iter().filter(|row| !row.wrong.is_empty()) {
        let header = format!("\n{} on {}:\n", row.fault, row.database.as_str());
        text.push_str(&header);
        for wrong in &row.wrong {
            writeln!(text, "- {wrong}").expect("writing into a string");
        }
    }
    text
}
