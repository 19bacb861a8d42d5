//! Permissions: role × stance × resource × verb.
//!
//! casbin decides, by `access/model.conf` and `access/grants.csv`. Loading the policies of a folder
//! asks casbin once for every combination that a line of the grants could allow; later checks look
//! into a set. For the built-in grants, a test asks casbin and proves that its answers match the
//! lines; a process only parses the lines.

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
    faults::{PolicyFault, PolicyFaults, unless},
    source::Source,
};
use grants::Grants;

pub const MODEL: &str = "access/model.conf";
pub const GRANTS: &str = "access/grants.csv";

type Holders = BTreeSet<(Role, Stance)>;

/// All permissions of the grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    granted: BTreeMap<String, BTreeMap<String, Holders>>,
}

impl Access {
    /// Parses the grants, checks that they are readable, and asks casbin for every permission.
    pub fn load(model: &str, grants: &str) -> Result<Self, PolicyFaults> {
        let grants = read(grants)?;
        let mut granted: BTreeMap<String, BTreeMap<String, Holders>> = BTreeMap::new();
        for resource in grants.resources() {
            let asked =
                ask(model, &grants, &resource).map_err(|error| PolicyFault::new(MODEL, 0, error.to_string()))?;
            granted.insert(resource, asked);
        }
        Ok(Self { granted })
    }

    /// The built-in grants, as their lines state them: a grant to a group applies to each of its
    /// roles. The function takes no text, because a test proves only for these grants that casbin
    /// agrees.
    pub(crate) fn built_in() -> Result<Self, PolicyFaults> {
        let grants = read(&Source::BuiltIn.file(GRANTS)?.text)?;
        let granted = grants.resources().into_iter().map(|resource| {
            let holders = grants.holders(&resource);
            (resource, holders)
        });
        Ok(Self { granted: granted.collect() })
    }

    /// Reports whether a role may perform the verb, in an organisation with this stance to the
    /// resource.
    #[must_use]
    pub fn may(&self, role: Role, stance: Stance, resource: &str, verb: &str) -> bool {
        self.holders(resource, verb).is_some_and(|holders| holders.contains(&(role, stance)))
    }

    /// Reports whether a role may perform the verb in any stance.
    #[must_use]
    pub fn may_ever(&self, role: Role, resource: &str, verb: &str) -> bool {
        self.holders(resource, verb).is_some_and(|holders| holders.iter().any(|(able, _)| *able == role))
    }

    /// The stances in which a role may perform the verb.
    #[must_use]
    pub fn stances_for(&self, role: Role, resource: &str, verb: &str) -> Vec<Stance> {
        self.holders(resource, verb)
            .into_iter()
            .flatten()
            .filter(|(able, _)| *able == role)
            .map(|(_, stance)| *stance)
            .collect()
    }

    /// The verbs of the grants on a resource.
    pub fn verbs(&self, resource: &str) -> impl Iterator<Item = &str> {
        self.granted.get(resource).into_iter().flat_map(|verbs| verbs.keys().map(String::as_str))
    }

    /// The published table of all grants, for people.
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

/// Why casbin gives no answer.
#[derive(Debug, thiserror::Error)]
enum EnforcerError {
    /// The model or a grant is invalid.
    #[error(transparent)]
    Casbin(#[from] casbin::Error),
    /// Loading did not finish synchronously.
    #[error("the grants could not be loaded at once")]
    Pending,
}

/// Asks casbin for the holders of each verb on one resource. A line on another resource can never
/// match, so the query leaves it out.
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

/// Polls a future once. casbin is asynchronous for the sake of adapters with IO; the adapter here
/// reads text from memory and never waits.
fn at_once<T>(future: impl Future<Output = T>) -> Result<T, EnforcerError> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Ok(value),
        Poll::Pending => Err(EnforcerError::Pending),
    }
}

#[cfg(test)]
mod tests;
