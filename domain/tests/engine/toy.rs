//! The smallest kind of case: it counts, and it cares for the weather.

use std::collections::BTreeMap;

use domain::{
    access::{Role, Stance},
    ids::OrganizationId,
    messages::Message,
    workflow::{
        check::Surroundings,
        denial::{Denial, Refusal},
        rules::{Consequence, Rules, Scene},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Toy;

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Weather {
    Sunny,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tally {
    Count,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sunny: bool,
    pub(crate) agencies: BTreeMap<OrganizationId, String>,
}

impl Rules for Toy {
    type Guard = Weather;
    type Effect = Tally;
    type Papers = u32;
    type Facts = World;
    type Event = u32;
    type Change = u32;

    fn check(_: Weather, scene: &Scene<'_, Self>) -> Result<(), Denial> {
        if scene.facts.sunny { Ok(()) } else { Err(Refusal::of(Message::new("toy", "sunny", Vec::new())).into()) }
    }

    fn run(_: Tally, scene: &Scene<'_, Self>) -> Result<Consequence<Self>, Denial> {
        let next = scene.case.papers + 1;
        Ok(Consequence { events: vec![next], changes: vec![next] })
    }

    fn agency_kind(facts: &World, agency: OrganizationId) -> Option<String> {
        facts.agencies.get(&agency).cloned()
    }

    fn apply(papers: &mut u32, event: &u32) {
        *papers = *event;
    }
}

/// Every letter is written, everybody may do everything.
pub(crate) struct Anything;

impl Surroundings for Anything {
    fn has_letter(&self, _: &str) -> bool {
        true
    }

    fn may(&self, _: Role, _: Stance, _: &str, _: &str) -> bool {
        true
    }
}
