//! The map service shows no more than other operations, and no query reveals hidden data.

use api_app::people::password;
use api_store::entities::users;
use reqwest::{Method, StatusCode};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use secrecy::SecretString;
use serde_json::{Value, json};
use tests::test_app::TestApp;
use tests::test_app::dossiers::BAI_CHAY;
use tests::test_client::answered;

use super::ask::{all, ask, read};

tests::on_both_databases!(
    strangers_see_what_is_published,
    competitors_see_the_minimum_and_cannot_ask_for_more,
    critical_assets_are_not_even_counted,
    an_address_and_password_pass_the_same_login_rate_limiter,
);

async fn strangers_see_what_is_published(test_app: TestApp) {
    let test_app = test_app.with_offices().await;
    test_app.pole("clerk@power", 2).await;
    let trench = json!({
        "title": "Ngầm hóa cáp phố Trần Hưng Đạo", "description": "Ống D110", "contact": "0203 3825 001",
        "place": {"type": "LineString", "coordinates": [[107.0800, 20.9500], [107.0830, 20.9500]]},
        "starts_on": "2024-01-15", "duration_days": 45, "final_project_on": "2023-12-15", "publicly_financed": true,
    });
    let case = test_app.post("planner@vnpt", "/planned-works", &trench).await.good().text("/id").to_owned();
    assert!(all(&test_app, None, "planned-works", &[]).await.is_empty(), "a draft is nobody's business");
    test_app.perform("planner@vnpt", &case, "publish", json!({})).await;
    let works = all(&test_app, None, "planned-works", &[("bbox", "107.081,20.949,107.082,20.951")]).await;
    let beside = [("bbox", "107.0831,20.949,107.084,20.951")];
    assert!(all(&test_app, None, "planned-works", &beside).await.is_empty(), "it ends before");
    let seen = &works[0]["properties"];
    assert_eq!(
        (&seen["starts_on"], &seen["ends_on"], &seen["initiator"]),
        (&json!("2024-01-15"), &json!("2024-02-28"), &json!("VNPT Quảng Ninh"))
    );
    for (when, count) in [("2024-02-28", 1), ("2024-02-29", 0), ("2024-01-14", 0), ("2023-01-01/2024-01-15", 1)] {
        assert_eq!(all(&test_app, None, "planned-works", &[("datetime", when)]).await.len(), count, "{when}");
    }

    let pending = test_app.filed_site("planner@vnpt", BAI_CHAY).await;
    assert!(all(&test_app, None, "permits", &[]).await.is_empty(), "{pending} is not decided");
    test_app.granted_permit("planner@vnpt", "halong", BAI_CHAY).await;
    let published = test_app.client().bare(Method::GET, "/api/v1/public/permits");
    let published = answered(published).await.unwrap().good().body["items"].as_array().unwrap().clone();
    let found = all(&test_app, None, "permits", &[]).await;
    assert_eq!(found.len(), published.len());
    for permit in &published {
        let same = found.iter().find(|one| one["properties"]["number"] == permit["number"]).unwrap();
        assert_eq!(same["geometry"], permit["place"]);
        for name in
            ["kind", "title", "holder", "issuer", "issued_on", "valid_until", "conditions", "state", "state_title"]
        {
            assert_eq!(same["properties"][name], permit[name], "{name}");
        }
    }
    let number = published[0]["number"].as_str().unwrap();
    let filter = format!("number = '{number}'");
    assert_eq!(all(&test_app, None, "permits", &[("filter", &filter)]).await.len(), 1);

    assert!(!all(&test_app, None, "areas", &[]).await.is_empty());
    let names = read(&test_app, None, "/collections", &[]).await;
    assert!(names["collections"].as_array().unwrap().iter().all(|one| one["id"] != "assets"));
    for path in ["/collections/assets", "/collections/assets/items", "/collections/assets/queryables"] {
        let answer = ask(&test_app, None, path, &[]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        let offered: Vec<_> =
            answer.headers.get_all("www-authenticate").iter().map(|one| one.to_str().unwrap()).collect();
        assert!(offered.iter().any(|one| one.starts_with("Basic")) && offered.contains(&"Bearer"), "{offered:?}");
    }
    // A caller without a login does not learn which parameter is wrong.
    let wrong = [("bbox", "here"), ("colour", "red")];
    for who in [None, Some("nobody")] {
        assert_eq!(ask(&test_app, who, "/collections/assets/items", &wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        ask(&test_app, Some("nobody"), "/collections/areas/items", &wrong).await.status,
        StatusCode::UNAUTHORIZED
    );
    for (who, collection) in [(None, "areas"), (Some("planner@vnpt"), "assets")] {
        let path = format!("/collections/{collection}/items");
        assert_eq!(ask(&test_app, who, &path, &wrong).await.status, StatusCode::BAD_REQUEST);
    }
    // A wrong token is refused even where no token is needed.
    assert_eq!(ask(&test_app, Some("nobody"), "/collections/areas/items", &[]).await.status, StatusCode::UNAUTHORIZED);
}

async fn competitors_see_the_minimum_and_cannot_ask_for_more(test_app: TestApp) {
    let more = json!({
        "address": "Ngõ 12 Bãi Cháy", "attributes": {"height_m": 8.5, "material": "steel"}, "observed_on": "2023-09-10",
        "source": "Khảo sát nội bộ", "capacity": [{"unit": "attachment_position", "installed": 6, "own_use": 1}],
    });
    test_app.pole_with("clerk@power", more).await;
    let own = all(&test_app, Some("clerk@power"), "assets", &[]).await;
    let others = all(&test_app, Some("planner@vnpt"), "assets", &[]).await;
    let (own, others) = (&own[0]["properties"], &others[0]["properties"]);
    assert_eq!((&own["address"], &own["height_m"]), (&json!("Ngõ 12 Bãi Cháy"), &json!(8.5)));
    assert_eq!(others["free_band"], "some");
    let minimum = ["code", "kind", "owner_id", "owner", "lifecycle", "shareable", "free_band", "updated_at"];
    for (name, value) in others.as_object().unwrap() {
        assert_eq!(value.is_null(), !minimum.contains(&name.as_str()), "{name}: {value}");
    }
    // A hidden property is null in every filter: neither the condition nor its negation finds
    // anything, whatever the value.
    for (name, right, wrong) in [
        ("address", "'Ngõ 12 Bãi Cháy'", "'x'"),
        ("height_m", "8.5", "9"),
        ("material", "'steel'", "'wood'"),
        ("source", "'Khảo sát nội bộ'", "'x'"),
        ("observed_on", "DATE('2023-09-10')", "DATE('2020-01-01')"),
        ("critical", "false", "true"),
        ("confidence", "'C'", "'A'"),
        ("visibility", "'operators'", "'secret'"),
    ] {
        let asked = |filter: String| {
            let test_app = &test_app;
            async move { all(test_app, Some("planner@vnpt"), "assets", &[("filter", &filter)]).await.len() }
        };
        for value in [right, wrong] {
            for filter in [format!("{name} = {value}"), format!("{name} <> {value}"), format!("NOT ({name} = {value})")]
            {
                assert_eq!(asked(filter.clone()).await, 0, "{filter}");
            }
            let plain = value.trim_start_matches("DATE(").trim_end_matches(')').trim_matches('\'');
            assert!(
                all(&test_app, Some("planner@vnpt"), "assets", &[(name, plain)]).await.is_empty(),
                "{name}={plain}"
            );
        }
        assert_eq!(asked(format!("{name} IS NULL")).await, 1, "{name}");
        assert_eq!(asked(format!("{name} IS NOT NULL")).await, 0, "{name}");
    }
    let hidden = [("filter", "address LIKE '%' OR CASEI(address) LIKE '%' OR address = source")];
    assert!(all(&test_app, Some("planner@vnpt"), "assets", &hidden).await.is_empty());
    // The regulator sees everything. A tenant sees assets with its tenancies.
    let all_seen = all(&test_app, Some("lead@sotttt"), "assets", &[("filter", "height_m = 8.5")]).await;
    assert_eq!(all_seen.len(), 1);
    let shown = super::ask::page(&test_app, Some("planner@vnpt"), "/collections/assets/items", "vi").await;
    assert!(!shown.contains("Ngõ 12") && !shown.contains("8.5"));
}

async fn critical_assets_are_not_even_counted(test_app: TestApp) {
    let mut open = Vec::new();
    for number in 0..9 {
        let hidden = number % 3 == 1;
        let id = test_app.pole_with("clerk@power", json!({"critical": hidden, "visibility": "operators"})).await;
        if !hidden {
            open.push(id);
        }
    }
    let secret = test_app.pole_with("clerk@power", json!({"visibility": "secret"})).await;
    let first = read(&test_app, Some("planner@vnpt"), "/collections/assets/items", &[("limit", "2")]).await;
    assert_eq!(first["numberMatched"], 6);
    let found = all(&test_app, Some("planner@vnpt"), "assets", &[("limit", "2")]).await;
    let ids: Vec<&str> = found.iter().map(|one| one["id"].as_str().unwrap()).collect();
    // The order is that of ids, which differs from the order of creation within one instant.
    open.sort_unstable();
    assert_eq!(ids, open);
    // Every page but the last is full, because a gap would show that something is hidden.
    let pages = read(&test_app, Some("planner@vnpt"), "/collections/assets/items", &[("limit", "4")]).await;
    assert_eq!(pages["numberReturned"], 4);
    let path = format!("/collections/assets/items/{secret}");
    assert_eq!(ask(&test_app, Some("planner@vnpt"), &path, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ask(&test_app, Some("clerk@power"), &path, &[]).await.status, StatusCode::OK);
    assert_eq!(all(&test_app, Some("clerk@power"), "assets", &[]).await.len(), 10);
    assert!(
        all(&test_app, Some("planner@vnpt"), "assets", &[("filter", "critical = true OR visibility = 'secret'")])
            .await
            .is_empty()
    );
}

const PASSWORD: &str = "mật khẩu: 2023/10";

pub(crate) async fn choose_password(test_app: &TestApp, email: &str, chosen: &str) {
    let hash = password::hash(SecretString::from(chosen)).await.unwrap();
    let tx = test_app.app().store.begin().await.unwrap();
    let change = users::Entity::update_many().col_expr(users::Column::PasswordHash, Expr::value(hash));
    change.filter(users::Column::Email.eq(email)).exec(&tx).await.unwrap();
    test_app.app().store.commit(tx).await.unwrap();
}

async fn an_address_and_password_pass_the_same_login_rate_limiter(test_app: TestApp) {
    let email = "clerk@power.example";
    choose_password(&test_app, email, PASSWORD).await;
    test_app.pole_with("clerk@power", json!({"address": "Bãi Cháy"})).await;
    let credentials = |email: &str, password: &str| {
        let request = test_app.client().bare(Method::GET, "/ogc/collections/assets/items");
        answered(request.basic_auth(email, Some(password)))
    };
    // Far more requests than the attempts that the login rate limiter allows: a cached login does
    // not count as an attempt.
    for _ in 0..15 {
        let answer = credentials(email, PASSWORD).await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.body["features"][0]["properties"]["address"], "Bãi Cháy");
    }
    // A wrong password and a changed password are refused.
    assert_eq!(credentials(email, "something else").await.unwrap().status, StatusCode::UNAUTHORIZED);
    assert_eq!(credentials("nobody@power.example", PASSWORD).await.unwrap().status, StatusCode::UNAUTHORIZED);
    choose_password(&test_app, email, "another password").await;
    assert_eq!(credentials(email, PASSWORD).await.unwrap().status, StatusCode::UNAUTHORIZED);
    let mut refused = StatusCode::UNAUTHORIZED;
    for _ in 0..12 {
        refused = credentials(email, "guessed password").await.unwrap().status;
    }
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS);
    // The login endpoint has the same rate limiter, so it refuses as well.
    let login: Value = json!({"email": email, "password": "another password"});
    let answer = answered(test_app.ask_as_public(Method::POST, "/auth/login").json(&login)).await.unwrap();
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let strange = test_app.client().bare(Method::GET, "/ogc/collections").header("Authorization", "Basic !!!");
    assert_eq!(answered(strange).await.unwrap().status, StatusCode::UNAUTHORIZED);
}
