//! The mandatory parts of an action: documents, fields, and coded reasons with their evidence.

use std::collections::BTreeSet;

use domain::workflow::{
    decide::{OnFile, decide},
    evidence::{Evidence, Reason, RefusalCode, faults},
    name::{ActionId, DocumentKind},
    violation::NotAccepted,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    sketch::{Statute, calendar, hanoi, title},
    tale::{Tale, command, person, world},
};

const DOCUMENTS: [&str; 3] = ["plan", "licence", "photo"];

/// The valid and the invalid values of each field.
fn fields() -> Vec<(&'static str, Value, Vec<Value>, Vec<Value>)> {
    let named = |form: &str, more: Value| {
        let mut field = json!({"title": title(), "form": form});
        field.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        field
    };
    vec![
        (
            "words",
            named("text", json!({"min": 3, "max": 5})),
            vec![json!("cột"), json!("đường")],
            vec![json!(""), json!("  "), json!("ab"), json!("sáu chữ"), json!(7)],
        ),
        (
            "count",
            named("integer", json!({"min": 1, "max": 9})),
            vec![json!(1), json!(9)],
            vec![json!(0), json!(10), json!(1.5), json!("1")],
        ),
        (
            "rent",
            named("amount_vnd", json!({})),
            vec![json!(0), json!(50_000)],
            vec![json!(-1), json!("50000"), json!(0.5)],
        ),
        (
            "day",
            named("date", json!({})),
            vec![json!("2024-02-29")],
            vec![json!("2023-02-29"), json!("29/02/2024"), json!(5)],
        ),
        (
            "side",
            named("choice", json!({"choices": [{"id": "left", "title": title()}, {"id": "right", "title": title()}]})),
            vec![json!("left")],
            vec![json!("up"), json!(["left"])],
        ),
        (
            "list",
            named("list", json!({"of": "numbers", "min": 1, "max": 2})),
            vec![json!([1]), json!([1, 2])],
            vec![json!([]), json!([1, 2, 3]), json!({}), json!(["1"])],
        ),
        (
            "thing",
            named("object", json!({"of": "thing"})),
            vec![json!({}), json!({"size": 1})],
            vec![json!([]), json!("{}"), json!({"size": "1"})],
        ),
        (
            "early",
            named("date", json!({"lead": {"amount": 3, "unit": "working_days", "clause": "§ 9"}})),
            vec![json!("2023-10-05"), json!("2024-01-01")],
            vec![json!("2023-10-04"), json!("2020-01-01")],
        ),
    ]
}

fn statute(optional: &[bool]) -> Statute {
    let asked: Vec<Value> = fields()
        .into_iter()
        .zip(optional)
        .map(|((id, mut field, ..), optional)| {
            field["id"] = json!(id);
            field["need"] = json!(if *optional { "optional" } else { "required" });
            field
        })
        .collect();
    let who = json!([{"stance": "applicant", "roles": ["operator_planner"]}]);
    let definition = serde_json::from_value(json!({
        "kind": "toy", "title": title(), "code_prefix": "T", "initial": "draft",
        "state": [
            {"id": "draft", "title": title(), "phase": "draft", "turn": who, "clock": "stopped"},
            {"id": "done", "title": title(), "phase": "closed", "clock": "stopped"},
        ],
        "action": [{
            "id": "file", "title": title(), "from": ["draft"], "to": "done", "who": who, "field": asked, "documents": DOCUMENTS,
        }],
        "document": DOCUMENTS.map(|id| json!({"id": id, "title": title()})),
    }))
    .unwrap();
    Statute { definition, calendar: calendar(std::collections::BTreeMap::new()), office: hanoi() }
}

#[derive(Debug, Clone, Copy)]
enum Sent {
    Nothing,
    Null,
    Right(prop::sample::Index),
    Wrong(prop::sample::Index),
}

fn sent() -> impl Strategy<Value = Sent> {
    prop_oneof![
        1 => Just(Sent::Nothing),
        1 => Just(Sent::Null),
        6 => any::<prop::sample::Index>().prop_map(Sent::Right),
        1 => any::<prop::sample::Index>().prop_map(Sent::Wrong),
    ]
}

