//! Transactions that fail at each of their ends, on real databases: acknowledged changes are
//! stored, failed changes are not, and the next transaction is unaffected.

use std::time::Duration;

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait};
use tempfile::TempDir;

use crate::entities::leases;
use crate::test_stores::{stores, stores_with};
use crate::{Pools, Store, StoreError, StoreResult, TimeLimits, Tx};

async fn write(tx: &Tx, name: &str) -> StoreResult<()> {
    let until = chrono::DateTime::UNIX_EPOCH;
    let row = leases::ActiveModel { name: Set(name.to_owned()), holder: Set("test".to_owned()), until: Set(until) };
    leases::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn stored(store: &Store, name: &str) -> bool {
    leases::Entity::find_by_id(name).one(store.read()).await.unwrap().is_some()
}

/// Asserts that one more change succeeds.
async fn works(store: &Store, name: &str) {
    let tx = store.begin().await.unwrap();
    write(&tx, name).await.unwrap();
    store.commit(tx).await.unwrap();
    assert!(stored(store, name).await, "{name} was acknowledged on {:?}", store.backend());
}

/// Makes the commit fail with a dangling deferred reference. On SQLite the transaction stays open,
/// as it does on a full disk.
async fn spoil_commit(tx: &Tx) {
    let statements = [
        "CREATE TABLE spoilt (id integer PRIMARY KEY, other integer REFERENCES spoilt (id) DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO spoilt VALUES (1, 2)",
    ];
    for statement in statements {
        tx.execute_unprepared(statement).await.unwrap();
    }
}

#[tokio::test]
async fn after_a_failed_commit_nothing_of_it_is_stored_and_the_next_change_is() {
    for (store, _folder) in stores().await {
        for round in 0..3 {
            let tx = store.begin().await.unwrap();
            write(&tx, &format!("lost {round}")).await.unwrap();
            spoil_commit(&tx).await;
            assert!(store.commit(tx).await.is_err());
            works(&store, &format!("kept {round}")).await;
            assert!(!stored(&store, &format!("lost {round}")).await);
        }
    }
}

#[tokio::test]
async fn after_a_failed_statement_nothing_more_is_done_in_the_transaction() {
    for (store, _folder) in stores().await {
        let tx = store.begin().await.unwrap();
        write(&tx, "before").await.unwrap();
        write(&tx, "before").await.unwrap_err();
        assert!(matches!(write(&tx, "after").await, Err(StoreError::Unavailable(_))));
        assert!(store.commit(tx).await.is_err());
        assert!(!stored(&store, "before").await && !stored(&store, "after").await);
        works(&store, "next").await;
    }
}

#[tokio::test]
async fn a_transaction_that_is_dropped_never_happened() {
    for (store, _folder) in stores().await {
        for round in 0..20 {
            let tx = store.begin().await.unwrap();
            write(&tx, "dropped").await.unwrap();
            drop(tx);
            works(&store, &format!("kept {round}")).await;
        }
        assert!(!stored(&store, "dropped").await);
    }
}

#[tokio::test]
async fn a_connection_inside_a_transaction_is_not_used_for_another() {
    for (store, _folder) in stores().await {
        if store.backend() == DbBackend::Postgres {
            // PostgreSQL also begins no second transaction, but reports that only in a notice; only
            // `Tx` sends BEGIN.
            continue;
        }
        store.write.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        assert!(store.begin().await.is_err(), "a connection inside a transaction was refused");
        works(&store, "next").await;
    }
}

async fn impatient() -> Vec<(Store, TempDir)> {
    let limits = TimeLimits {
        wait: Duration::from_millis(300),
        statement: Duration::from_millis(500),
        transaction: Duration::from_millis(900),
    };
    stores_with(&Pools { limits, ..Pools::default() }).await
}

#[tokio::test]
async fn nobody_waits_longer_than_the_limit_for_anothers_lock() {
    for (store, _folder) in impatient().await {
        let first = store.begin().await.unwrap();
        write(&first, "same").await.unwrap();
        let second = async {
            let tx = store.begin().await?;
            write(&tx, "same").await?;
            store.commit(tx).await
        };
        let outcome = tokio::time::timeout(Duration::from_secs(5), second).await.expect("an answer");
        match outcome {
            Err(StoreError::Unavailable(_)) => drop(first),
            // PostgreSQL has ended the first transaction by then, because it was idle for too long.
            Ok(()) => assert!(store.commit(first).await.is_err(), "both wrote the same"),
            Err(other) => panic!("{other}"),
        }
        works(&store, "next").await;
    }
}

#[tokio::test]
async fn a_transaction_that_takes_too_long_is_ended_and_frees_its_locks() {
    for (store, _folder) in impatient().await {
        let tx = store.begin().await.unwrap();
        write(&tx, "slow").await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(matches!(write(&tx, "late").await, Err(StoreError::Unavailable(_))));
        works(&store, "slow").await;
        assert!(store.commit(tx).await.is_err());
    }
}

#[tokio::test]
async fn a_statement_that_is_given_up_closes_its_connection() {
    for (store, _folder) in stores().await {
        if store.backend() != DbBackend::Postgres {
            continue;
        }
        let sleeping = store.read().execute_unprepared("SELECT pg_sleep(60)");
        assert!(tokio::time::timeout(Duration::from_millis(100), sleeping).await.is_err());
        works(&store, "next").await;
    }
}

#[tokio::test]
async fn the_clock_of_a_store_is_that_of_its_database() {
    use crate::database::clock::Clock;
    for (store, _folder) in stores().await {
        let tx = store.begin().await.unwrap();
        assert_eq!(tx.began_at().is_some(), store.backend() == DbBackend::Postgres);
        assert!(store.clock().clock_offset().abs() < chrono::TimeDelta::seconds(2));
        let far = store.clock().now() + chrono::TimeDelta::days(40);
        store.clock().measured(far, tokio::time::Instant::now());
        assert!(store.clock().now() >= far, "it goes by what it was told");
        assert!(store.clock().clock_offset() < chrono::TimeDelta::days(-39));
    }
}
