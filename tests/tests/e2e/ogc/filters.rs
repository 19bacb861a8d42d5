//! Random filters over a random register: the results equal those of the oracle, on both databases,
//! in both encodings, for each reader, page by page.

use tests::test_app::TestApp;

use super::ask::all;
use super::data::{chance, one, register, settle};
use super::oracle::{READERS, condition};

const FILTERS: usize = 100;

tests::on_both_databases!(what_a_filter_finds_is_what_it_says);

async fn what_a_filter_finds_is_what_it_says(test_app: TestApp) {
    let mut runner = chance(7);
    let plans = register(&mut runner, 70);
    settle(&test_app, &plans).await;
    let conditions = condition();
    let mut found_some = 0;
    for number in 0..FILTERS {
        let condition = one(&mut runner, &conditions);
        let (text, json) = (condition.text(), condition.json().to_string());
        for (who, reader) in READERS {
            let fits = |plan: &&super::data::Plan| reader.sees(plan) && condition.holds(plan, reader) == Some(true);
            let expected: Vec<String> = plans.iter().filter(fits).map(|plan| plan.id.to_string()).collect();
            let query = if number % 2 == 0 {
                [("filter", text.as_str()), ("filter-lang", "cql2-text"), ("limit", "9")]
            } else {
                [("filter", json.as_str()), ("filter-lang", "cql2-json"), ("limit", "9")]
            };
            let found = all(&test_app, Some(who), "assets", &query).await;
            let ids: Vec<String> = found.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
            assert_eq!(ids, expected, "{who}: {text}");
            found_some += usize::from(!ids.is_empty());
        }
    }
    assert!(found_some > FILTERS, "the filters find hardly anything: {found_some}");
}
