//! Scenarios of the shipped sharing workflow: from a draft to the end of the use, and the
//! exceptional paths.
//!
//! The scenarios test only the law; the tests of the ledger test its effect on the ledger.
#![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "a story reads better with its data in place")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Role, Stance},
    cases::{Case, CaseContent, Decision, Facts, Law, facts::AssetFact, facts::UnitFact, sharing},
    ids::{AssetId, CaseId, OrganizationId, UserId},
    registry::{asset::Lifecycle, capacity::Ledger, kind::UnitNature},
    workflow::{
        clock,
        decide::{ActionRequest, OnFile, decide},
        doer::{Doer, PartyMembership},
        event::{Flag, Opening, Outcome},
        name::{ActionId, DocumentKind, KindName, LimitId, PackId, StateId},
        violation::NotAccepted,
    },
};
use policies::{Policies, source::Source};
use serde_json::{Value, json};
use uuid::Uuid;

const APPLICANT: OrganizationId = OrganizationId::new(Uuid::from_u128(1));
const OWNER: OrganizationId = OrganizationId::new(Uuid::from_u128(2));
const REGULATOR: OrganizationId = OrganizationId::new(Uuid::from_u128(3));
const POLE: AssetId = AssetId::new(Uuid::from_u128(9));

struct Story {
    policies: Policies,
    case: Case,
    facts: Facts,
    now: DateTime<Utc>,
    on_file: OnFile,
    notified: Vec<(Stance, String)>,
}

impl Story {
    fn begin() -> Self {
        let now: DateTime<Utc> = "2023-10-02T02:00:00Z".parse().unwrap();
        let request = json!({
            "title": "Tuyến Trần Hưng Đạo", "purpose": "cáp quang", "equipment": {"description": "ADSS 24"},
            "elements": [{"asset_id": POLE, "units": [{"unit": "attachment_position", "quantity": 1}]}], "starts_on": null,
        });
        let request: sharing::Request = serde_json::from_value(request).unwrap();
        let case = Case::opened(Opening {
            id: CaseId::new(Uuid::from_u128(5)),
            code: Some("SR-2023-000001".to_owned()),
            kind: KindName::new("sharing_request").unwrap(),
            pack: PackId::new("vn-qn@2023-09-07").unwrap(),
            state: StateId::new("draft").unwrap(),
            applicant: APPLICANT,
            previous: None,
            content: CaseContent::SharingRequest(Box::new(sharing::Content::new(request))),
            at: now,
        });
        let ledger = Ledger { installed: 4, ..Ledger::default() };
        let units = [("attachment_position", UnitNature::Slot), ("load", UnitNature::Budget)]
            .map(|(unit, nature)| (unit.to_owned(), UnitFact { nature, ledger, held: 0 }));
        let pole = AssetFact {
            code: "QN-POL-1".to_owned(),
            kind: "pole".to_owned(),
            owner: OWNER,
            co_owners: Vec::new(),
            lifecycle: Lifecycle::InService,
            closed_because: None,
            units: BTreeMap::from(units),
            tenants: Vec::new(),
        };
        let policies = Policies::load(&Source::BuiltIn).unwrap();
        let overload = policies.kinds.overload;
        let facts = Facts { assets: BTreeMap::from([(POLE, pole)]), ..Facts::empty(overload) };
        Self { policies, case, facts, now, on_file: OnFile::default(), notified: Vec::new() }
    }

