//! The calls, their successes, and the differences between the two worlds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

use super::generators;
use super::pair::ApiCall;

/// The number of calls of an operation and of its successes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub calls: usize,
    /// The calls with an answer of 2xx or 304.
    pub good: usize,
}

/// A difference: one operation, one set of histories.
#[derive(Debug, Clone, Default)]
pub struct Difference {
    /// The places where the answers differed, with the values of the first time.
    pub at: BTreeMap<String, String>,
    /// The viewers who received the difference.
    pub viewers: BTreeSet<&'static str>,
    /// The first call that found it.
    pub call: String,
    pub(super) first: Option<ApiCall>,
    /// The histories that cause the difference alone, when there were several.
    pub alone_with: BTreeSet<&'static str>,
    /// The number of occurrences.
    pub times: usize,
}

/// The result of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// The calls of each operation.
    pub counts: BTreeMap<String, Count>,
    /// Differences by operation and histories.
    pub faults: BTreeMap<(String, String), Difference>,
}

impl Report {
    /// Counts a call of an operation.
    pub fn count(&mut self, operation: &str, is_good: bool) {
        let count = self.counts.entry(operation.to_owned()).or_default();
        count.calls += 1;
        count.good += usize::from(is_good);
    }

    /// Records a difference between the answers.
    pub(super) fn differs(
        &mut self,
        (operation, histories): (&str, &str),
        viewer: &'static str,
        (place, call): (&str, &ApiCall),
        differences: Vec<(String, String)>,
    ) {
        let fault = self.faults.entry((operation.to_owned(), histories.to_owned())).or_default();
        fault.times += 1;
        fault.viewers.insert(viewer);
        if fault.call.is_empty() {
            fault.call = format!("{place}, {}", call.shown());
            fault.first = Some(call.clone());
        }
        for (at, what) in differences {
            fault.at.entry(at).or_insert(what);
        }
    }

    /// Adds the counts of another report.
    pub fn add(&mut self, other: Self) {
        for (operation, count) in other.counts {
            let sum = self.counts.entry(operation).or_default();
            sum.calls += count.calls;
            sum.good += count.good;
        }
        for ((operation, histories), fault) in other.faults {
            let sum = self.faults.entry((operation, histories)).or_default();
            sum.times += fault.times;
            sum.viewers.extend(fault.viewers);
            if sum.call.is_empty() {
                sum.call = fault.call;
                sum.first = fault.first;
            }
            sum.alone_with.extend(fault.alone_with);
            for (at, what) in fault.at {
                sum.at.entry(at).or_insert(what);
            }
        }
    }

    /// The sum over all operations.
    #[must_use]
    pub fn total(&self) -> Count {
        self.counts
            .values()
            .fold(Count::default(), |sum, count| Count { calls: sum.calls + count.calls, good: sum.good + count.good })
    }

    /// Operations of which so few calls succeeded that they test only refusals, without a stated
    /// reason.
    #[must_use]
    pub fn refused(&self) -> Vec<&str> {
        let few = self.counts.iter().filter(|(operation, count)| {
            let because = generators::of(operation).map_or("", |generator| generator.refused_because);
            because.is_empty() && count.good * 10 < count.calls * 3
        });
        few.map(|(operation, _)| operation.as_str()).collect()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let total = self.total();
        writeln!(f, "{:<34} {:>6} {:>6} {:>5}", "operation", "calls", "2xx", "%")?;
        for (operation, count) in &self.counts {
            let because = generators::of(operation).map_or("", |generator| generator.refused_because);
            let share = count.good * 100 / count.calls.max(1);
            writeln!(f, "{operation:<34} {:>6} {:>6} {share:>5}  {because}", count.calls, count.good)?;
        }
        writeln!(f, "{:<34} {:>6} {:>6} {:>5}", "all", total.calls, total.good, total.good * 100 / total.calls.max(1))?;
        writeln!(f, "\n{} difference(s)", self.faults.len())?;
        for ((operation, histories), fault) in &self.faults {
            let viewers: Vec<_> = fault.viewers.iter().copied().collect();
            writeln!(f, "\n{operation} [{histories}] {} time(s), {}", fault.times, viewers.join(", "))?;
            writeln!(f, "  {}", fault.call)?;
            if !fault.alone_with.is_empty() {
                let alone: Vec<_> = fault.alone_with.iter().copied().collect();
                writeln!(f, "  alone with: {}", alone.join(", "))?;
            }
            for (at, what) in fault.at.iter().take(12) {
                writeln!(f, "  {at}: {what}")?;
            }
        }
        Ok(())
    }
}
