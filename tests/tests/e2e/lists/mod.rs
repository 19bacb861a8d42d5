//! Lists of cases and tasks as people work from them: filters, search, order, totals, counts, what
//! a row says, the titles of words, and entity tags.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod assets;
mod assets_order;
mod calendars;
mod cases;
mod rows;
mod search;
mod tags;
mod tasks;
mod words;

use serde_json::Value;
use tests::test_app::TestApp;

/// The texts under a name of all items of a list.
async fn named(test_app: &TestApp, who: &str, path: &str, name: &str) -> Vec<String> {
    let items = test_app.list(who, path).await;
    items.iter().map(|item| item[name].as_str().unwrap_or_default().to_owned()).collect()
}

/// All ids of a list, read in pages of one.
async fn paged(test_app: &TestApp, who: &str, path: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = test_app.get(who, &format!("{path}&limit=1{cursor}")).await;
        let items = page["items"].as_array().unwrap();
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { return ids };
        assert!(items.len() == 1 && ids.len() < 50, "{path}: {ids:?}");
        cursor = format!("&cursor={next}");
    }
}

/// The pointers of the errors of an answer.
fn pointers(body: &Value) -> Vec<&str> {
    body["errors"].as_array().into_iter().flatten().map(|error| error["pointer"].as_str().unwrap()).collect()
}
