//! Assets by their identifiers, as a page of a case reads them.

use std::collections::BTreeSet;

use serde_json::json;
use tests::test_app::{POSITION, TestApp, poles::capacity};

use super::{named, pointers};

/// The ids that a list answers, in a fixed order: those of the same millisecond have none.
async fn found(test_app: &TestApp, who: &str, path: &str) -> BTreeSet<String> {
    named(test_app, who, path, "id").await.into_iter().collect()
}

tests::on_both_databases!(assets_are_read_by_their_ids);

const UNKNOWN: &str = "01234567-89ab-7def-8123-456789abcdef";

async fn assets_are_read_by_their_ids(test_app: TestApp) {
    let first = test_app.pole("clerk@power", 2).await;
    let second = test_app.pole_with("clerk@power", json!({"code": "QN-POL-000002"})).await;
    let secret = json!({"code": "QN-POL-000003", "visibility": "secret", "capacity": [capacity(POSITION, 3)]});
    let hidden = test_app.pole_with("clerk@power", secret).await;
    let seen = BTreeSet::from([first.clone(), second.clone()]);
    let all = seen.iter().cloned().chain([hidden.clone()]).collect();
    let ids = format!("/assets?ids={second},{hidden},{UNKNOWN},{first}");
    assert_eq!(found(&test_app, "planner@vnpt", &ids).await, seen);
    assert_eq!(found(&test_app, "clerk@power", &ids).await, all);
    let past = format!("{ids}&as_of={}", test_app.now().format("%Y-%m-%dT%H:%M:%SZ"));
    assert_eq!(found(&test_app, "planner@vnpt", &past).await, seen);
    for wrong in ["1".to_owned(), format!("{UNKNOWN},"), [UNKNOWN; 501].join(",")] {
        let refused = test_app.read("planner@vnpt", &format!("/assets?ids={wrong}")).await;
        assert_eq!((refused.status.as_u16(), pointers(&refused.body)), (422, vec!["ids"]));
    }
    let most = [UNKNOWN; 500].join(",");
    assert!(found(&test_app, "planner@vnpt", &format!("/assets?ids={most}")).await.is_empty());
}
