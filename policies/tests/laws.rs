//! What holds for every case under every shipped pack, whatever its people try, on assets with whatever room there is.
//!
//! | guarantee (DESIGN 3, DOMAIN 7.3) | test |
//! | --- | --- |
//! | every state and every clock's end of every pack is walked; none is a trap | `every_corner_of_every_shipped_pack_is_walked` |
//! | what happens by itself is never refused; a closed case stays closed; replay gives the same case | `a_case_lives_by_its_pack` |
//! | an offer without make-ready has place **and** load **and** wind area **and** power (I3) | `a_case_lives_by_its_pack` |
//! | a reservation has a clock that ends it, and ends with its case (I4) | `a_case_lives_by_its_pack` |
//! | a refusal needs one of the pack's codes with its evidence | `no_code_of_a_shipped_pack_stands_without_its_evidence` |
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Stance,
    cases::{
        Action, Case, Change, Decision, Draft, Event, Facts, Kind, Law,
        change::Shortage,
        construction::{self, Way, When},
        facts::{AssetFact, Competent, Jurisdiction, Linked, UnitFact},
        site::{Settlement, WorkKind},
        siting,
    },
    ids::{AssetId, CaseId, OrganizationId, UserId},
    place::Shape,
    registry::{asset::Lifecycle, capacity::Ledger, kind::UnitNature},
    text::Localized,
    workflow::{
        clock,
        decide::{Command, OnFile, decide, possible},
        definition::Phase,
        denial::Denial,
        doer::{Doer, Place},
        event::{Opening, Outcome},
        evidence::faults,
        fields::{Field, Form, Need},
        limit::TimerStatus,
        name::KindName,
        walk::walk,
    },
};
use policies::{Policies, packs::Pack, source::Source};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const APPLICANT: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
const OWNER: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
const AGENCY: OrganizationId = OrganizationId::new(Uuid::from_u128(3));
const SITE: CaseId = CaseId::new(Uuid::from_u128(6));

fn shipped() -> Policies {
    Policies::load(&Source::BuiltIn).unwrap()
}

#[test]
fn every_corner_of_every_shipped_pack_is_walked() {
    for (id, pack) in shipped().packs {
        for (kind, machine) in pack.machines {
            let walk = walk(&machine);
            let seen: BTreeSet<_> = walk.corners.keys().map(|(state, _)| state).collect();
            let all: BTreeSet<_> = machine.states.iter().map(|state| &state.id).collect();
            assert_eq!(seen, all, "{id} {kind}: states that no walk comes to");
            assert_eq!(walk.done.len(), machine.actions.len(), "{id} {kind}: actions that nobody can do");
            assert!(walk.stuck.is_empty(), "{id} {kind}: {:?}", walk.stuck);
            assert!(walk.moments >= walk.corners.len());
            for (corner, next) in &walk.corners {
                assert!(
                    next.iter().all(|to| walk.corners.contains_key(to)),
                    "{id} {kind}: {corner:?} leads out of the walk"
                );
                let open = machine.state(&corner.0).unwrap().phase != Phase::Closed;
                assert!(!open || !next.is_empty(), "{id} {kind}: nothing leads out of {corner:?}");
            }
        }
    }
}

#[test]
fn no_code_of_a_shipped_pack_stands_without_its_evidence() {
    for (id, pack) in shipped().packs {
        for machine in pack.machines.values() {
            for code in &machine.refusal_codes {
                let bare = json!([{"code": code.id, "explanation": "vì vậy"}]);
                let found = faults(
                    &machine.refusal_codes,
                    &machine.evidence,
                    &serde_json::from_value::<Vec<_>>(bare).unwrap(),
                    &BTreeSet::new(),
                );
                // The ledger proves a want of room; the guard asks it.
                assert_eq!(found.is_empty(), code.needs.is_empty(), "{id} {}", code.id);
                assert!(!code.needs.is_empty() || code.id.as_str() == "NO_SPACE", "{id} {} needs no evidence", code.id);
            }
        }
    }
}

#[derive(Debug, Clone)]
struct Attempt {
    hours: i64,
    action: prop::sample::Index,
    choice: prop::sample::Index,
    with_optional: bool,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let hours = prop_oneof![6 => 0_i64..60, 2 => 60_i64..500, 1 => 500_i64..3_000];
    let one = (hours, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>())
        .prop_map(|(hours, action, choice, with_optional)| Attempt { hours, action, choice, with_optional });
    prop::collection::vec(one, 0..70)
}

fn pole(n: u128) -> AssetId {
    AssetId::new(Uuid::from_u128(10 + n))
}

/// Poles with some room, and how much of it is asked for.
fn poles() -> impl Strategy<Value = Vec<(u32, u32, u32)>> {
    prop::collection::vec((0_u32..4, 0_u32..120, 1_u32..3), 1..4)
}