proptest! {
    #[test]
    fn what_is_asked_for_must_be_sent(
        optional in prop::collection::vec(any::<bool>(), 8),
        sent in prop::collection::vec(sent(), 8),
        on_file in prop::collection::vec(prop::bool::weighted(0.8), 3),
    ) {
        let statute = statute(&optional);
        let mut data = Map::new();
        let mut wrong = Vec::new();
        for (((id, _, right, bad), sent), optional) in fields().into_iter().zip(&sent).zip(&optional) {
            let fails = match sent {
                Sent::Nothing => !optional,
                Sent::Null => {
                    data.insert(id.to_owned(), Value::Null);
                    !optional
                }
                Sent::Right(at) => {
                    data.insert(id.to_owned(), at.get(&right).clone());
                    false
                }
                Sent::Wrong(at) => {
                    data.insert(id.to_owned(), at.get(&bad).clone());
                    true
                }
            };
            wrong.extend(fails.then(|| format!("/data/{id}")));
        }
        let kinds: BTreeSet<_> = DOCUMENTS.iter().zip(&on_file).filter(|(_, there)| **there).map(|(id, _)| DocumentKind::new(id).unwrap()).collect();
        wrong.extend((kinds.len()..DOCUMENTS.len()).map(|_| "/documents".to_owned()));
        wrong.sort();

        let mut command = command(&ActionId::new("file").unwrap(), data);
        command.on_file = OnFile { kinds, ..OnFile::default() };
        let tale = Tale::begin(&statute);
        let answer = decide(statute.law(), &tale.case, &world(), &command, &person(0), tale.now);
        match answer {
            Ok(_) => prop_assert!(wrong.is_empty(), "accepted without {:?}", wrong),
            Err(NotAccepted::Invalid(faults)) => {
                // A fault inside an object is named by its member: `/data/thing/size`.
                let of_field = |pointer: String| pointer.split('/').take(3).collect::<Vec<_>>().join("/");
                let mut reported: Vec<_> = faults.into_iter().map(|fault| of_field(fault.pointer)).collect();
                reported.sort();
                prop_assert_eq!(reported, wrong);
            }
            Err(other) => prop_assert!(false, "{:?}", other),
        }
    }
}

const FORMS: [&str; 4] = ["document", "text", "percent", "date"];

fn proof(form: usize, good: bool) -> Value {
    match (form, good) {
        (0, true) => json!("on-file"),
        (0, false) => json!("elsewhere"),
        (1, true) => json!("ba cột ở phía tây"),
        (1, false) => json!("  "),
        (2, true) => json!(12.5),
        (2, false) => json!(0),
        (_, true) => json!("2024-01-31"),
        (_, false) => json!("soon"),
    }
}

proptest! {
    #[test]
    fn a_code_needs_its_evidence(
        needs in prop::collection::vec(prop::collection::vec(prop::collection::vec(0_usize..4, 1..3), 0..3), 1..4),
        given in prop::collection::vec((0_usize..5, prop::collection::btree_map(0_usize..4, any::<bool>(), 0..4), any::<bool>()), 0..4),
    ) {
        let codes: Vec<RefusalCode> = needs.iter().enumerate().map(|(at, groups)| {
            let groups: Vec<_> = groups.iter().map(|kinds| json!({"any_of": kinds.iter().map(|kind| FORMS[*kind]).collect::<Vec<_>>()})).collect();
            serde_json::from_value(json!({"id": format!("CODE_{at}"), "title": title(), "needs": groups})).unwrap()
        }).collect();
        let kinds: Vec<Evidence> = FORMS.iter().map(|form| serde_json::from_value(json!({"id": form, "title": title(), "form": form})).unwrap()).collect();
        let reasons: Vec<Reason> = given.iter().map(|(code, proofs, said)| {
            let evidence: Map<_, _> = proofs.iter().map(|(form, good)| (FORMS[*form].to_owned(), proof(*form, *good))).collect();
            serde_json::from_value(json!({"code": format!("CODE_{code}"), "explanation": if *said { "vì" } else { " " }, "evidence": evidence})).unwrap()
        }).collect();

        let mut wrong: Vec<String> = if given.is_empty() { vec!["/data/reasons".to_owned()] } else { Vec::new() };
        for (at, (code, proofs, said)) in given.iter().enumerate() {
            let Some(groups) = needs.get(*code) else {
                wrong.push(format!("/data/reasons/{at}/code"));
                continue;
            };
            wrong.extend((!said).then(|| format!("/data/reasons/{at}/explanation")));
            let missing = groups.iter().filter(|kinds| !kinds.iter().any(|kind| proofs.get(kind) == Some(&true)));
            wrong.extend(missing.map(|_| format!("/data/reasons/{at}/evidence")));
        }
        let reported: Vec<_> = faults(&codes, &kinds, &reasons, &BTreeSet::from(["on-file".to_owned()])).into_iter().map(|fault| fault.pointer).collect();
        prop_assert_eq!(reported, wrong);
    }
}
