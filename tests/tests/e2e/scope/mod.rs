//! Visibility in random worlds: a list contains exactly the items that single reads return, and
//! both follow the grants as described here. Every other item answers 404 and is not counted.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod app;
mod world;

use std::collections::BTreeSet;

use domain::access::Role;
use domain::registry::asset::{Lifecycle, Visibility};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use reqwest::StatusCode;
use tests::test_db::TestDb;
use uuid::Uuid;

use app::ScopeFixture;
use world::{AssetPlan, Memberships, OPERATORS, OWNERS, REGULATOR, Somebody, World, worlds};

/// Each world needs a server of its own, so the default is a few; `PROPTEST_CASES` sets another
/// number.
fn in_random_worlds(test_db: impl Fn() -> Option<TestDb>, usual: u32) {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    let config = Config { cases, max_shrink_iters: 12, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let held = TestRunner::new(config).run(&worlds(), |world| {
        runtime.block_on(async {
            let test_db = match test_db() {
                Some(test_db) => test_db,
                None => TestDb::sqlite().await,
            };
            let test_app = ScopeFixture::build(&world, test_db).await;
            everybody_sees_what_is_theirs(&world, &test_app).await
        })
    });
    if let Err(found) = held {
        panic!("{found}");
    }
}

#[test]
fn lists_and_single_reads_agree_in_random_worlds_with_sqlite() {
    in_random_worlds(|| None, 6);
}

#[test]
fn lists_and_single_reads_agree_in_random_worlds_with_postgres() {
    if TestDb::postgres("random worlds").is_some() {
        in_random_worlds(|| TestDb::postgres("random worlds"), 3);
    }
}

/// Only the regulator's office oversees the field, not a role by itself: the auditor of an operator
/// sees what the operator sees.
#[tokio::test]
async fn only_the_regulator_watches_over_the_field() {
    let hidden = AssetPlan {
        owner: OWNERS[0],
        co_owner: None,
        tenant: None,
        critical: true,
        visibility: Visibility::Operators,
        lifecycle: Lifecycle::InService,
        deleted: false,
    };
    let memberships = [(OPERATORS[0], Role::Auditor), (OPERATORS[0], Role::RegulatorLead), (REGULATOR, Role::Auditor)];
    let people = memberships.map(|membership| Somebody(vec![membership])).to_vec();
    let test_app =
        ScopeFixture::build(&World { people, assets: vec![hidden], cases: Vec::new() }, TestDb::sqlite().await).await;
    for (who, sees) in [("person0", false), ("person1", false), ("person2", true)] {
        let asset = format!("/assets/{}", test_app.assets[0].id);
        let status = |path: &str| {
            let (client, path) = (test_app.client.clone(), path.to_owned());
            async move { client.read(who, &path).await.unwrap().status }
        };
        assert_eq!(status(&asset).await == StatusCode::OK, sees, "{who}");
        assert_eq!(test_app.listed(who, "/assets", 50).await.unwrap().len(), usize::from(sees), "{who}");
        // Nobody else reads all letters of the server, or the import files of others.
        let messages = if sees { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(status("/outbox").await, messages, "{who}");
    }
}

async fn everybody_sees_what_is_theirs(world: &World, test_app: &ScopeFixture) -> Result<(), TestCaseError> {
    let cases = test_app.all_cases().await;
    let tasks = test_app.all_tasks().await;
    for person in 0..world.people.len() {
        let who = format!("person{person}");
        let memberships = &world.people[person].0;
        let expected: BTreeSet<Uuid> =
            cases.iter().filter(|case| case.is_seen_by(memberships)).map(|case| case.id).collect();
        let all: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
        agree(test_app, &who, "/cases", &all, &expected)
            .await
            .map_err(|why| reported(&why, memberships, &format!("{cases:?}")))?;

        let expected: BTreeSet<Uuid> =
            test_app.assets.iter().filter(|asset| asset.is_seen_by(memberships)).map(|asset| asset.id).collect();
        let all: Vec<Uuid> = test_app.assets.iter().map(|asset| asset.id).collect();
        let about = || format!("{:?}", test_app.assets);
        agree(test_app, &who, "/assets", &all, &expected).await.map_err(|why| reported(&why, memberships, &about()))?;
        ways_of_asking(test_app, &who, memberships, &expected)
            .await
            .map_err(|why| reported(&why, memberships, &about()))?;

        let expected: BTreeSet<Uuid> =
            tasks.iter().filter(|task| task.is_seen_by(memberships)).map(|task| task.id).collect();
        let all: Vec<Uuid> = tasks.iter().map(|task| task.id).collect();
        agree(test_app, &who, "/tasks", &all, &expected)
            .await
            .map_err(|why| reported(&why, memberships, &format!("{tasks:?}")))?;
    }
    Ok(())
}

fn reported(why: &str, memberships: impl std::fmt::Debug, about: &str) -> TestCaseError {
    TestCaseError::fail(format!("{why}\nmemberships: {memberships:?}\nof: {about}"))
}

/// The list, the single reads and the expected set must be equal.
async fn agree(
    test_app: &ScopeFixture,
    who: &str,
    path: &str,
    all: &[Uuid],
    expected: &BTreeSet<Uuid>,
) -> Result<(), String> {
    let listed = test_app.listed(who, path, 500).await?;
    let in_pages = test_app.listed(who, path, 2).await?;
    if listed != in_pages {
        return Err(format!("{path}: {listed:?} at once, {in_pages:?} in pages"));
    }
    let listed: BTreeSet<Uuid> = listed.into_iter().collect();
    if listed != *expected {
        return Err(format!("{path}: {listed:?} listed, {expected:?} expected"));
    }
    for id in all {
        let answer = test_app.client.read(who, &format!("{path}/{id}")).await.unwrap();
        let right = match answer.status {
            StatusCode::OK => listed.contains(id) && answer.text("/id") == id.to_string(),
            StatusCode::NOT_FOUND => !listed.contains(id),
            // A person whose roles forbid such resources gets 403, whatever the id.
            StatusCode::FORBIDDEN => expected.is_empty() && test_app.is_closed_to(who, path).await,
            _ => false,
        };
        if !right {
            return Err(format!("{path}/{id}: {} {}; listed: {listed:?}", answer.status, answer.body));
        }
    }
    Ok(())
}

/// No query for assets shows a hidden one: neither by words, place or capacity, nor along a route,
/// nor in the past.
async fn ways_of_asking(
    test_app: &ScopeFixture,
    who: &str,
    memberships: &Memberships,
    expected: &BTreeSet<Uuid>,
) -> Result<(), String> {
    if test_app.is_closed_to(who, "/assets").await {
        return Ok(());
    }
    let around = "bbox=106,20,108,22";
    // The words of an address find only assets that the person sees in full.
    let opened: BTreeSet<Uuid> = test_app
        .assets
        .iter()
        .filter(|asset| asset.is_seen_by(memberships) && asset.is_opened_to(memberships))
        .map(|asset| asset.id)
        .collect();
    let found: BTreeSet<Uuid> = test_app.listed(who, "/assets?q=tran", 500).await?.into_iter().collect();
    if found != opened {
        return Err(format!("q=tran: {found:?} found, {opened:?} expected"));
    }
    for filter in ["q=pole", around, "near=107.05,20.95&within_m=50000", "kind=pole", "sort=code", "sort=updated_at"] {
        let found: BTreeSet<Uuid> =
            test_app.listed(who, &format!("/assets?{filter}"), 500).await?.into_iter().collect();
        if found != *expected {
            return Err(format!("{filter}: {found:?} found, {expected:?} expected"));
        }
    }
    for filter in ["free_min=1", "shareable=true", "lifecycle=in_service"] {
        let found: BTreeSet<Uuid> =
            test_app.listed(who, &format!("/assets?{filter}"), 500).await?.into_iter().collect();
        if !found.is_subset(expected) {
            return Err(format!("{filter}: {found:?} found, of {expected:?} at most"));
        }
    }
    let then: BTreeSet<Uuid> =
        test_app.listed(who, "/assets?as_of=2023-10-02T02:00:00Z", 500).await?.into_iter().collect();
    let ever: BTreeSet<Uuid> =
        test_app.assets.iter().filter(|asset| asset.was_seen_by(memberships)).map(|asset| asset.id).collect();
    if then != ever {
        return Err(format!("in the past: {then:?} found, {ever:?} expected"));
    }
    let along = test_app.along_the_street(who).await;
    if !along.is_subset(expected) {
        return Err(format!("along the street: {along:?} found, of {expected:?} at most"));
    }
    for asset in &test_app.assets {
        for part in ["versions", "occupancies"] {
            let answer = test_app.client.read(who, &format!("/assets/{}/{part}", asset.id)).await.unwrap();
            let right = match answer.status {
                StatusCode::NOT_FOUND => !expected.contains(&asset.id),
                StatusCode::OK | StatusCode::FORBIDDEN => expected.contains(&asset.id) || asset.deleted,
                _ => false,
            };
            if !right {
                return Err(format!("{part} of {}: {} {}", asset.id, answer.status, answer.body));
            }
        }
    }
    Ok(())
}