/// A draft of a kind that can be filed.
fn draft(kind: Kind, poles: &[(u32, u32, u32)], now: DateTime<Utc>) -> Draft {
    let works = || construction::Works {
        title: "Trạm BTS Bãi Cháy".to_owned(),
        work: Some(WorkKind::TelecomPassive),
        asset_kind: "tower".to_owned(),
        place: Shape::point(107.05, 20.95).ok(),
        settlement: Some(Settlement::Urban),
        siting_case_id: Some(SITE),
        starts_on: Some((now + TimeDelta::days(400)).date_naive()),
        ..construction::Works::default()
    };
    match kind {
        Kind::SharingRequest => {
            let elements: Vec<_> = (0_u128..)
                .zip(poles)
                .map(|(n, (_, _, wanted))| {
                    json!({"asset_id": pole(n), "units": [{"unit": "attachment_position", "quantity": wanted}, {"unit": "load_nm", "quantity": wanted * 40}]})
                })
                .collect();
            let request = json!({
                "title": "Tuyến", "purpose": "cáp quang", "equipment": {"description": "ADSS 24"}, "elements": elements, "starts_on": null,
            });
            Draft::SharingRequest(serde_json::from_value(request).unwrap())
        }
        Kind::SitingApplication => Draft::SitingApplication(siting::Application {
            title: "Trạm BTS Bãi Cháy".to_owned(),
            asset_kind: "tower".to_owned(),
            place: Shape::point(107.05, 20.95).ok(),
            settlement: Some(Settlement::Urban),
            ..siting::Application::default()
        }),
        Kind::ConstructionPermit => Draft::ConstructionPermit(works()),
        Kind::CommencementNotice => Draft::CommencementNotice(works()),
    }
}

/// A world in which everything can be filed: an office is competent, the place is approved, the law sends the works this way.
fn facts(policies: &Policies, case: &Case, poles: &[(u32, u32, u32)]) -> Facts {
    let named = |text: &str| Localized { vi: text.to_owned(), en: text.to_owned() };
    let lead = Competent { office: OWNER, name: named("UBND phường Bãi Cháy"), area: None };
    let route = construction::Resolved {
        rule: "chance".to_owned(),
        to: Way::named(case.kind.as_str()).unwrap_or(Way::ConstructionPermit),
        dossier: construction::Dossier::Full,
        competence: "permit.local".to_owned(),
        clause: "Đ43".to_owned(),
        told: When::default(),
    };
    let site = Linked {
        code: "SA-1".to_owned(),
        kind: Kind::SitingApplication,
        phase: Phase::InForce,
        outcome: Some(Outcome::Granted),
        assets: Vec::new(),
    };
    Facts {
        assets: (0_u128..).zip(poles).map(|(n, (places, load, _))| (pole(n), asset(n, *places, *load))).collect(),
        agencies: BTreeMap::from([(AGENCY, "heritage".to_owned())]),
        offices: BTreeMap::from([(AGENCY, named("UBND phường Hồng Gai"))]),
        jurisdiction: Some(Jurisdiction { lead, others: Vec::new() }),
        linked: BTreeMap::from([(SITE, site)]),
        route: Some(route),
        ..Facts::empty(policies.kinds.overload)
    }
}

struct Town<'a> {
    policies: &'a Policies,
    pack: &'a Pack,
    opening: Event,
    case: Case,
    facts: Facts,
    active: bool,
    now: DateTime<Utc>,
    trail: Vec<(Case, Decision)>,
}

impl<'a> Town<'a> {
    fn begin(policies: &'a Policies, pack: &'a Pack, kind: &KindName, poles: &[(u32, u32, u32)]) -> Self {
        let machine = &pack.machines[kind];
        let now = pack.header.office.start_of_work(pack.valid_from()) + TimeDelta::days(30);
        let opening = Opening {
            id: CaseId::new(Uuid::from_u128(5)),
            code: "SR-1".to_owned(),
            kind: machine.kind.clone(),
            pack: pack.id.clone(),
            state: machine.initial.clone(),
            applicant: APPLICANT,
            previous: None,
            papers: draft(Kind::named(kind.as_str()).unwrap(), poles, now).papers(),
            at: now,
        };
        let case = Case::opened(opening.clone());
        Self {
            policies,
            pack,
            opening: Event::Opened(Box::new(opening)),
            facts: facts(policies, &case, poles),
            case,
            active: false,
            now,
            trail: Vec::new(),
        }
    }