    fn law(&self) -> Law<'_> {
        self.policies.law(&self.case.pack, &self.case.kind).unwrap()
    }

    fn attempt(&self, role: Role, stance: Stance, action: &str, data: Value) -> Result<Decision, NotAccepted> {
        let organization = if stance == Stance::Owner {
            OWNER
        } else if stance == Stance::Regulator {
            REGULATOR
        } else {
            APPLICANT
        };
        let user = UserId::new(Uuid::from_u128(100 + organization.uuid().as_u128()));
        let doer = Doer::Person { user, places: BTreeSet::from([PartyMembership { organization, role, stance }]) };
        let data = data.as_object().cloned().unwrap_or_default();
        let command = ActionRequest {
            action: ActionId::new(action).unwrap(),
            comment: None,
            data,
            on_file: self.on_file.clone(),
        };
        decide(self.law(), &self.case, &self.facts, &command, &doer, self.now)
    }

    fn take(&mut self, role: Role, stance: Stance, action: &str, data: Value) -> &mut Self {
        let decision = self.attempt(role, stance, action, data).unwrap();
        self.accept(decision);
        self
    }

    /// An action that another case triggers.
    fn prompted(&mut self, action: &str, data: Value) -> &mut Self {
        let data = data.as_object().cloned().unwrap_or_default();
        let command =
            ActionRequest { action: ActionId::new(action).unwrap(), comment: None, data, on_file: OnFile::default() };
        let decision = decide(self.law(), &self.case, &self.facts, &command, &Doer::System, self.now).unwrap();
        self.accept(decision);
        self
    }

    fn planner(&mut self, action: &str, data: Value) -> &mut Self {
        self.take(Role::OperatorPlanner, Stance::Applicant, action, data)
    }

    fn clerk(&mut self, action: &str, data: Value) -> &mut Self {
        self.take(Role::OwnerClerk, Stance::Owner, action, data)
    }

    fn accept(&mut self, decision: Decision) {
        self.notified = decision.notices.iter().map(|notice| (notice.stance, notice.template.to_string())).collect();
        self.case = decision.after;
    }

    /// Advances the time by days; every due step happens at its legal instant.
    fn days(&mut self, days: i64) -> &mut Self {
        self.now += TimeDelta::days(days);
        while let Some(decision) = clock::wake(self.law(), &self.case, &self.facts, self.now).unwrap() {
            self.accept(decision);
        }
        self
    }

    fn is(&mut self, state: &str) -> &mut Self {
        assert_eq!(self.case.state.as_str(), state);
        self
    }

    fn due(&self, limit: &str) -> String {
        self.case.timers.get(&LimitId::new(limit).unwrap()).unwrap().due_on.to_string()
    }

    fn offered(mut self, make_ready: bool) -> Self {
        let work = if make_ready { json!([{"asset_id": POLE, "work": "thay cột"}]) } else { json!([]) };
        self.planner("submit", json!({})).clerk("confirm_complete", json!({}));
        self.clerk("offer", json!({"rent_vnd_per_month": 50_000, "terms": "theo tháng", "make_ready": work}))
            .is("offered");
        self
    }

    fn accepted(mut self) -> Self {
        self.take(Role::OperatorManager, Stance::Applicant, "accept", json!({})).is("accepted");
        self
    }

    fn active(self) -> Self {
        let mut story = self.offered(false).accepted();
        story.clerk("no_make_ready", json!({})).is("ready");
        story.planner("log_entry", json!({"crew": "Đội 3", "entry_on": "2023-10-04"})).days(3);
        story.on_file.kinds.insert(DocumentKind::new("as_built").unwrap());
        story.planner("report_attached", json!({"finished_on": "2023-10-05", "summary": "1 cáp ADSS"})).is("attached");
        story.clerk("accept_as_built", json!({})).is("active");
        story
    }
}

fn rule(denied: Result<Decision, NotAccepted>) -> String {
    match denied {
        Ok(_) => "accepted".to_owned(),
        Err(NotAccepted::Refused(refusal) | NotAccepted::NotYours(refusal)) => refusal.rule().to_owned(),
        Err(NotAccepted::Invalid(faults)) => {
            faults.iter().map(|fault| fault.pointer.clone()).collect::<Vec<_>>().join(" ")
        }
    }
}

