//! Compares two versions of a workflow, state by state, for the person who installs the next
//! version.

mod facts;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use domain::cases::Definition;

/// The statements on one part of a workflow, by subject.
type Facts = BTreeMap<String, String>;

/// The changes of one part of a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub of: Of,
    pub changes: Vec<Change>,
}

/// A part of a workflow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// The workflow as a whole.
    Workflow,
    /// A state, with its actions and the limits that run in it.
    State(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The subject of the change, `limit decision: time`.
    pub about: String,
    /// The earlier statement; absent for a new one.
    pub was: Option<String>,
    /// The later statement; absent for a removed one.
    pub now: Option<String>,
}

/// All differences: the workflow first, then its states in the order of the new version, then
/// removed states.
#[must_use]
pub fn compare(old: &Definition, new: &Definition) -> Vec<Part> {
    let mut parts =
        vec![Part { of: Of::Workflow, changes: changes(&facts::of_workflow(old), &facts::of_workflow(new)) }];
    let gone = old.states.iter().filter(|state| new.state(&state.id).is_none());
    for state in new.states.iter().chain(gone) {
        let (was, now) = (facts::of_state(old, &state.id), facts::of_state(new, &state.id));
        parts.push(Part { of: Of::State(state.id.to_string()), changes: changes(&was, &now) });
    }
    parts.retain(|part| !part.changes.is_empty());
    parts
}

fn changes(was: &Facts, now: &Facts) -> Vec<Change> {
    let abouts: BTreeSet<&String> = was.keys().chain(now.keys()).collect();
    abouts
        .into_iter()
        .filter(|about| was.get(*about) != now.get(*about))
        .map(|about| Change { about: about.clone(), was: was.get(about).cloned(), now: now.get(about).cloned() })
        .collect()
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.of {
            Of::Workflow => f.write_str("the workflow"),
            Of::State(id) => write!(f, "state {id}"),
        }?;
        self.changes.iter().try_for_each(|change| write!(f, "\n  {change}"))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.was, &self.now) {
            (Some(was), Some(now)) => write!(f, "~ {}: {was} → {now}", self.about),
            (None, Some(now)) => write!(f, "+ {}: {now}", self.about),
            (Some(was), None) => write!(f, "- {}: {was}", self.about),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
