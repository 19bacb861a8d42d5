//! Capacity is never granted twice, reserved as a whole or not at all, released once, and passed on
//! in order.

use std::sync::Arc;

use sea_orm::ConnectionTrait;

use super::{Register, asset_id, case, claim, instant, organization, pole, registers};
use crate::assets::ledger::{self, FoundUse, LedgerAuthor, Reservation};
use crate::{StoreResult, assets::wait_list};

async fn reserve(
    register: &Register,
    number: u128,
    claims: &[domain::cases::change::CapacityClaim],
) -> StoreResult<Reservation> {
    let tx = register.store.begin().await?;
    let outcome = ledger::reserve(&tx, case(number), organization(2), claims, None, instant(1)).await?;
    register.store.commit(tx).await?;
    Ok(outcome)
}

async fn free(register: &Register, asset: u128) -> u32 {
    ledger::balances(register.store.read(), &[asset_id(asset)]).await.unwrap()[0].ledger.free()
}

#[tokio::test]
async fn a_route_is_held_whole_or_not_at_all() {
    for register in registers().await {
        register.add(&[pole(1), pole(2), pole(3)]).await;
        assert!(matches!(reserve(&register, 1, &[claim(2, 2)]).await.unwrap(), Reservation::Held(_)));
        let Reservation::Blocked(short) =
            reserve(&register, 2, &[claim(1, 1), claim(2, 1), claim(3, 1)]).await.unwrap()
        else {
            panic!("the second pole is full");
        };
        assert_eq!(short.len(), 1);
        assert_eq!((short[0].asset, short[0].wanted, short[0].free), (asset_id(2), 1, 0));
        assert_eq!((free(&register, 1).await, free(&register, 2).await, free(&register, 3).await), (2, 0, 2));
    }
}

#[tokio::test]
async fn what_is_held_becomes_active_and_is_given_back_once() {
    for register in registers().await {
        register.add(&[pole(1), pole(2)]).await;
        reserve(&register, 1, &[claim(1, 2), claim(2, 1)]).await.unwrap();
        let tx = register.store.begin().await.unwrap();
        assert_eq!(ledger::activate(&tx, case(1), instant(2)).await.unwrap().len(), 2);
        assert_eq!(ledger::activate(&tx, case(1), instant(2)).await.unwrap().len(), 0);
        assert_eq!(ledger::held(&tx, case(1)).await.unwrap().len(), 2);
        assert_eq!(ledger::release(&tx, case(1), instant(3), "ended").await.unwrap().len(), 2);
        assert_eq!(ledger::release(&tx, case(1), instant(3), "ended").await.unwrap().len(), 0);
        register.store.commit(tx).await.unwrap();
        assert_eq!((free(&register, 1).await, free(&register, 2).await), (2, 2));
    }
}

#[tokio::test]
async fn of_many_at_once_one_gets_the_last_place() {
    for register in registers().await {
        register.add(&[pole(1), pole(2)]).await;
        reserve(&register, 80, &[claim(1, 1)]).await.unwrap();
        let register = Arc::new(register);
        let start = Arc::new(tokio::sync::Barrier::new(32));
        let runs: Vec<_> = (1..=32_u128)
            .map(|number| {
                let (register, start) = (Arc::clone(&register), Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    // Half of the claims name the poles in reverse order: no transaction may
                    // deadlock.
                    let mut claims = vec![claim(1, 1), claim(2, 1)];
                    if number % 2 == 0 {
                        claims.reverse();
                    }
                    reserve(&register, number, &claims).await
                })
            })
            .collect();
        let mut held = 0;
        for run in runs {
            if matches!(run.await.unwrap().unwrap(), Reservation::Held(_)) {
                held += 1;
            }
        }
        assert_eq!(held, 1);
        assert_eq!((free(&register, 1).await, free(&register, 2).await), (0, 1));
    }
}

#[tokio::test]
async fn those_who_wait_are_promoted_in_turn_and_once() {
    for register in registers().await {
        register.add(&[pole(1), pole(2)]).await;
        reserve(&register, 1, &[claim(1, 2)]).await.unwrap();
        let tx = register.store.begin().await.unwrap();
        let join = |number: u128, hours| wait_list::join(&tx, case(number), organization(3), &WANTED, instant(hours));
        assert_eq!(join(2, 2).await.unwrap(), 1);
        assert_eq!(join(3, 3).await.unwrap(), 2);
        assert_eq!(join(2, 4).await.unwrap(), 1, "who waits already keeps its turn");
        assert_eq!(wait_list::promote(&tx, &[asset_id(1)], None, instant(4)).await.unwrap(), []);
        ledger::release(&tx, case(1), instant(5), "lapsed").await.unwrap();
        let promoted = wait_list::promote(&tx, &[asset_id(1)], None, instant(5)).await.unwrap();
        assert_eq!(promoted.iter().map(|one| one.case).collect::<Vec<_>>(), [case(2)]);
        assert_eq!(wait_list::promote(&tx, &[asset_id(1)], None, instant(6)).await.unwrap(), []);
        assert_eq!(wait_list::place(&tx, case(3)).await.unwrap(), Some(1));
        register.store.commit(tx).await.unwrap();
        assert_eq!(free(&register, 1).await, 0);
    }
}

static WANTED: std::sync::LazyLock<Vec<domain::cases::change::CapacityClaim>> =
    std::sync::LazyLock::new(|| vec![claim(1, 2)]);

#[tokio::test]
async fn use_found_in_the_field_needs_capacity_too() {
    for register in registers().await {
        register.add(&[pole(1)]).await;
        let tx = register.store.begin().await.unwrap();
        let mover = LedgerAuthor { at: instant(1), by: None, reason: Some("survey") };
        let found = FoundUse {
            asset: asset_id(1),
            unit: "position".to_owned(),
            quantity: 2,
            tenant: None,
            note: Some("unidentified".to_owned()),
            import: None,
            since: None,
        };
        let occupancy = ledger::occupy(&tx, &found, mover).await.unwrap().unwrap();
        let short = ledger::occupy(&tx, &found, mover).await.unwrap().unwrap_err();
        assert_eq!((short.wanted, short.free), (2, 0));
        assert!(ledger::end(&tx, occupancy, mover).await.unwrap().is_some());
        assert!(ledger::end(&tx, occupancy, mover).await.unwrap().is_none());
        register.store.commit(tx).await.unwrap();
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_oversell_and_to_forget() {
    for register in registers().await {
        register.add(&[pole(1)]).await;
        for forbidden in [
            "UPDATE asset_capacity SET active = 3",
            "UPDATE asset_capacity SET reserved = -1",
            "UPDATE capacity_entries SET reserved_delta = 1",
            "DELETE FROM capacity_entries",
            "DELETE FROM asset_versions",
        ] {
            let tx = register.store.begin().await.unwrap();
            assert!(tx.execute_unprepared(forbidden).await.is_err(), "{forbidden}");
        }
    }
}