#[test]
fn from_a_draft_to_the_end_of_the_use() {
    let mut story = Story::begin().active();
    story.planner("overlash_notice", json!({"description": "thêm cáp 12 sợi", "starts_on": "2023-10-25"}));
    story.clerk("object_overlash", json!({"explanation": "không muốn"})).days(21);
    story.planner("finish_overlash", json!({})).is("active");
    story.clerk("notify_removal", json!({"removal_on": "2024-01-15", "reason": "nâng cấp tuyến"})).is("terminating");
    story.planner("confirm_removed", json!({})).is("terminating");
    assert_eq!(
        rule(story.attempt(Role::OwnerManager, Stance::Owner, "confirm_removed", json!({}))),
        "done_often_enough"
    );
    assert_eq!(
        rule(story.attempt(Role::OperatorPlanner, Stance::Applicant, "close_removal", json!({}))),
        "removal_is_unconfirmed"
    );
    story.clerk("close_removal", json!({})).is("ended");
    assert_eq!(story.case.verdict.as_ref().unwrap().outcome, Outcome::Ended);
}

#[test]
fn a_silent_owner_is_taken_to_have_a_complete_file_and_gives_nothing_away() {
    let mut story = Story::begin();
    story.planner("submit", json!({}));
    assert_eq!(story.due("completeness"), "2023-10-16");
    story.days(15).is("complete");
    assert!(story.notified.contains(&(Stance::Owner, "sharing.deemed_complete".to_owned())));
    assert_eq!(story.due("decision"), "2023-11-17");
    story.days(33).is("complete");
    assert!(story.case.has(Flag::DisputeRight) && story.case.has(Flag::Overdue));
    assert!(story.notified.contains(&(Stance::Regulator, "sharing.dispute_right".to_owned())));
    story.prompted("open_dispute", json!({"dispute": "DS-2023-000001", "claim": "đề nghị cho thuê"}));
    assert!(story.case.has(Flag::DisputeOpen) && !story.case.has(Flag::DisputeRight));
    story.prompted("settle_dispute", json!({"settlement": "hai bên đàm phán lại"}));
    assert!(!story.case.has(Flag::DisputeOpen));
}

#[test]
fn a_supplement_is_asked_once_and_checked_in_five_days() {
    let mut story = Story::begin();
    let gaps = json!({"items": [{"item": "Sơ đồ tuyến", "reason": "thiếu"}]});
    story.planner("submit", json!({})).clerk("request_supplement", gaps.clone()).is("supplement_requested");
    story.planner("resubmit", json!({})).is("submitted");
    assert_eq!(story.due("completeness_of_supplement"), "2023-10-09");
    assert_eq!(
        rule(story.attempt(Role::OwnerClerk, Stance::Owner, "request_supplement", gaps.clone())),
        "done_often_enough"
    );
    story.days(8).is("complete");
    let mut silent = Story::begin();
    silent.planner("submit", json!({})).clerk("request_supplement", gaps).days(20).is("lapsed");
}

#[test]
fn an_offer_is_signed_by_those_who_sign_and_lapses_without() {
    let mut story = Story::begin().offered(false);
    assert_eq!(rule(story.attempt(Role::OperatorPlanner, Stance::Applicant, "accept", json!({}))), "not_yours");
    assert_eq!(story.due("acceptance"), "2023-10-16");
    story.planner("counter", json!({"terms": "giảm giá"})).is("complete");
    story.clerk("offer", json!({"rent_vnd_per_month": 40_000, "terms": "theo quý"}));
    assert_eq!(
        rule(story.attempt(Role::OperatorPlanner, Stance::Applicant, "counter", json!({"terms": "nữa"}))),
        "done_often_enough"
    );
    story.days(15).is("lapsed");
}

