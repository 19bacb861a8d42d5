//! Counts of working days, as the hints of date fields ask for them.

use serde_json::json;
use tests::test_app::TestApp;

use super::pointers;

tests::on_both_databases!(working_days_are_counted_by_the_calendar);

async fn working_days_are_counted_by_the_calendar(test_app: TestApp) {
    let count = |query: &'static str| {
        let test_app = &test_app;
        async move { test_app.read("planner@vnpt", &format!("/calendars/vn/count?{query}")).await }
    };
    // Thursday 31 August 2023; 1, 2 and 4 September are holidays (2 September is a Saturday).
    let shown = count("from=2023-08-31&days=2").await.good().body;
    assert_eq!(
        (&shown["to"], &shown["working_days"], &shown["is_working_day"]),
        (&json!("2023-09-06"), &json!(2), &json!(true))
    );
    let shown = count("from=2023-08-31&to=2023-09-04").await.good().body;
    assert_eq!(
        (&shown["working_days"], &shown["is_working_day"], &shown["next_working_day"]),
        (&json!(0), &json!(false), &json!("2023-09-05"))
    );
    let shown = count("from=2023-08-31&days=0").await.good().body;
    assert_eq!(shown["to"], "2023-08-31");
    for (query, parameter) in [
        ("from=2023-08-31", "to"),
        ("from=2023-08-31&to=2023-09-04&days=1", "days"),
        ("from=2023-08-31&to=2023-08-30", "to"),
        ("from=2023-08-31&to=2053-08-30", "to"),
        ("from=2023-08-31&days=4000000000", "days"),
    ] {
        let refused = count(query).await;
        assert_eq!((refused.status.as_u16(), pointers(&refused.body)), (422, vec![parameter]), "{query}");
    }
    assert_eq!(test_app.read("planner@vnpt", "/calendars/xx/count?from=2023-08-31&days=1").await.status.as_u16(), 404);
}
