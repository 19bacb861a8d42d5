//! Tests lists of owners and tenants, in the notation of the register and in invalid notations.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::fault::RowFault;
use super::listed::{shares, tenancies};
use crate::register::lists::{CoOwner, Status, Tenancy, cell};

fn tenancy() -> impl Strategy<Value = Tenancy> {
    let name = || "[a-zđð\"\\\\,;\\[{ ]{0,20}x";
    let since = prop::option::of(0_i64..4_000_000_000);
    (prop::option::of(name()), name(), 1_u32..5_000, since, prop::option::of(name())).prop_map(
        |(tenant, unit, quantity, since, note)| Tenancy {
            tenant,
            organization: None,
            unit,
            quantity,
            status: Status::Active,
            since: since.and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0)),
            note,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tenancies_come_back_as_they_went(listed in prop::collection::vec(tenancy(), 1..6)) {
        let (back, held) = tenancies(&cell(&listed), None).unwrap();
        prop_assert_eq!((back.len(), held), (listed.len(), 0));
        for (was, is) in listed.iter().zip(&back) {
            prop_assert_eq!((&was.tenant, was.since, &was.note), (&is.tenant, is.since, &is.note));
            prop_assert_eq!(is.units.get(&was.unit).copied(), Some(i64::from(was.quantity)));
        }
    }

    #[test]
    fn shares_come_back_as_they_went(points in prop::collection::vec(1_u16..900, 1..10)) {
        let named = points.iter().enumerate();
        let listed: Vec<CoOwner> = named
            .map(|(place, share)| CoOwner { name: format!("Đồng sở hữu {place}"), percent: f64::from(*share) / 100.0 })
            .collect();
        let back = shares(&cell(&listed)).unwrap();
        prop_assert_eq!(back.co_owners.iter().map(|(_, share)| *share).collect::<Vec<_>>(), points.clone());
        prop_assert_eq!(back.answering + points.iter().sum::<u16>(), 10_000);
    }

    #[test]
    fn any_text_is_answered(text in any::<String>(), percent in any::<f64>()) {
        let _answer = (shares(&json!(text)), tenancies(&json!(text), None));
        let _answer = shares(&json!([{"name": text, "percent": percent}]));
    }
}

#[test]
fn what_is_no_list_is_refused() {
    let deep = "[".repeat(100_000);
    let many = json!(vec![json!({"name": "a", "percent": 0.01}); 1_001]);
    let lists: [Value; 11] = [
        json!("VNPT: 50"),
        json!(7),
        json!({"name": "VNPT", "percent": 50}),
        json!([{"name": "VNPT"}]),
        json!([{"name": "VNPT", "percent": 50, "critical": true}]),
        json!([{"name": " ", "percent": 50}]),
        json!([{"name": "V\0", "percent": 50}]),
        json!([{"name": "V".repeat(2_001), "percent": 50}]),
        json!("[{\"name\": \"VNPT\", \"percent\": 1e999}]"),
        json!(deep),
        many,
    ];
    for list in lists {
        assert!(matches!(shares(&list), Err(RowFault::List { .. })), "{:.80}", list.to_string());
    }
    for percent in [0.0, -1.0, 0.001, 100.0, 101.0, 1e300] {
        let list = json!([{"name": "VNPT", "percent": percent}]);
        assert!(matches!(shares(&list), Err(RowFault::Shares { .. })), "{percent}");
    }
    let good = json!({"tenant": "FPT", "unit": "bore", "quantity": 1, "status": "active"});
    let with = |name: &str, value: Value| {
        let mut said = good.clone();
        said[name] = value;
        json!([said])
    };
    assert_eq!(tenancies(&json!([good.clone()]), None).unwrap().0.len(), 1);
    for (name, value) in [
        ("quantity", json!(-1)),
        ("quantity", json!(5_000_000_000_u64)),
        ("quantity", json!(1.5)),
        ("status", json!("ended")),
        ("unit", json!("")),
        ("tenant", json!("")),
        ("since", json!("hôm qua")),
        ("organization", json!("0190d1f2-0000-7000-8000-000000000000")),
    ] {
        assert!(matches!(tenancies(&with(name, value.clone()), None), Err(RowFault::List { .. })), "{name} {value}");
    }
    let early = with("since", json!("0001-01-01T00:00:00Z"));
    assert!(matches!(tenancies(&early, None), Err(RowFault::NotADate { .. })));
    let (in_use, held) = tenancies(&with("status", json!("reserved")), None).unwrap();
    assert_eq!((in_use.len(), held), (0, 1), "what is held belongs to its case");
}
