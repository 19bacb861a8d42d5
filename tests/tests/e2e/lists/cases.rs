//! Filters, search, order and counts of cases.

use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::test_app::dossiers::{BAI_CHAY, TIEN_YEN, mast};
use tests::test_app::{TestApp, cast, wanting};

use super::{named, paged, pointers};

tests::on_both_databases!(
    a_case_is_found_by_what_its_readers_see,
    filters_combine_and_unknown_words_are_refused,
    every_order_is_whole_in_pages,
    totals_and_counts_are_those_of_the_reader,
);

/// A request of VNPT and one of Viettel to the power company, and a draft of VNPT.
async fn three(test_app: &TestApp) -> [String; 3] {
    let pole = test_app.pole("clerk@power", 6).await;
    let first = test_app.filed("planner@vnpt", &[&pole]).await;
    test_app.days(1).await;
    let mut body = wanting(&[&pole]);
    body["title"] = json!("Cáp quang Lê Lợi");
    let second = test_app.draft("planner@viettel", &body).await;
    test_app.perform("planner@viettel", &second, "submit", json!({})).await;
    test_app.days(1).await;
    body["title"] = json!("Bản nháp");
    [first, second, test_app.draft("planner@vnpt", &body).await]
}

async fn found(test_app: &TestApp, who: &str, query: &str) -> Vec<String> {
    named(test_app, who, &format!("/cases?{query}"), "id").await
}

async fn a_case_is_found_by_what_its_readers_see(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let [first, second, _] = three(&test_app).await;
    for q in ["tran hung dao", "Trần Hưng", "SR-2023-000001", "vnpt tuyen", "dien luc", "TUYẾN c"] {
        assert_eq!(found(&test_app, "planner@vnpt", &format!("q={q}")).await, std::slice::from_ref(&first), "{q}");
    }
    assert_eq!(found(&test_app, "clerk@power", "q=le loi").await, std::slice::from_ref(&second));
    assert_eq!(found(&test_app, "clerk@power", "q=viettel").await, [second]);
    for q in ["le loi", "viettel", "ung", "tran le", "-"] {
        assert!(!found(&test_app, "planner@vnpt", &format!("q={q}")).await.contains(&first), "{q}");
    }
    assert!(found(&test_app, "planner@vnpt", "q=viettel").await.is_empty(), "of others nothing is found");

    let site = test_app.dossier("planner@vnpt", "siting-applications", &mast(BAI_CHAY)).await;
    let filed = test_app.perform("planner@vnpt", &site, "submit", json!({})).await;
    let code = filed["dossier_code"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        found(&test_app, "planner@vnpt", "q=ha long").await,
        std::slice::from_ref(&site),
        "the competent office"
    );
    if !code.is_empty() {
        assert_eq!(found(&test_app, "planner@vnpt", &format!("q={code}")).await, [site]);
    }
}

