//! People who file requests, confirm and withdraw them, and remember what they were told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use tests::fixtures::{pole, request_for};
use tests::test_client::{Answer, TestClient};

/// The operator who asks.
pub(crate) const VNPT: u128 = 1;
/// The owner of the poles.
pub(crate) const OWNER: u128 = 2;

/// How long somebody works.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hours {
    /// Until nobody answers any more.
    UntilTheServerIsGone,
    /// Until the day is over; meanwhile the server is always there, though not always able.
    Day,
}

/// What people were told.
#[derive(Debug, Clone, Default)]
pub(crate) struct Told {
    /// The last version of each case that was confirmed to somebody.
    pub(crate) accepted: BTreeMap<String, u64>,
    /// How many answers were good.
    pub(crate) good: u64,
    /// How often the server said that it is not able now.
    pub(crate) unavailable: usize,
}

/// The work of several people.
#[derive(Debug, Default)]
pub(crate) struct Work {
    told: Mutex<Told>,
    over: AtomicBool,
}

/// Why somebody stops with a case.
enum Stop {
    /// The next case, then.
    Case,
    /// The server is gone.
    Day,
}

impl Work {
    pub(crate) fn told(&self) -> Told {
        self.told.lock().unwrap().clone()
    }

    /// Waits until people have got so far, however slow the machine is today.
    pub(crate) async fn until(&self, far_enough: impl Fn(&Told) -> bool) {
        let since = Instant::now();
        while !far_enough(&self.told()) {
            assert!(since.elapsed() < Duration::from_mins(1), "people do not get on: {:?}", self.told());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The day is over; everybody finishes the case in hand.
    pub(crate) fn close(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Case after case.
    pub(crate) async fn go_on(self: Arc<Self>, address: String, hours: Hours) {
        let client = TestClient::of(&address);
        loop {
            let gone = matches!(self.case(&client, hours).await, Err(Stop::Day));
            if gone || self.over.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// One case: filed, confirmed if there is room, and withdrawn, which gives the place to the next who waits.
    async fn case(&self, client: &TestClient, hours: Hours) -> Result<(), Stop> {
        let number = 1 + self.told.lock().unwrap().accepted.len() % 3;
        let body = request_for(&[pole(u128::try_from(number).unwrap(), OWNER, 1).id]);
        let draft = self.heard(client.post("planner", "/sharing-requests", None, &body).await, hours)?;
        let id = draft.text("/id").to_owned();
        let mut version = draft.version();
        for (who, action) in [("planner", "submit"), ("clerk", "confirm_complete"), ("planner", "withdraw")] {
            let asked = client.take(who, (&id, version), action, &json!({})).await;
            match self.heard(asked, hours) {
                Ok(answer) => version = answer.version(),
                // No room: it waits, and is withdrawn unless it is promoted meanwhile.
                Err(Stop::Case) if action == "confirm_complete" => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    fn heard(&self, asked: reqwest::Result<Answer>, hours: Hours) -> Result<Answer, Stop> {
        let answer = match (asked, hours) {
            (Ok(answer), _) => answer,
            (Err(_), Hours::UntilTheServerIsGone) => return Err(Stop::Day),
            (Err(gone), Hours::Day) => panic!("the server hung up: {gone}"),
        };
        let mut told = self.told.lock().unwrap();
        match answer.status {
            StatusCode::OK | StatusCode::CREATED => {
                told.good += 1;
                told.accepted.insert(answer.text("/id").to_owned(), answer.version());
                Ok(answer)
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                assert!(answer.header("retry-after").parse::<u64>().is_ok(), "{:?}", answer.headers);
                assert_eq!(answer.header("content-type"), "application/problem+json");
                told.unavailable += 1;
                Err(Stop::Case)
            }
            // No room, or the wait list was faster than the planner.
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => Err(Stop::Case),
            // A draft that is there, though its answer was lost, is asked for once only: nobody knows its id.
            other => panic!("{other} {}", answer.body),
        }
    }
}
