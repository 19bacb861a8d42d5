//! Random workflows, filtered by the checker, and calendars for them.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use domain::{
    calendar::{Calendar, DayKind, OfficeHours},
    workflow::{check::check, definition::Definition, law::Law},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::toy::{Anything, Toy};

/// The law of a random case.
#[derive(Debug, Clone)]
pub(crate) struct Statute {
    pub(crate) definition: Definition<Toy>,
    pub(crate) calendar: Calendar,
    pub(crate) office: OfficeHours,
}

impl Statute {
    pub(crate) fn law(&self) -> Law<'_, Toy> {
        Law { definition: &self.definition, calendar: &self.calendar, office: &self.office }
    }
}

pub(crate) fn title() -> Value {
    json!({"vi": "…", "en": "…"})
}

pub(crate) fn hanoi() -> OfficeHours {
    let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
    OfficeHours { open: at(7, 30), close: at(17, 0), timezone: Tz::Asia__Ho_Chi_Minh }
}

pub(crate) fn calendars() -> impl Strategy<Value = Calendar> {
    let first = NaiveDate::from_ymd_opt(2023, 10, 1).unwrap();
    let day = (0_u64..500).prop_map(move |n| first.checked_add_days(Days::new(n)).unwrap());
    let kind = prop::sample::select(vec![DayKind::Holiday, DayKind::SwappedOff, DayKind::MakeUp]);
    prop::collection::btree_map(day, kind, 0..60).prop_map(calendar)
}

pub(crate) fn calendar(days: BTreeMap<NaiveDate, DayKind>) -> Calendar {
    let confirmed_until = NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
    Calendar { id: "any".to_owned(), version: "1".to_owned(), days, confirmed_until }
}

const FLAGS: [&str; 2] = ["suspended", "stalled"];
const OWNER: (&str, &str) = ("owner", "owner_clerk");
const APPLICANT: (&str, &str) = ("applicant", "operator_planner");

#[derive(Debug, Clone)]
struct Edge {
    from: Vec<bool>,
    to: Option<usize>,
    by_owner: bool,
    max_times: Option<u32>,
    raise: Option<usize>,
    lower: Option<usize>,
    needs: Option<usize>,
    apart_from: Option<usize>,
    answers: bool,
}

#[derive(Debug, Clone)]
struct Span {
    amount: u32,
    unit: &'static str,
    starts_on: Vec<bool>,
    runs_in: Vec<bool>,
    pauses_in: Vec<bool>,
    pauses_under: Option<usize>,
    on_supplement: &'static str,
    extension: Option<u32>,
    reminders: Vec<&'static str>,
    on_expiry: &'static str,
    raise: Option<usize>,
}

fn rarely<T: std::fmt::Debug + Clone + 'static>(what: impl Strategy<Value = T> + 'static) -> BoxedStrategy<Option<T>> {
    prop::option::weighted(0.25, what).boxed()
}

fn edges() -> impl Strategy<Value = Edge> {
    let flag = || rarely(0..FLAGS.len());
    (
        prop::collection::vec(any::<bool>(), 4),
        prop::option::of(prop_oneof![7 => 0_usize..4, 1 => Just(9_usize)]),
        any::<bool>(),
        rarely(1_u32..3),
        flag(),
        flag(),
        flag(),
        prop::option::of(0_usize..4),
        any::<bool>(),
    )
        .prop_map(|(from, to, by_owner, max_times, raise, lower, needs, apart_from, answers)| Edge {
            from,
            to,
            by_owner,
            max_times,
            raise,
            lower,
            needs,
            apart_from,
            answers,
        })
}

fn spans() -> impl Strategy<Value = Span> {
    let reminders = vec!["50%", "80%", "due-1wd", "due", "due+3wd", "due-7cd", "due+2cd"];
    (
        (
            1_u32..25,
            prop::sample::select(vec!["working_days", "calendar_days", "months", "hours"]),
            prop::collection::vec(prop::bool::weighted(0.5), 12),
        ),
        prop::collection::vec(any::<bool>(), 4),
        prop::collection::vec(any::<bool>(), 4),
        prop::option::of(0..FLAGS.len()),
        prop::sample::select(vec!["reset", "reset", "resume", "none"]),
        prop::option::of(1_u32..12),
        prop::sample::subsequence(reminders, 0..4),
        prop::sample::select(vec!["remind", "escalate", "lapse", "dispute_right", "none"]),
        prop::option::of(0..FLAGS.len()),
    )
        .prop_map(
            |(
                (amount, unit, starts_on),
                runs_in,
                pauses_in,
                under,
                on_supplement,
                extension,
                reminders,
                on_expiry,
                raise,
            )| {
                let amount = if unit == "months" { amount % 3 + 1 } else { amount };
                let pauses_under = under;
                Span {
                    amount,
                    unit,
                    starts_on,
                    runs_in,
                    pauses_in,
                    pauses_under,
                    on_supplement,
                    extension,
                    reminders,
                    on_expiry,
                    raise,
                }
            },
        )
}

/// A law with a workflow that the checker has found sound.
pub(crate) fn statutes() -> impl Strategy<Value = Statute> {
    let workflow = (
        2_usize..5,
        prop::collection::vec(rarely(1_u32..3), 4),
        prop::collection::vec(edges(), 1..7),
        prop::collection::vec(spans(), 2..6),
    );
    (workflow, calendars()).prop_filter_map("the checker refuses it", |((open, spine, edges, spans), calendar)| {
        let definition = drawn(open, &spine, &edges, &spans);
        check(&definition, &Anything).is_empty().then(|| Statute { definition, calendar, office: hanoi() })
    })
}

