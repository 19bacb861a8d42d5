//! The simulation of one case: people try actions at any hour, and the clock performs due steps.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Role, Stance},
    ids::{CaseId, OrganizationId, UserId},
    workflow::{
        case::Case,
        clock,
        decide::{ActionRequest, Decision, OnFile, decide, possible},
        doer::{Doer, PartyMembership},
        event::{Event, Opening},
        name::{ActionId, PackId},
        violation::NotAccepted,
    },
};
use proptest::prelude::*;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    sketch::Statute,
    toy::{Toy, World},
};

/// An action that somebody attempted.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) after_hours: i64,
    pub(crate) action: prop::sample::Index,
    pub(crate) person: u128,
}

pub(crate) fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let hours = prop_oneof![5 => 0_i64..30, 2 => 30_i64..300, 1 => 300_i64..2_000];
    let one = (hours, any::<prop::sample::Index>(), 0_u128..3).prop_map(|(after_hours, action, person)| Attempt {
        after_hours,
        action,
        person,
    });
    prop::collection::vec(one, 0..60)
}

/// One accepted command, with the case before it.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) before: Case<Toy>,
    pub(crate) decision: Decision<Toy>,
    /// The instant of processing, which can be long after the legal instant.
    pub(crate) looked_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
pub(crate) struct Tale {
    pub(crate) opening: Event<Toy>,
    pub(crate) case: Case<Toy>,
    pub(crate) now: DateTime<Utc>,
    pub(crate) pages: Vec<Page>,
}

pub(crate) fn world() -> World {
    World { sunny: true, agencies: BTreeMap::new() }
}

pub(crate) fn person(n: u128) -> Doer {
    let place = |organization, role, stance| PartyMembership {
        organization: OrganizationId::new(Uuid::from_u128(organization)),
        role,
        stance,
    };
    let places =
        BTreeSet::from([place(1, Role::OperatorPlanner, Stance::Applicant), place(2, Role::OwnerClerk, Stance::Owner)]);
    Doer::Person { user: UserId::new(Uuid::from_u128(100 + n)), places }
}

pub(crate) fn command(action: &ActionId, data: Map<String, Value>) -> ActionRequest {
    ActionRequest { action: action.clone(), comment: None, data, on_file: OnFile::default() }
}

pub(crate) fn opening(statute: &Statute, at: DateTime<Utc>) -> Opening<Toy> {
    Opening {
        id: CaseId::new(Uuid::from_u128(7)),
        code: Some("T-1".to_owned()),
        kind: statute.definition.kind.clone(),
        pack: PackId::new("toy@2023-01-01").unwrap(),
        state: statute.definition.initial.clone(),
        applicant: OrganizationId::new(Uuid::from_u128(1)),
        previous: None,
        content: 0,
        at,
    }
}

impl Tale {
    pub(crate) fn begin(statute: &Statute) -> Self {
        let now: DateTime<Utc> = "2023-10-02T02:00:00Z".parse().unwrap();
        let opening = opening(statute, now);
        let case = Case::opened(opening.clone());
        Self { opening: Event::Opened(Box::new(opening)), case, now, pages: Vec::new() }
    }

    pub(crate) fn lived(statute: &Statute, attempts: &[Attempt]) -> Self {
        let mut tale = Self::begin(statute);
        for attempt in attempts {
            tale.pass(statute, attempt.after_hours);
            let doer = person(attempt.person);
            let can: Vec<_> = possible(statute.law(), &tale.case, &doer).map(|action| action.id.clone()).collect();
            if !can.is_empty() {
                let _refused = tale.attempt(statute, attempt.action.get(&can), &doer);
            }
        }
        tale
    }

    /// Advances the time; due steps happen automatically.
    pub(crate) fn pass(&mut self, statute: &Statute, hours: i64) {
        self.now += TimeDelta::hours(hours);
        let mut woken = 0;
        while let Some(decision) = clock::wake(statute.law(), &self.case, &world(), self.now).unwrap() {
            self.accept(decision);
            woken += 1;
            assert!(woken < 1_000, "the clock of {:?} never rests", self.case);
        }
    }

    pub(crate) fn attempt(&mut self, statute: &Statute, action: &ActionId, doer: &Doer) -> Result<(), NotAccepted> {
        let decision = decide(statute.law(), &self.case, &world(), &command(action, Map::new()), doer, self.now)?;
        self.accept(decision);
        Ok(())
    }

    fn accept(&mut self, decision: Decision<Toy>) {
        let before = std::mem::replace(&mut self.case, decision.after.clone());
        self.pages.push(Page { before, decision, looked_at: self.now });
    }

    /// All events, with the case before each and the legal instant.
    pub(crate) fn events(&self) -> impl Iterator<Item = (&Page, &Event<Toy>)> {
        self.pages.iter().flat_map(|page| page.decision.events.iter().map(move |event| (page, event)))
    }
}
