//! The smallest kind of case: a counter with the weather as its facts.

use std::collections::BTreeMap;

use domain::{
    access::{Role, Stance},
    ids::OrganizationId,
    messages::Message,
    workflow::{
        check::Surroundings,
        fields::{Form, ValueShape, fault_of},
        rules::{Consequence, GuardInput, Rules, Scene},
        violation::{FieldError, NotAccepted, RuleViolation},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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

/// A list of numbers, or an object with numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Figure {
    Numbers,
    Thing,
}

impl From<Figure> for &'static str {
    fn from(figure: Figure) -> Self {
        match figure {
            Figure::Numbers => "numbers",
            Figure::Thing => "thing",
        }
    }
}

impl ValueShape for Figure {
    fn form(self) -> Form {
        match self {
            Self::Numbers => Form::List,
            Self::Thing => Form::Object,
        }
    }

    fn fault(self, value: &Value, pointer: &str) -> Option<FieldError> {
        match self {
            Self::Numbers => fault_of::<Vec<u32>>(value, pointer),
            Self::Thing => fault_of::<BTreeMap<String, u32>>(value, pointer),
        }
    }
}

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) sunny: bool,
    pub(crate) agencies: BTreeMap<OrganizationId, String>,
}

impl Rules for Toy {
    type Guard = Weather;
    type Effect = Tally;
    type Shape = Figure;
    type Content = u32;
    type Facts = World;
    type Event = u32;
    type Change = u32;

    fn check(_: Weather, scene: &Scene<'_, Self>) -> Result<(), NotAccepted> {
        if scene.facts.sunny { Ok(()) } else { Err(RuleViolation::of(Message::new("toy", "sunny", Vec::new())).into()) }
    }

    fn input_of(_: Weather) -> GuardInput {
        GuardInput::Case
    }

    fn run(_: Tally, scene: &Scene<'_, Self>) -> Result<Consequence<Self>, NotAccepted> {
        let next = scene.case.content + 1;
        Ok(Consequence { events: vec![next], changes: vec![next] })
    }

    fn agency_kind(facts: &World, agency: OrganizationId) -> Option<String> {
        facts.agencies.get(&agency).cloned()
    }

    fn apply(content: &mut u32, event: &u32) {
        *content = *event;
    }
}

/// An environment in which every letter exists and everybody may do everything.
pub(crate) struct Anything;

impl Surroundings for Anything {
    fn has_letter(&self, _: &str) -> bool {
        true
    }

    fn may(&self, _: Role, _: Stance, _: &str, _: &str) -> bool {
        true
    }
}