fn drawn(open: usize, spine: &[Option<u32>], edges: &[Edge], spans: &[Span]) -> Definition<Toy> {
    let state = |at: usize| if at < open { format!("o{at}") } else { "done".to_owned() };
    let who = |(stance, role): (&str, &str)| json!([{"stance": stance, "roles": [role]}]);
    let flag = |at: Option<usize>| at.map(|at| FLAGS[at]).into_iter().collect::<Vec<_>>();
    let chosen = |mask: &[bool]| (0..open).filter(|at| mask[*at]).map(state).collect::<Vec<_>>();

    let mut actions = vec![json!({
        "id": "submit", "title": title(), "from": ["draft"], "to": "o0", "who": who(APPLICANT), "effects": ["count"],
    })];
    for (at, max_times) in spine.iter().enumerate().take(open) {
        actions.push(json!({
            "id": format!("step{at}"), "title": title(), "from": [state(at)], "to": state(at + 1), "who": who(OWNER),
            "max_times": max_times, "supplement": "answers", "outcome": if at + 1 == open { json!("granted") } else { Value::Null },
        }));
    }
    for (at, edge) in edges.iter().enumerate() {
        let from = chosen(&edge.from);
        if from.is_empty() {
            continue;
        }
        let apart_from = edge.apart_from.filter(|other| *other < open).map(|other| format!("step{other}"));
        actions.push(json!({
            "id": format!("edge{at}"), "title": title(), "from": from, "to": edge.to.map(|to| state(if to == 9 { open } else { to % open })),
            "who": who(if edge.by_owner { OWNER } else { APPLICANT }), "max_times": edge.max_times,
            "raise": flag(edge.raise), "lower": flag(edge.lower), "needs_flags": flag(edge.needs),
            "four_eyes": apart_from.into_iter().collect::<Vec<_>>(), "guards": ["sunny"], "effects": ["count"],
            "supplement": if edge.answers { "answers" } else { "none" },
        }));
    }

    let mut limits = Vec::new();
    let mut extends = Vec::new();
    for (at, span) in spans.iter().enumerate() {
        let runs_in = chosen(&span.runs_in);
        let pauses_in: Vec<_> = chosen(&span.pauses_in).into_iter().filter(|state| !runs_in.contains(state)).collect();
        let starts_on: Vec<_> = actions
            .iter()
            .zip(&span.starts_on)
            .filter(|(action, starts)| **starts && leads_into(action, &runs_in))
            .map(|(action, _)| action["id"].clone())
            .collect();
        if starts_on.is_empty() {
            continue;
        }
        let id = format!("limit{at}");
        if span.extension.is_some() {
            extends.push((id.clone(), runs_in.iter().chain(&pauses_in).cloned().collect::<Vec<_>>()));
        }
        let reminders: Vec<_> = span.reminders.iter().map(|at| json!({"at": at, "tell": []})).collect();
        limits.push(json!({
            "id": id, "title": title(), "amount": span.amount, "unit": span.unit, "starts_on": starts_on,
            "runs_in": runs_in, "pauses_in": pauses_in, "pauses_under": flag(span.pauses_under),
            "on_supplement": span.on_supplement, "extension": span.extension.map(|n| json!({"max": 2, "amount": n})),
            "reminder": reminders, "on_expiry": span.on_expiry, "raise": flag(span.raise),
            "expiry_action": (span.on_expiry == "lapse").then_some("lapse"), "clause": "§ 1", "verified": "own_default",
        }));
    }
    for (limit, from) in extends {
        actions.push(json!({
            "id": format!("extend_{limit}"), "title": title(), "from": from, "who": who(OWNER), "extends": [limit],
        }));
    }
    if limits.iter().any(|limit| limit["on_expiry"] == "lapse") {
        let all: Vec<_> = (0..open).map(state).collect();
        actions.push(json!({
            "id": "lapse", "title": title(), "from": all, "to": "done", "who": [{"stance": "system"}], "outcome": "lapsed",
        }));
    }

    let held = |key: &str, state: &str| {
        limits.iter().any(|limit| limit[key].as_array().unwrap().iter().any(|known| known == state))
    };
    let stated = |id: String, phase: &str, turn: Value| {
        let clock = match (held("runs_in", &id), held("pauses_in", &id)) {
            (true, _) => "running",
            (false, true) => "paused",
            (false, false) => "stopped",
        };
        json!({"id": id, "title": title(), "phase": phase, "turn": turn, "clock": clock})
    };
    let mut states = vec![stated("draft".to_owned(), "draft", who(APPLICANT))];
    states.extend((0..open).map(|at| stated(state(at), "open", who(OWNER))));
    states.push(stated("done".to_owned(), "closed", json!([])));
    serde_json::from_value(json!({
        "kind": "toy", "title": title(), "code_prefix": "T", "initial": "draft",
        "state": states, "action": actions, "limit": limits,
    }))
    .unwrap()
}

/// Reports whether an action always ends where a limit runs, so that the limit may start on it.
fn leads_into(action: &Value, runs_in: &[String]) -> bool {
    let runs = |state: &Value| state.as_str().is_some_and(|state| runs_in.iter().any(|known| known == state));
    let to = &action["to"];
    if to.is_null() { action["from"].as_array().unwrap().iter().all(runs) } else { runs(to) }
}
