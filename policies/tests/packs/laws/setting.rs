//! A simulated case of any kind with facts that permit every filing, and people who try every
//! action.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::Stance,
    cases::{
        Action, Case, CaseRules, Change, Decision, Event, Facts, Kind, Law,
        change::Shortage,
        construction::{self, Way, When},
        facts::{AssetFact, Competent, Jurisdiction, Linked, UnitFact},
    },
    ids::{AssetId, CaseId, OrganizationId, UserId},
    registry::{asset::Lifecycle, capacity::Ledger, kind::UnitNature},
    text::Localized,
    workflow::{
        clock,
        decide::{ActionRequest, OnFile, decide, possible},
        definition::Phase,
        doer::{Doer, PartyMembership},
        event::{Opening, Outcome},
        fields::{Field, Form, Need},
        name::KindName,
        violation::NotAccepted,
    },
};
use policies::{Policies, packs::Pack};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::drafts::{draft, scenery};

const APPLICANT: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
pub(crate) const OWNER: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
pub(crate) const JOINER: OrganizationId = OrganizationId::new(Uuid::from_u128(4));
const AGENCY: OrganizationId = OrganizationId::new(Uuid::from_u128(3));
pub(crate) const SITE: CaseId = CaseId::new(Uuid::from_u128(6));

#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) hours: i64,
    pub(crate) action: prop::sample::Index,
    pub(crate) choice: prop::sample::Index,
    pub(crate) with_optional: bool,
}

pub(crate) fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let hours = prop_oneof![6 => 0_i64..60, 2 => 60_i64..500, 1 => 500_i64..3_000];
    let one = (hours, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<bool>())
        .prop_map(|(hours, action, choice, with_optional)| Attempt { hours, action, choice, with_optional });
    prop::collection::vec(one, 0..70)
}

pub(crate) fn pole(n: u128) -> AssetId {
    AssetId::new(Uuid::from_u128(10 + n))
}

/// Poles with some capacity, and the requested amount.
pub(crate) fn poles() -> impl Strategy<Value = Vec<(u32, u32, u32)>> {
    prop::collection::vec((0_u32..4, 0_u32..120, 1_u32..3), 1..4)
}

/// Facts that permit every filing: an office is competent, the place is approved, and the law
/// prescribes this route.
pub(crate) fn facts(policies: &Policies, case: &Case, poles: &[(u32, u32, u32)]) -> Facts {
    let named = |text: &str| Localized { vi: text.to_owned(), en: text.to_owned() };
    let lead = Competent { office: OWNER, name: named("UBND phường Bãi Cháy"), area: None };
    let route = construction::Resolved {
        rule: "chance".to_owned(),
        to: case.kind.as_str().parse::<Way>().ok().unwrap_or(Way::ConstructionPermit),
        dossier: construction::Dossier::Full,
        competence: "permit.local".to_owned(),
        clause: "Đ43".to_owned(),
        inputs: When::default(),
    };
    let site = Linked {
        code: Some("SA-1".to_owned()),
        kind: Kind::SitingApplication,
        phase: Phase::InForce,
        applicant: OWNER,
        owner: None,
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
        holders: BTreeSet::from([OWNER]),
        scenery: scenery(),
        ..Facts::empty(policies.kinds.overload)
    }
}

pub(crate) struct CaseFixture<'a> {
    pub(crate) policies: &'a Policies,
    pub(crate) pack: &'a Pack,
    pub(crate) opening: Event,
    pub(crate) case: Case,
    pub(crate) facts: Facts,
    pub(crate) active: bool,
    pub(crate) now: DateTime<Utc>,
    pub(crate) trail: Vec<(Case, Decision)>,
}