    fn law(&self) -> Law<'a> {
        self.policies.law(&self.pack.id, &self.case.kind).unwrap()
    }

    fn phase(&self) -> Phase {
        self.law().definition.state(&self.case.state).unwrap().phase
    }

    fn held(&self) -> u32 {
        self.facts.assets.values().flat_map(|asset| asset.units.values()).map(|unit| unit.held).sum()
    }

    /// Saves a decision as the store does: the room first; what is not there refuses it.
    fn save(&mut self, decision: Decision) {
        let before = self.facts.clone();
        for change in &decision.changes {
            match change {
                Change::Reserve { claims, shortage } => {
                    let fits = claims.iter().all(|claim| {
                        self.facts.assets[&claim.asset].units[&claim.unit].ledger.free() >= claim.quantity
                    });
                    match (fits, shortage) {
                        (true, _) => {
                            for claim in claims {
                                let unit = self
                                    .facts
                                    .assets
                                    .get_mut(&claim.asset)
                                    .unwrap()
                                    .units
                                    .get_mut(&claim.unit)
                                    .unwrap();
                                unit.ledger = unit.ledger.reserve(claim.quantity).unwrap();
                                unit.held += claim.quantity;
                            }
                        }
                        (false, Shortage::Queue) => {}
                        (false, Shortage::Refuse) => {
                            self.facts = before;
                            return;
                        }
                    }
                }
                Change::Activate => self.active = true,
                Change::Release { .. } => {
                    self.active = false;
                    for unit in self.facts.assets.values_mut().flat_map(|asset| asset.units.values_mut()) {
                        unit.ledger = unit.ledger.release(std::mem::take(&mut unit.held)).unwrap();
                    }
                }
                Change::Join { .. }
                | Change::Leave { .. }
                | Change::Prompt { .. }
                | Change::Register { .. }
                | Change::Watch => {}
            }
        }
        let before = std::mem::replace(&mut self.case, decision.after.clone());
        self.trail.push((before, decision));
    }

    fn pass(&mut self, hours: i64) {
        self.now += TimeDelta::hours(hours);
        let mut woken = 0;
        while let Some(decision) = clock::wake(self.law(), &self.case, &self.facts, self.now).unwrap() {
            self.save(decision);
            woken += 1;
            assert!(woken < 500, "the clocks never rest: {:?}", self.case.timers);
        }
    }

    /// Everybody in two people, for what one alone may not do: what is tried here is the pack, not the grants.
    fn everybody(&self, attempt: &Attempt) -> Doer {
        let who = self.law().definition.actions.iter().flat_map(|action| &action.who);
        let places = who.flat_map(|who| {
            let organization = match who.stance {
                Stance::Owner | Stance::Reviewer => OWNER,
                Stance::Consulted => AGENCY,
                _ => APPLICANT,
            };
            who.roles.iter().map(move |role| Place { organization, role: *role, stance: who.stance })
        });
        Doer::Person { user: UserId::new(Uuid::from_u128(100 + u128::from(attempt.with_optional))), places: places.collect() }
    }

    fn attempt(&mut self, attempt: &Attempt) -> Result<(), Denial> {
        let (law, doer) = (self.law(), self.everybody(attempt));
        let can: Vec<&Action> = possible(law, &self.case, &doer).collect();
        if can.is_empty() {
            return Ok(());
        }
        let action = attempt.action.get(&can);
        // Most people who file a request want it to go on.
        if matches!(action.outcome, Some(Outcome::Withdrawn | Outcome::Refused)) && attempt.hours % 8 != 0 {
            return Ok(());
        }
        let data = action.fields.iter().filter(|field| field.need == Need::Required || attempt.with_optional);
        let data: Map<_, _> =
            data.filter_map(|field| Some((field.id.to_string(), self.said(field, attempt)?))).collect();
        let kinds = law.definition.documents.iter().map(|document| document.id.clone()).collect();
        let on_file = OnFile { kinds, ids: BTreeSet::from(["on-file".to_owned()]), hash: None };
        let command = Command { action: action.id.clone(), comment: None, data, on_file };
        let decision = decide(law, &self.case, &self.facts, &command, &doer, self.now)?;
        self.save(decision);
        Ok(())
    }

    /// Something that can be said in a field.
    fn said(&self, field: &Field, attempt: &Attempt) -> Option<Value> {
        let definition = self.law().definition;
        let day = (self.now + TimeDelta::days(120)).date_naive();
        Some(match field.form {
            Form::Text if field.id.as_str().ends_with("_id") => json!(AGENCY),
            Form::Text => json!("như đã thỏa thuận"),
            Form::Integer => json!(field.min.unwrap_or(1)),
            Form::AmountVnd => json!(50_000),
            Form::Date if field.id.as_str() == "on" => {
                json!(self.law().office.local_date(self.now))
            }
            Form::Date => json!(if field.lead.is_none() || field.id.as_str() != "entry_on" {
                day
            } else {
                (self.now + TimeDelta::days(5)).date_naive()
            }),
            Form::Choice => json!(attempt.choice.get(&field.choices)),
            Form::Object => return None,
            Form::List => match field.id.as_str() {
                "items" => json!([{"item": "sơ đồ", "reason": "thiếu"}]),
                "agencies" => json!([AGENCY]),
                "make_ready" => json!([{"asset_id": pole(0), "work": "thay cột"}]),
                "reasons" => {
                    let code = attempt.choice.get(&definition.refusal_codes);
                    let evidence: Map<_, _> =
                        definition.evidence.iter().map(|kind| (kind.id.to_string(), json!("on-file"))).collect();
                    json!([{"code": code.id, "explanation": "vì vậy", "evidence": evidence}])
                }
                _ => json!([]),
            },
        })
    }
}

