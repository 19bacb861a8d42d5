//! Positions of notices: several nodes assign them while many writers work, each reader sees each
//! notice once, and positions increase.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use api_store::entities::notifications::{Column, Entity, Model};
use api_store::notices::notifications::{Cursor, after, highest_position};
use api_store::notices::sequencer::Sequencer;
use api_store::{Side, Store};
use sea_orm::{EntityTrait, QueryOrder};
use tests::test_app::TestApp;
use tests::test_app::cast::person;
use uuid::Uuid;

use super::{CLERK, notice, write};

const WRITERS: usize = 4;
const ROUNDS: u128 = 20;

tests::on_both_databases!(
    many_number_while_many_write,
    more_than_a_batch_is_numbered_at_once,
    positions_grow_when_the_clock_goes_back,
    nothing_is_written_when_all_have_their_positions,
);

/// Writes notices with these numbers in one transaction.
async fn together(test_app: &TestApp, numbers: impl IntoIterator<Item = u128>) {
    let tx = test_app.app().store.begin().await.unwrap();
    for number in numbers {
        write(test_app, &tx, CLERK, number).await;
    }
    test_app.app().store.commit(tx).await.unwrap();
}

/// Reads like a stream of a separate node, until the writers have ended and nothing is left.
async fn follow(store: Store, writing: Arc<AtomicUsize>) -> Vec<(i64, Model)> {
    let sequencer = Sequencer::default();
    let mut cursor = Cursor::starting(None, 0);
    let mut read = Vec::new();
    loop {
        let are_done = writing.load(Ordering::SeqCst) == 0;
        sequencer.number_committed(&store).await.unwrap();
        let rows = after(store.read(), person(CLERK), cursor).await.unwrap();
        if rows.is_empty() && are_done {
            return read;
        }
        cursor.after = rows.last().map_or(cursor.after, |(position, _)| *position);
        read.extend(rows);
    }
}

async fn many_number_while_many_write(test_app: TestApp) {
    let writing = Arc::new(AtomicUsize::new(WRITERS));
    let follow = || tokio::spawn(follow(test_app.app().store.clone(), writing.clone()));
    let readers = [follow(), follow(), follow()];
    let test_app = Arc::new(test_app);
    let writers = (0..).take(WRITERS).map(|writer: u128| {
        let (test_app, writing) = (test_app.clone(), writing.clone());
        tokio::spawn(async move {
            // Later notices have lower ids.
            for round in (1..=ROUNDS).rev() {
                let first = round * 1_000 + writer * 10;
                together(&test_app, [first + 2, first, first + 1]).await;
            }
            writing.fetch_sub(1, Ordering::SeqCst);
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let mut streamed = Vec::new();
    for reader in readers {
        streamed.push(reader.await.unwrap().into_iter().map(|(_, row)| row.id).collect::<Vec<Uuid>>());
    }
    let all = Entity::find().order_by_asc(Column::Position).all(test_app.app().store.read()).await.unwrap();
    let all: Vec<Uuid> = all.into_iter().map(|row| row.id).collect();
    assert_eq!(u128::try_from(all.len()).unwrap(), 4 * ROUNDS * 3);
    for read in streamed {
        assert!(read == all, "{} of {} in another order", read.len(), all.len());
    }
}

async fn more_than_a_batch_is_numbered_at_once(test_app: TestApp) {
    let store = &test_app.app().store;
    together(&test_app, 1..=2_100).await;
    Sequencer::default().number_committed(store).await.unwrap();
    let numbered = Entity::find().order_by_asc(Column::Position).all(store.read()).await.unwrap();
    let ids: Vec<Uuid> = numbered.iter().filter(|row| row.position.is_some()).map(|row| row.id).collect();
    assert!(ids == (1..=2_100).map(notice).collect::<Vec<_>>(), "{} in another order", ids.len());
}

/// A clock that was far ahead has left a high position. Now the clock is right again.
async fn positions_grow_when_the_clock_goes_back(test_app: TestApp) {
    let ahead = 9_000_000_000_000_000_i64;
    let (store, sequencer) = (&test_app.app().store, Sequencer::default());
    together(&test_app, [5]).await;
    test_app.by_hand("notifications", "position", ahead).await;
    together(&test_app, [1, 9]).await;
    sequencer.number_committed(store).await.unwrap();
    let rows = after(store.read(), person(CLERK), Cursor::starting(Some(0), ahead)).await.unwrap();
    let reported: Vec<(i64, Uuid)> = rows.iter().map(|(position, row)| (*position, row.id)).collect();
    assert_eq!(reported, [(ahead, notice(5)), (ahead + 1, notice(1)), (ahead + 2, notice(9))]);
    assert_eq!(highest_position(store.read(), person(CLERK)).await.unwrap(), ahead + 2);
}

async fn nothing_is_written_when_all_have_their_positions(test_app: TestApp) {
    let (store, sequencer) = (&test_app.app().store, Sequencer::default());
    together(&test_app, [1]).await;
    sequencer.number_committed(store).await.unwrap();
    let writes = Arc::new(AtomicUsize::new(0));
    let counted = writes.clone();
    let listened = store.clone().listened(move |side, _| {
        if side == Side::Write {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    sequencer.number_committed(&listened).await.unwrap();
    assert_eq!(writes.load(Ordering::SeqCst), 0);
    together(&test_app, [2]).await;
    sequencer.number_committed(&listened).await.unwrap();
    assert!(writes.load(Ordering::SeqCst) > 0, "the listener hears what is written");
}