impl<'a> CaseFixture<'a> {
    pub(crate) fn begin(policies: &'a Policies, pack: &'a Pack, kind: &KindName, poles: &[(u32, u32, u32)]) -> Self {
        let workflow = &pack.workflows[kind];
        let now = pack.header.office.start_of_work(pack.valid_from()) + TimeDelta::days(30);
        let opening = Opening {
            id: CaseId::new(Uuid::from_u128(5)),
            code: Some("SR-1".to_owned()),
            kind: workflow.kind.clone(),
            pack: pack.id.clone(),
            state: workflow.initial.clone(),
            applicant: APPLICANT,
            previous: None,
            content: draft(kind.as_str().parse::<Kind>().ok().unwrap(), poles, now).content(),
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

    pub(crate) fn law(&self) -> Law<'a> {
        self.policies.law(&self.pack.id, &self.case.kind).unwrap()
    }

    pub(crate) fn phase(&self) -> Phase {
        self.law().definition.state(&self.case.state).unwrap().phase
    }

    pub(crate) fn held(&self) -> u32 {
        self.facts.assets.values().flat_map(|asset| asset.units.values()).map(|unit| unit.held).sum()
    }

    /// Saves a decision like the store: capacity first; missing capacity refuses the decision.
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
                | Change::Trigger { .. }
                | Change::Refile { .. }
                | Change::Clear { .. }
                | Change::Register { .. }
                | Change::Watch => {}
            }
        }
        let before = std::mem::replace(&mut self.case, decision.after.clone());
        self.trail.push((before, decision));
    }

    pub(crate) fn pass(&mut self, hours: i64) {
        self.now += TimeDelta::hours(hours);
        let mut woken = 0;
        while let Some(decision) = clock::wake(self.law(), &self.case, &self.facts, self.now).unwrap() {
            self.save(decision);
            woken += 1;
            assert!(woken < 500, "the clocks never rest: {:?}", self.case.timers);
        }
    }

    /// All roles in two people, for actions that one person alone may not do: the test covers the
    /// pack, not the grants.
    fn everybody(&self, attempt: &Attempt) -> Doer {
        let who = self.law().definition.actions.iter().flat_map(|action| &action.who);
        let places = who.flat_map(|who| {
            let organization = match who.stance {
                Stance::Owner | Stance::Reviewer | Stance::Respondent => OWNER,
                Stance::Consulted => AGENCY,
                Stance::Informed => JOINER,
                Stance::Applicant
                | Stance::CoOwner
                | Stance::Tenant
                | Stance::Former
                | Stance::Regulator
                | Stance::Admin
                | Stance::Public
                | Stance::System => APPLICANT,
            };
            who.roles.iter().map(move |role| PartyMembership { organization, role: *role, stance: who.stance })
        });
        Doer::Person {
            user: UserId::new(Uuid::from_u128(100 + u128::from(attempt.with_optional))),
            places: places.collect(),
        }
    }

    pub(crate) fn attempt(&mut self, attempt: &Attempt) -> Result<(), NotAccepted> {
        let (law, doer) = (self.law(), self.everybody(attempt));
        let can: Vec<&Action> = possible(law, &self.case, &doer).collect();
        if can.is_empty() {
            return Ok(());
        }
        let action = attempt.action.get(&can);
        // Most applicants want the request to continue.
        if matches!(action.outcome, Some(Outcome::Withdrawn | Outcome::Refused)) && attempt.hours % 8 != 0 {
            return Ok(());
        }
        let data = action.fields.iter().filter(|field| field.need == Need::Required || attempt.with_optional);
        let data: Map<_, _> =
            data.filter_map(|field| Some((field.id.to_string(), self.said(field, attempt)?))).collect();
        let kinds = law.definition.documents.iter().map(|document| document.id.clone()).collect();
        let on_file = OnFile { kinds, ids: BTreeSet::from(["on-file".to_owned()]), hash: None };
        let command =
            ActionRequest {
                action: action.id.clone(), comment: Some("như đã thỏa thuận".to_owned()), data, on_file
            };
        let decision = decide(law, &self.case, &self.facts, &command, &doer, self.now)?;
        self.save(decision);
        Ok(())
    }

    /// A possible value of a field.
    fn said(&self, field: &Field<CaseRules>, attempt: &Attempt) -> Option<Value> {
        let definition = self.law().definition;
        let day = (self.now + TimeDelta::days(120)).date_naive();
        Some(match field.form {
            Form::Text if field.id.as_str() == "organization_id" => json!(JOINER),
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
            Form::Choice => json!(attempt.choice.get(&field.choices).id),
            Form::Object => return None,
            Form::List => match field.id.as_str() {
                "items" => json!([{"item": "sơ đồ", "reason": "thiếu"}]),
                "agencies" => json!([AGENCY]),
                "photos" => json!(["on-file"]),
                "numbers" => json!([1]),
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

pub(crate) fn asset(n: u128, places: u32, load: u32) -> AssetFact {
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