fn asset(n: u128, places: u32, load: u32) -> AssetFact {
    let unit = |nature, installed| UnitFact { nature, ledger: Ledger { installed, ..Ledger::default() }, held: 0 };
    AssetFact {
        code: format!("QN-POL-{n}"),
        kind: "pole".to_owned(),
        owner: OWNER,
        co_owners: Vec::new(),
        lifecycle: Lifecycle::InService,
        closed_because: None,
        units: BTreeMap::from([
            ("attachment_position".to_owned(), unit(UnitNature::Slot, places)),
            ("load_nm".to_owned(), unit(UnitNature::Budget, load)),
        ]),
        tenants: Vec::new(),
    }
}

/// Whether the assets have all that is asked for: place and load together.
fn fits(town: &Town<'_>, poles: &[(u32, u32, u32)]) -> bool {
    (0_u128..).zip(poles).all(|(n, (_, _, wanted))| {
        let units = &town.facts.assets[&pole(n)].units;
        units["attachment_position"].has_room_for(*wanted) && units["load_nm"].has_room_for(wanted * 40)
    })
}

fn lives(
    policies: &Policies,
    pack: &Pack,
    kind: &KindName,
    poles: &[(u32, u32, u32)],
    attempts: &[Attempt],
) -> Result<BTreeSet<String>, TestCaseError> {
    let mut town = Town::begin(policies, pack, kind, poles);
    let mut visited = BTreeSet::new();
    for attempt in attempts {
        town.pass(attempt.hours);
        let fitted = fits(&town, poles);
        let before = town.trail.len();
        let _refused = town.attempt(attempt);
        if let Some((_, decision)) = town.trail.get(before) {
            let taken = decision.after.taken.last().unwrap();
            if taken.action.as_str() == "offer" && !taken.data.contains_key("make_ready") {
                prop_assert!(fitted, "an offer without make-ready for what is not there");
            }
        }
        visited.insert(town.case.state.to_string());
        let reserved = town.held() > 0 && !town.active;
        let ends = town
            .case
            .timers
            .values()
            .any(|timer| matches!(timer.status, TimerStatus::Running | TimerStatus::Paused | TimerStatus::Expired));
        prop_assert!(!reserved || ends, "nothing ends the reservation of {:?}", town.case);
        prop_assert!(town.phase() != Phase::Closed || town.held() == 0, "{} keeps its places", town.case.state);
    }
    let mut closed = false;
    let mut history = vec![serde_json::to_value([&town.opening]).unwrap()];
    for (before, decision) in &town.trail {
        prop_assert_eq!(decision.after.version, before.version + 1);
        let phase = pack.machines[&town.case.kind].state(&decision.after.state).unwrap().phase;
        prop_assert!(!closed || phase == Phase::Closed);
        closed = phase == Phase::Closed;
        history.push(serde_json::to_value(&decision.events).unwrap());
    }
    let read = history.into_iter().map(|entry| serde_json::from_value::<Vec<Event>>(entry).unwrap());
    prop_assert_eq!(Case::replayed(read).unwrap(), town.case);
    Ok(visited)
}

#[test]
fn a_case_lives_by_its_pack() {
    let policies = shipped();
    let mut lived = BTreeSet::new();
    for (id, pack) in &policies.packs {
        for (kind, machine) in &pack.machines {
            // A machine that a later pack takes over unchanged has lived already.
            if !lived.insert(&pack.texts[kind]) {
                continue;
            }
            let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
                cases: 400,
                failure_persistence: None,
                ..ProptestConfig::default()
            });
            let visited = std::cell::RefCell::new(BTreeSet::new());
            let outcome = runner.run(&(poles(), attempts()), |(poles, attempts)| {
                visited.borrow_mut().extend(lives(&policies, pack, kind, &poles, &attempts)?);
                Ok(())
            });
            assert!(outcome.is_ok(), "{id} {kind}: {outcome:?}");
            let visited = visited.into_inner();
            assert!(visited.len() * 3 >= machine.states.len() * 2, "{id} {kind}: chance saw only {visited:?}");
        }
    }
}
