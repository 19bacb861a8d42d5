//! The hash chain detects every change of a trail.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    ids::CaseId,
    workflow::history::{Entry, hash, verify},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Clone)]
struct Line {
    entry: Entry,
    previous: Option<String>,
    own: String,
}

fn trails() -> impl Strategy<Value = Vec<Line>> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-zà-ỹ]{0,6}".prop_map(Value::from)
    ];
    let event = prop::collection::btree_map("[a-z]{1,4}", leaf, 1..4).prop_map(|map| json!(map));
    let one = (prop::collection::vec(event, 1..3), 0_i64..100_000);
    prop::collection::vec(one, 2..8).prop_map(|all| {
        let mut at: DateTime<Utc> = "2023-10-02T02:00:00Z".parse().unwrap();
        let mut trail: Vec<Line> = Vec::new();
        for (seq, (events, seconds)) in (1_u64..).zip(all) {
            at += TimeDelta::seconds(seconds);
            let entry = Entry {
                case: CaseId::new(Uuid::from_u128(7)),
                seq,
                at,
                legal_at: at - TimeDelta::seconds(seconds / 2),
                events: json!(events),
            };
            let previous = trail.last().map(|line| line.own.clone());
            let own = hash(&entry, previous.as_deref());
            trail.push(Line { entry, previous, own });
        }
        trail
    })
}

fn holds(trail: &[Line]) -> bool {
    verify(trail.iter().map(|line| (&line.entry, line.previous.as_deref(), line.own.as_str()))).is_ok()
}

/// The ways in which a person with access to the database could change a trail.
fn forged(trail: &[Line], at: usize, how: usize) -> Vec<Line> {
    let mut forged = trail.to_vec();
    let next = (at + 1) % trail.len();
    match how {
        0 => forged[at].entry.events.as_array_mut().unwrap().push(json!({"event": "more"})),
        1 => forged[at].entry.events[0] = json!({"event": "other"}),
        2 => forged[at].entry.at += TimeDelta::microseconds(1),
        3 => forged[at].entry.legal_at -= TimeDelta::microseconds(1),
        4 => forged[at].entry.seq += 1,
        5 => forged[at].entry.case = CaseId::new(Uuid::from_u128(8)),
        6 => forged[at].own.clone_from(&trail[next].own),
        7 => forged[at].previous = Some("0".repeat(64)),
        8 => forged.swap(at, next),
        9 => drop(forged.remove(at.min(trail.len() - 2))),
        10 => forged.insert(at, trail[at].clone()),
        // A rewritten entry with a new hash of its own does not match the next entry's previous
        // hash.
        _ => {
            let line = &mut forged[at.min(trail.len() - 2)];
            line.entry.events = json!([{"event": "other"}]);
            line.own = hash(&line.entry, line.previous.as_deref());
        }
    }
    forged
}

proptest! {
    #[test]
    fn any_change_of_a_trail_is_seen(trail in trails(), at in any::<prop::sample::Index>(), how in 0_usize..12) {
        prop_assert!(holds(&trail));
        let forged = forged(&trail, at.index(trail.len()), how);
        prop_assert!(!holds(&forged), "{} at {:?} is not seen", how, at);
    }

    #[test]
    fn the_order_of_keys_is_no_change(trail in trails()) {
        let mut stored = trail;
        for line in &mut stored {
            let turned: Vec<Value> = line.entry.events.as_array().unwrap().iter().map(|event| {
                let mut pairs: Vec<_> = event.as_object().unwrap().clone().into_iter().collect();
                pairs.reverse();
                Value::Object(pairs.into_iter().collect())
            }).collect();
            line.entry.events = Value::Array(turned);
        }
        prop_assert!(holds(&stored));
    }
}
