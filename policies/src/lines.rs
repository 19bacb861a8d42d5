//! The line numbers in a workflow file, so that a fault can name its line.

use std::collections::BTreeMap;

use domain::workflow::check::{Finding, Spot};
use serde::Deserialize;
use toml::Spanned;

use crate::faults::line_of;

/// The lines of the parts of a workflow.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    states: BTreeMap<String, usize>,
    actions: Vec<usize>,
    limits: BTreeMap<String, usize>,
    referrals: BTreeMap<String, usize>,
    codes: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
struct Parts {
    #[serde(default)]
    state: Vec<Named>,
    #[serde(default)]
    action: Vec<Named>,
    #[serde(default)]
    limit: Vec<Named>,
    #[serde(default)]
    referral: Vec<Named>,
    #[serde(default)]
    refusal_code: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: Spanned<String>,
}

impl Lines {
    /// Parses the line numbers of the parts.
    pub(crate) fn read(text: &str) -> Self {
        let Ok(parts) = toml::from_str::<Parts>(text) else { return Self::default() };
        // For a repeated name, the second line is the wrong one.
        let by_name = |parts: &[Named]| {
            parts.iter().map(|part| (part.id.get_ref().clone(), line_of(text, part.id.span().start))).collect()
        };
        Self {
            states: by_name(&parts.state),
            actions: parts.action.iter().map(|part| line_of(text, part.id.span().start)).collect(),
            limits: by_name(&parts.limit),
            referrals: by_name(&parts.referral),
            codes: by_name(&parts.refusal_code),
        }
    }

    /// The line of a finding: within the part concerned, the line that contains the offending word.
    pub(crate) fn of(&self, text: &str, finding: &Finding) -> usize {
        let part = self.of_spot(&finding.at);
        let word = finding.what.rsplit('`').nth(1).map(|word| format!("\"{word}\""));
        let held = word.and_then(|word| {
            let mut lines = text.lines().enumerate().map(|(at, line)| (at.saturating_add(1), line));
            lines.find(|(at, line)| *at >= part && *at < self.next_part(part) && line.contains(&word))
        });
        held.map_or(part, |(at, _)| at)
    }

    fn of_spot(&self, spot: &Spot) -> usize {
        let line = match spot {
            Spot::Workflow => None,
            Spot::State(id) => self.states.get(id.as_str()),
            Spot::Action(place, _) => self.actions.get(*place),
            Spot::Limit(id) => self.limits.get(id.as_str()),
            Spot::Referral(id) => self.referrals.get(id.as_str()),
            Spot::Code(id) => self.codes.get(id.as_str()),
        };
        line.copied().unwrap_or(1)
    }

    /// The first line of the next part.
    fn next_part(&self, line: usize) -> usize {
        let named = [&self.states, &self.limits, &self.referrals, &self.codes].into_iter().flat_map(BTreeMap::values);
        named.chain(&self.actions).copied().filter(|start| *start > line).min().unwrap_or(usize::MAX)
    }

    /// The line of a key at the top of a file.
    pub(crate) fn of_key(text: &str, key: &str) -> usize {
        let at = text.lines().position(|line| line.split('=').next().is_some_and(|left| left.trim() == key));
        at.map_or(1, |line| line.saturating_add(1))
    }
}