#[test]
fn a_refusal_needs_a_code_its_proof_and_a_manager() {
    let mut story = Story::begin();
    story.planner("submit", json!({})).clerk("confirm_complete", json!({}));
    let because =
        |code: &str, evidence: Value| json!({"reasons": [{"code": code, "explanation": "…", "evidence": evidence}]});
    let attempt = |story: &Story, role, data| rule(story.attempt(role, Stance::Owner, "refuse", data));
    assert_eq!(attempt(&story, Role::OwnerClerk, because("NO_SPACE", json!({}))), "not_yours");
    assert_eq!(attempt(&story, Role::OwnerManager, because("NO_SPACE", json!({}))), "refusal_agrees_with_ledger");
    assert_eq!(
        attempt(&story, Role::OwnerManager, because("NO_SPACE_FUTURE_NEED", json!({}))),
        "/data/reasons/0/evidence"
    );
    assert!(attempt(&story, Role::OwnerManager, json!({})).starts_with("/data/reasons"));
    let proven = because("NO_SPACE_FUTURE_NEED", json!({"reserve_percent": 20}));
    let undeclared = "/data/reasons/0/evidence/reserve_percent";
    assert_eq!(attempt(&story, Role::OwnerManager, proven.clone()), undeclared, "a number is no declaration");
    let pole = story.facts.assets.get_mut(&POLE).unwrap();
    pole.units.get_mut("attachment_position").unwrap().ledger.policy_reserve = 1;
    let more = because("NO_SPACE_FUTURE_NEED", json!({"reserve_percent": 50}));
    assert_eq!(attempt(&story, Role::OwnerManager, more), undeclared);
    story.take(Role::OwnerManager, Stance::Owner, "refuse", proven).is("refused");
    story.prompted("open_dispute", json!({"dispute": "DS-2023-000001", "claim": "không đồng ý"})).is("refused");
}

#[test]
fn who_misses_the_date_of_make_ready_is_helped() {
    let mut story = Story::begin().offered(true).accepted();
    assert_eq!(
        rule(story.attempt(Role::OwnerClerk, Stance::Owner, "no_make_ready", json!({}))),
        "no_make_ready_is_listed"
    );
    let soon = json!({"works_on": "2023-10-10", "space": "communications"});
    assert_eq!(rule(story.attempt(Role::OwnerClerk, Stance::Owner, "start_make_ready", soon)), "/data/works_on");
    story.clerk("start_make_ready", json!({"works_on": "2023-10-20", "space": "communications"})).is("make_ready");
    assert!(story.notified.contains(&(Stance::Tenant, "sharing.make_ready_started".to_owned())));
    assert_eq!(
        rule(story.attempt(Role::OperatorPlanner, Stance::Applicant, "finish_make_ready", json!({}))),
        "owner_or_self_help"
    );
    story.clerk("extend_make_ready", json!({"reason": "bão"}));
    assert_eq!(story.due("make_ready_communications"), "2023-11-16");
    story.days(50).is("make_ready");
    let help = json!({"contractor": "Công ty X", "contractor_approval": "số 12", "starts_on": "2023-12-15"});
    story.planner("self_help", help).is("make_ready");
    let early = story.attempt(Role::OperatorPlanner, Stance::Applicant, "finish_make_ready", json!({}));
    assert_eq!(rule(early), "self_help_has_begun");
    story.days(25);
    story.planner("finish_make_ready", json!({"cost_vnd": 3_000_000})).is("ready");
    assert!(!story.case.has(Flag::SelfHelp) && !story.case.has(Flag::Overdue));
}

#[test]
fn what_nobody_confirms_is_recorded_as_abandoned() {
    let mut story = Story::begin().active();
    story.clerk("notify_removal", json!({"removal_on": "2024-01-15", "reason": "dỡ tuyến"}));
    let left = json!({"findings": "một cuộn cáp"});
    assert_eq!(
        rule(story.attempt(Role::OwnerManager, Stance::Owner, "declare_abandoned", left.clone())),
        "needs_stalled"
    );
    story.days(120).is("terminating");
    story.take(Role::OwnerManager, Stance::Owner, "declare_abandoned", left).is("ended");
}

#[test]
fn a_place_that_is_ready_and_never_used_is_free_again() {
    let mut story = Story::begin().offered(false).accepted();
    story.clerk("no_make_ready", json!({})).days(130).is("lapsed");
    assert_eq!(story.case.verdict.as_ref().unwrap().outcome, Outcome::Lapsed);
}
