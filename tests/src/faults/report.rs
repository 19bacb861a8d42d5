//! What a scenario found: a row of the table in `docs/reliability.md`.

use std::fmt::Write as _;

use super::Database;
use super::acknowledgements::Attempts;
use super::count::{Count, Letters};
use super::test_server::TestServer;

/// How much of a scenario is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// A few rounds, in every test run.
    Short,
    /// As many as `make faults` does.
    Long,
    /// So many rounds.
    Rounds(usize),
}

impl Effort {
    /// The number of rounds, where a scenario has these for its forms.
    #[must_use]
    pub fn rounds(self, short: usize, long: usize) -> usize {
        match self {
            Self::Short => short,
            Self::Long => long,
            Self::Rounds(rounds) => rounds,
        }
    }
}

/// What a scenario found on a database.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was done to the server.
    pub fault: String,
    /// On which database.
    pub database: Database,
    /// How often.
    pub rounds: usize,
    /// Changes answered with 2xx.
    pub acknowledged: usize,
    /// Of those, not there; and refused ones that are, changes that are there in part, and letters that never arrived.
    pub lost: usize,
    /// There more than once.
    pub doubled: usize,
    /// What else was seen.
    pub notes: Vec<String>,
    /// What is wrong besides, in words; empty when the scenario passed.
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

    /// Says that something is wrong.
    pub fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }

    /// Notes something.
    pub fn note(&mut self, what: impl Into<String>) {
        self.notes.push(what.into());
    }

    /// Adds a count to it.
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

    /// Adds what became of letters. Doubles with the same Message-ID are noted: a letter whose server died between handing it
    /// over and noting that is sent again.
    pub fn add_letters(&mut self, letters: &Letters) {
        self.lost += letters.lost.len();
        if let Some(first) = letters.lost.first() {
            self.wrong(format!("{} letters lost ({first})", letters.lost.len()));
        }
        if letters.waiting > 0 || letters.dead > 0 {
            self.wrong(format!("letters: {} still waiting, {} given up", letters.waiting, letters.dead));
        }
        self.note(format!("{} letters, {} twice", letters.arrived, letters.twice));
    }

    /// Notes how attempts went at an address.
    pub fn add_attempts(&mut self, name: &str, attempts: &Attempts) {
        let results: Vec<_> = attempts.by_result.iter().map(|(result, times)| format!("{result} ×{times}")).collect();
        self.note(format!("{name}: {}; slowest {:.1} s", results.join(", "), attempts.slowest.as_secs_f64()));
    }

    /// Proves every case of a server.
    pub fn verify(&mut self, server: &TestServer) {
        if let Err(said) = server.verify() {
            let last = said.lines().rev().take(3).collect::<Vec<_>>().join(" / ");
            self.wrong(format!("verify: {last}"));
        }
    }
}

/// The rows as a table in Markdown, with what is wrong below.
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
