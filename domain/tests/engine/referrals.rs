//! Parallel consultation of agencies: their opinions, the effect of silence, and the continuation
//! of the case.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    access::{Role, Stance},
    ids::{OrganizationId, UserId},
    workflow::{
        case::Case,
        check::check,
        clock,
        decide::{Decision, decide},
        doer::{Doer, PartyMembership},
        event::Event,
        name::ActionId,
        referral::{Answer, Join, Silence},
        violation::NotAccepted,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    sketch::{Statute, calendars, hanoi, title},
    tale::{command, opening, person},
    toy::{Anything, Toy, World},
};

fn statute(calendar: domain::calendar::Calendar, silence: Silence, join: Join) -> Statute {
    let owner = json!([{"stance": "owner", "roles": ["owner_clerk"]}]);
    let agency = json!([{"stance": "consulted", "roles": ["agency_reviewer"]}]);
    let rule = |id: &str, amount: u32, join: Value| {
        json!({
            "id": id, "title": title(), "open_in": ["asked"], "who": agency, "amount": amount, "unit": "working_days",
            "on_silence": silence, "no_deem": ["heritage"], "join": join, "joined_action": "go_on", "clause": "§ 3",
            "verified": "own_default",
        })
    };
    let definition = serde_json::from_value(json!({
        "kind": "toy", "title": title(), "code_prefix": "T", "initial": "draft",
        "state": [
            {"id": "draft", "title": title(), "phase": "draft", "turn": owner, "clock": "stopped"},
            {"id": "asked", "title": title(), "phase": "open", "turn": owner, "clock": "stopped"},
            {"id": "heard", "title": title(), "phase": "closed", "clock": "stopped"},
        ],
        "action": [
            {"id": "ask", "title": title(), "from": ["draft"], "to": "asked", "who": owner, "refers": "opinions"},
            {"id": "ask_more", "title": title(), "from": ["asked"], "who": owner, "refers": "more"},
            {"id": "answer", "title": title(), "from": ["asked"], "who": agency, "opinion": "opinions"},
            {"id": "answer_more", "title": title(), "from": ["asked"], "who": agency, "opinion": "more"},
            {"id": "give_up", "title": title(), "from": ["asked"], "to": "heard", "who": owner},
            {"id": "go_on", "title": title(), "from": ["asked"], "to": "heard", "who": [{"stance": "system"}]},
        ],
        "referral": [rule("opinions", 3, json!(join)), rule("more", 9, json!("all"))],
    }))
    .unwrap();
    let statute = Statute { definition, calendar, office: hanoi() };
    assert_eq!(check(&statute.definition, &Anything), []);
    statute
}

fn agency(n: usize) -> OrganizationId {
    OrganizationId::new(Uuid::from_u128(50 + u128::try_from(n).unwrap()))
}

fn reviewer(n: usize) -> Doer {
    let place = PartyMembership { organization: agency(n), role: Role::AgencyReviewer, stance: Stance::Consulted };
    Doer::Person { user: UserId::new(agency(n).uuid()), places: BTreeSet::from([place]) }
}

struct Hearing<'a> {
    statute: &'a Statute,
    world: World,
    case: Case<Toy>,
    now: DateTime<Utc>,
    answered: Vec<(OrganizationId, Answer, DateTime<Utc>)>,
}

impl Hearing<'_> {
    fn accept(&mut self, decision: Decision<Toy>) {
        for event in &decision.events {
            if let Event::Answered { agency, opinion, .. } = event {
                self.answered.push((*agency, opinion.answer, opinion.at));
            }
        }
        self.case = decision.after;
    }

    fn wake(&mut self, at: DateTime<Utc>) {
        self.now = at;
        let mut woken = 0;
        while let Some(decision) = clock::wake(self.statute.law(), &self.case, &self.world, at).unwrap() {
            self.accept(decision);
            woken += 1;
            assert!(woken < 50, "silence is read again and again: {:?}", self.case.referrals);
        }
    }

    fn attempt(&mut self, action: &str, doer: &Doer, data: &Value) -> Result<(), NotAccepted> {
        let command = command(&ActionId::new(action).unwrap(), data.as_object().unwrap().clone());
        let decision = decide(self.statute.law(), &self.case, &self.world, &command, doer, self.now)?;
        self.accept(decision);
        Ok(())
    }
}

fn begin(statute: &Statute, heritage: &[bool]) -> Hearing<'static> {
    let now: DateTime<Utc> = "2023-10-02T02:00:00Z".parse().unwrap();
    let kinds = heritage
        .iter()
        .enumerate()
        .map(|(n, heritage)| (agency(n), if *heritage { "heritage" } else { "transport" }.to_owned()));
    let world = World { sunny: true, agencies: kinds.collect() };
    let statute: &'static Statute = Box::leak(Box::new(statute.clone()));
    let mut hearing = Hearing { statute, world, case: Case::opened(opening(statute, now)), now, answered: Vec::new() };
    let all: Vec<_> = (0..heritage.len()).map(agency).collect();
    hearing.attempt("ask", &person(0), &json!({"agencies": all})).unwrap();
    hearing
}

