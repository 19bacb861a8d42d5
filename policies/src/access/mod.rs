//! Who may do what: role × stance × kind of thing × verb.
//!
//! casbin decides, by `access/model.conf` and `access/grants.csv`. It is asked once for everything that a line of the grants could
//! allow, when the policies of a folder are loaded; from then on an answer is a look into a set. For the grants that are built in
//! it is asked by a test, which proves that they come to what their lines say; a process only reads them.

mod grants;
mod matrix;

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};

use casbin::{CoreApi, DefaultModel, Enforcer, StringAdapter};
use domain::access::{Role, Stance};
use strum::VariantArray;

use crate::{
    faults::{Fault, PolicyFaults, unless},
    source::Source,
};
use grants::Grants;

/// Where the model is.
pub const MODEL: &str = "access/model.conf";
/// Where the grants are.
pub const GRANTS: &str = "access/grants.csv";

type Holders = BTreeSet<(Role, Stance)>;

/// Every answer of the grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    granted: BTreeMap<String, BTreeMap<String, Holders>>,
}

impl Access {
    /// Reads the grants, proves that they can be read, and asks casbin for every answer.
    ///
    /// # Errors
    /// The faults, each with its line.
    pub fn load(model: &str, grants: &str) -> Result<Self, PolicyFaults> {
        let grants = read(grants)?;
        let mut granted: BTreeMap<String, BTreeMap<String, Holders>> = BTreeMap::new();
        for resource in grants.resources() {
            let asked = ask(model, &grants, &resource).map_err(|error| Fault::new(MODEL, 0, error.to_string()))?;
            granted.insert(resource, asked);
        }
        Ok(Self { granted })
    }

    /// The built-in grants, as their lines say them: what is granted to a group is granted to each of its roles. Takes no text,
    /// because only of these grants it is proved that casbin says the same.
    ///
    /// # Errors
    /// The faults, each with its line.
    pub(crate) fn built_in() -> Result<Self, PolicyFaults> {
        let grants = read(&Source::BuiltIn.file(GRANTS)?.text)?;
        let granted = grants.resources().into_iter().map(|resource| {
            let holders = grants.holders(&resource);
            (resource, holders)
        });
        Ok(Self { granted: granted.collect() })
    }

    /// Whether a role may do this, in an organisation that stands in this way to the thing.
    #[must_use]
    pub fn may(&self, role: Role, stance: Stance, resource: &str, verb: &str) -> bool {
        self.holders(resource, verb).is_some_and(|holders| holders.contains(&(role, stance)))
    }

    /// Whether a role may do this in any stance.
    #[must_use]
    pub fn may_ever(&self, role: Role, resource: &str, verb: &str) -> bool {
        self.holders(resource, verb).is_some_and(|holders| holders.iter().any(|(able, _)| *able == role))
    }

    /// The stances in which a role may do this.
    #[must_use]
    pub fn stances_for(&self, role: Role, resource: &str, verb: &str) -> Vec<Stance> {
        self.holders(resource, verb)
            .into_iter()
            .flatten()
            .filter(|(able, _)| *able == role)
            .map(|(_, stance)| *stance)
            .collect()
    }

    /// What the grants let somebody do with a kind of thing.
    pub fn verbs(&self, resource: &str) -> impl Iterator<Item = &str> {
        self.granted.get(resource).into_iter().flat_map(|verbs| verbs.keys().map(String::as_str))
    }

    /// The published table: what the grants come to, for people.
    #[must_use]
    pub fn matrix(&self) -> String {
        matrix::drawn(&self.granted)
    }

    fn holders(&self, resource: &str, verb: &str) -> Option<&Holders> {
        self.granted.get(resource)?.get(verb)
    }
}

fn read(text: &str) -> Result<Grants, PolicyFaults> {
    let mut found = Vec::new();
    let grants = grants::read(text, &mut found);
    unless(found, grants)
}

/// Why casbin does not answer.
#[derive(Debug, thiserror::Error)]
enum EnforcerError {
    /// The model or a grant cannot be used.
    #[error(transparent)]
    Casbin(#[from] casbin::Error),
    /// Loading did not end at once.
    #[error("the grants could not be loaded at once")]
    Pending,
}

/// Asks casbin who may do what with one kind of thing. A line about another kind can never match, so it is not asked with them.
fn ask(model: &str, grants: &Grants, resource: &str) -> Result<BTreeMap<String, Holders>, EnforcerError> {
    let enforcer = enforcer(model, &grants.lines_about(resource))?;
    let mut answers: BTreeMap<String, Holders> = BTreeMap::new();
    for (stance, verb) in grants.named(resource) {
        for role in Role::VARIANTS {
            let question = (role.as_str(), stance.as_str(), resource, verb.as_str());
            if enforcer.enforce(question)? {
                answers.entry(verb.clone()).or_default().insert((*role, stance));
            }
        }
    }
    Ok(answers)
}

fn enforcer(model: &str, lines: &str) -> Result<Enforcer, EnforcerError> {
    let load = async {
        let model = DefaultModel::from_str(model).await?;
        Enforcer::new(model, StringAdapter::new(lines)).await
    };
    Ok(at_once(load)??)
}

/// casbin is asynchronous for the sake of adapters that read from afar; ours reads text that is at hand and never waits.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T, EnforcerError> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(EnforcerError::Pending),
    }
}

#[cfg(test)]
mod tests;