async fn filters_combine_and_unknown_words_are_refused(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    let [first, second, draft] = three(&test_app).await;
    let site = test_app.filed_site("planner@vnpt", TIEN_YEN).await;
    let (vnpt, power) = ("planner@vnpt", "clerk@power");
    for (who, query, expected) in [
        (vnpt, "phase=draft", vec![&draft]),
        (vnpt, "phase=draft,open&kind=sharing_request", vec![&draft, &first]),
        (vnpt, "kind=sharing_request,siting_application&phase=open", vec![&site, &first]),
        (vnpt, "state=submitted,draft&kind=sharing_request", vec![&draft, &first]),
        (vnpt, "stance=applicant&phase=open", vec![&site, &first]),
        (vnpt, "stance=owner,reviewer", vec![]),
        (power, "stance=owner", vec![&second, &first]),
        (power, "turn=mine", vec![&second, &first]),
        (power, "turn=others", vec![]),
        (vnpt, "turn=others", vec![&site, &first]),
        (vnpt, "turn=mine", vec![]),
        (power, "filed_from=2023-10-03&filed_to=2023-10-03", vec![&second]),
        (power, "filed_to=2023-10-02", vec![&first]),
        (power, "due_before=2023-10-17", vec![&first]),
        (power, "due_before=2023-10-16", vec![]),
    ] {
        assert_eq!(
            found(&test_app, who, query).await,
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{who} {query}"
        );
    }
    let owner = format!("owner={}", cast::office(cast::POWER));
    assert_eq!(found(&test_app, vnpt, &owner).await, [first], "the owner is known from the day of filing");
    let office = format!("authority={}", cast::office(cast::TIENYEN));
    assert_eq!(found(&test_app, vnpt, &office).await, [site]);
    let other = format!("authority={}", cast::office(cast::HALONG));
    assert!(found(&test_app, vnpt, &other).await.is_empty());

    let wrong = "kind=x&state=nowhere&phase=gone&stance=friend,owner&turn=hers&filed_from=soon";
    let answer = test_app.read(vnpt, &format!("/cases?{wrong}")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in wrong.split('&') {
        let (name, _) = part.split_once('=').unwrap();
        for path in ["/cases", "/cases/counts"] {
            let answer = test_app.read(vnpt, &format!("{path}?{part}")).await;
            assert_eq!((answer.status.as_u16(), pointers(&answer.body)), (422, vec![name]), "{path} {}", answer.body);
        }
    }
    for part in ["sort=due", "include=papers", "page=2", "limit=1&limit=2"] {
        let answer = test_app.read(vnpt, &format!("/cases?{part}")).await;
        let name = part.split('=').next().unwrap();
        assert_eq!((answer.status.as_u16(), pointers(&answer.body)), (422, vec![name]), "{}", answer.body);
    }
}

async fn every_order_is_whole_in_pages(test_app: TestApp) {
    let [first, second, draft] = three(&test_app).await;
    let pole = test_app.pole("clerk@power", 2).await;
    let third = test_app.filed("planner@vnpt", &[&pole]).await;
    let power = |sort: &str| format!("/cases?sort={sort}");
    let ordered = [
        ("due_at", [&first, &second, &third]),
        ("-due_at", [&third, &second, &first]),
        ("filed_at", [&first, &second, &third]),
        ("-filed_at", [&third, &second, &first]),
        ("updated_at", [&first, &second, &third]),
        ("-updated_at", [&third, &second, &first]),
    ];
    for (sort, expected) in ordered {
        let whole = named(&test_app, "clerk@power", &power(sort), "id").await;
        assert_eq!(whole, expected.map(Clone::clone), "{sort}");
        assert_eq!(paged(&test_app, "clerk@power", &power(sort)).await, whole, "{sort}");
        let own = named(&test_app, "planner@vnpt", &power(sort), "id").await;
        assert_eq!(paged(&test_app, "planner@vnpt", &power(sort)).await, own, "{sort}");
        let is_last = own.last() == Some(&draft);
        assert!(is_last || sort.ends_with("updated_at"), "{sort}: a draft has no day: {own:?}");
    }
    let page = test_app.get("clerk@power", "/cases?sort=due_at&limit=1").await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let other = test_app.read("clerk@power", &format!("/cases?sort=-due_at&cursor={cursor}")).await;
    assert_eq!(other.text("/errors/0/code"), "cursor_of_another_order", "{}", other.body);
    let same = test_app.get("clerk@power", &format!("/cases?limit=2&cursor={cursor}")).await;
    assert_eq!(same["items"][0]["id"], second.as_str(), "a cursor keeps its order");
}

async fn totals_and_counts_are_those_of_the_reader(test_app: TestApp) {
    three(&test_app).await;
    for (who, total) in [("planner@vnpt", 2), ("planner@viettel", 1), ("clerk@power", 2), ("clerk@lighting", 0)] {
        let page = test_app.get(who, "/cases?count=true&limit=1").await;
        assert_eq!((&page["total"], &page["total_at_least"]), (&json!(total), &Value::Null), "{who}");
        let counts = test_app.get(who, "/cases/counts").await;
        assert_eq!(counts["total"], total, "{who}");
    }
    assert_eq!(test_app.get("clerk@power", "/cases").await["total"], Value::Null, "nobody asked");
    let counts = test_app.get("planner@vnpt", "/cases/counts?by=kind,phase").await;
    let item = |phase: &str| json!({"kind": "sharing_request", "phase": phase, "cases": 1});
    assert_eq!(counts, json!({"items": [item("draft"), item("open")], "total": 2}));
    let counts = test_app.get("planner@vnpt", "/cases/counts?by=kind&q=nhap").await;
    assert_eq!(counts["items"], json!([{"kind": "sharing_request", "phase": null, "cases": 1}]));
    let wrong = test_app.read("planner@vnpt", "/cases/counts?by=owner").await;
    assert_eq!(pointers(&wrong.body), ["by"]);
}