proptest! {
    #[test]
    fn silence_is_read_once_and_never_where_the_law_forbids_it(
        calendar in calendars(),
        silence in prop::sample::select(vec![Silence::DeemConsent, Silence::Escalate]),
        join in prop::sample::select(vec![Join::All, Join::FirstObjection]),
        // For each agency: whether its silence never counts, the hour of its answer, and the
        // answer.
        agencies in prop::collection::vec((any::<bool>(), 0_i64..400, prop::sample::select(vec!["consent", "objection"])), 1..5),
    ) {
        let statute = statute(calendar, silence, join);
        let heritage: Vec<bool> = agencies.iter().map(|(heritage, ..)| *heritage).collect();
        let mut hearing = begin(&statute, &heritage);
        let (start, due) = (hearing.now, hearing.case.referrals[0].due_at);
        let mut order: Vec<usize> = (0..agencies.len()).collect();
        order.sort_by_key(|n| agencies[*n].1);
        for n in order {
            hearing.wake(start + TimeDelta::hours(agencies[n].1));
            let deemed = silence == Silence::DeemConsent && !heritage[n] && hearing.now >= due;
            let over = hearing.case.state.as_str() == "heard";
            match hearing.attempt("answer", &reviewer(n), &json!({"answer": agencies[n].2})) {
                Ok(()) => prop_assert!(!deemed && !over),
                Err(NotAccepted::Refused(refusal)) => prop_assert_eq!(
                    refusal.rule(), if over { "not_in_this_state" } else { prop_assert!(deemed); "opinion_closed" }
                ),
                Err(other) => prop_assert!(false, "{:?}", other),
            }
        }
        hearing.wake(start + TimeDelta::days(60));
        for (n, heritage) in heritage.iter().enumerate() {
            let said: Vec<_> = hearing.answered.iter().filter(|(who, ..)| *who == agency(n)).collect();
            let by_silence: Vec<_> = said.iter().filter(|(_, answer, _)| matches!(answer, Answer::DeemedConsent | Answer::Escalated)).collect();
            prop_assert!(by_silence.len() <= 1 && said.len() <= 2, "{:?}", said);
            for (_, answer, at) in by_silence {
                let deems = silence == Silence::DeemConsent && !heritage;
                prop_assert_eq!(*answer, if deems { Answer::DeemedConsent } else { Answer::Escalated });
                prop_assert_eq!(*at, due);
            }
        }
        // The case has continued exactly when the rule says so.
        let last: BTreeMap<_, _> = hearing.answered.iter().map(|(who, answer, _)| (*who, *answer)).collect();
        let all = last.len() == agencies.len() && last.values().all(|answer| *answer != Answer::Escalated);
        let objected = last.values().any(|answer| *answer == Answer::Objection);
        let joined = all || (join == Join::FirstObjection && objected);
        prop_assert_eq!(hearing.case.state.as_str() == "heard", joined, "{:?}", hearing.answered);
    }

    #[test]
    fn an_agency_asked_under_two_rules_is_heard_under_each(calendar in calendars(), silence in prop::sample::select(vec![Silence::DeemConsent, Silence::Escalate])) {
        let statute = statute(calendar, silence, Join::All);
        let mut hearing = begin(&statute, &[false, true]);
        hearing.attempt("ask_more", &person(0), &json!({"agencies": [agency(0), agency(1)]})).unwrap();
        hearing.attempt("answer", &reviewer(0), &json!({"answer": "consent"})).unwrap();
        let open = |case: &Case<Toy>, rule: &str| case.referrals.iter().filter(|r| *r.rule.as_str() == *rule && r.opinion.is_none()).count();
        prop_assert_eq!((open(&hearing.case, "opinions"), open(&hearing.case, "more")), (1, 2));
        hearing.wake(hearing.now + TimeDelta::days(60));
        prop_assert_eq!((open(&hearing.case, "opinions"), open(&hearing.case, "more")), (0, 0));
    }
}

#[test]
fn who_is_not_asked_has_no_say_and_nobody_is_asked_twice() {
    let statute = statute(crate::sketch::calendar(BTreeMap::new()), Silence::DeemConsent, Join::All);
    let mut hearing = begin(&statute, &[true, true]);
    let stranger = hearing.attempt("answer", &reviewer(3), &json!({"answer": "consent"}));
    assert!(matches!(stranger, Err(NotAccepted::Refused(refusal)) if refusal.rule() == "opinion_closed"));
    let said_for_it = hearing.attempt("answer", &reviewer(0), &json!({"answer": "deemed_consent"}));
    assert!(matches!(said_for_it, Err(NotAccepted::Invalid(_))));
    for (agencies, pointer) in [
        (json!([]), "/data/agencies"),
        (json!([agency(7)]), "/data/agencies/0"),
        (json!([agency(0), agency(1), agency(0)]), "/data/agencies/2"),
    ] {
        let asked = hearing.attempt("ask_more", &person(0), &json!({"agencies": agencies}));
        assert!(matches!(asked, Err(NotAccepted::Invalid(faults)) if faults[0].pointer == pointer));
    }
    hearing.attempt("ask_more", &person(0), &json!({"agencies": [agency(0)]})).unwrap();
    let again = hearing.attempt("ask_more", &person(0), &json!({"agencies": [agency(0)]}));
    assert!(matches!(again, Err(NotAccepted::Invalid(_))));
}
