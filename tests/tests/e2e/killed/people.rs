//! Clients that file, confirm and withdraw requests, and remember the answers.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use tests::fixtures::{pole, request_for};
use tests::test_client::{TestClient, TestResponse};

/// The operator that files requests.
pub(crate) const VNPT: u128 = 1;
/// The owner of the poles.
pub(crate) const OWNER: u128 = 2;

/// How long a client works.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Hours {
    /// Until the server no longer answers.
    UntilTheServerIsGone,
    /// Until the test closes the work. The server answers all the time, but may be unavailable
    /// (503).
    Day,
}

/// The answers that clients received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observed {
    /// The last confirmed version of each case.
    pub(crate) accepted: BTreeMap<String, u64>,
    /// The number of successful answers.
    pub(crate) good: u64,
    /// The number of 503 answers.
    pub(crate) unavailable: usize,
}

/// The work of several clients.
#[derive(Debug, Default)]
pub(crate) struct Work {
    observed: Mutex<Observed>,
    over: AtomicBool,
}

/// The reason why a client stops with a case.
enum Stop {
    /// The client continues with the next case.
    Case,
    /// The server is gone, and the client ends.
    Day,
}

impl Work {
    pub(crate) fn observed(&self) -> Observed {
        self.observed.lock().unwrap().clone()
    }

    /// Waits until the clients have reached this point, however slow the machine is.
    pub(crate) async fn until(&self, far_enough: impl Fn(&Observed) -> bool) {
        let since = Instant::now();
        while !far_enough(&self.observed()) {
            assert!(since.elapsed() < Duration::from_mins(1), "people do not get on: {:?}", self.observed());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Ends the work: every client finishes its current case.
    pub(crate) fn close(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Handles one case after the other.
    pub(crate) async fn go_on(self: Arc<Self>, address: String, hours: Hours) {
        let client = TestClient::of(&address);
        loop {
            let gone = matches!(self.case(&client, hours).await, Err(Stop::Day));
            if gone || self.over.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    /// Files a case, confirms it if there is capacity, and withdraws it, which gives the position
    /// to the next waiting case.
    async fn case(&self, client: &TestClient, hours: Hours) -> Result<(), Stop> {
        let number = 1 + self.observed.lock().unwrap().accepted.len() % 3;
        let body = request_for(&[pole(u128::try_from(number).unwrap(), OWNER, 1).id]);
        let draft = self.heard(client.post("planner", "/sharing-requests", None, &body).await, hours)?;
        let id = draft.text("/id").to_owned();
        let mut version = draft.version();
        for (who, action) in [("planner", "submit"), ("clerk", "confirm_complete"), ("planner", "withdraw")] {
            let asked = client.take(who, (&id, version), action, &json!({})).await;
            match self.heard(asked, hours) {
                Ok(answer) => version = answer.version(),
                // Without capacity the case waits. The withdrawal removes it, unless it is promoted
                // before.
                Err(Stop::Case) if action == "confirm_complete" => {}
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }

    fn heard(&self, asked: reqwest::Result<TestResponse>, hours: Hours) -> Result<TestResponse, Stop> {
        let answer = match (asked, hours) {
            (Ok(answer), _) => answer,
            (Err(_), Hours::UntilTheServerIsGone) => return Err(Stop::Day),
            (Err(gone), Hours::Day) => panic!("the server hung up: {gone}"),
        };
        let mut observed = self.observed.lock().unwrap();
        match answer.status {
            StatusCode::OK | StatusCode::CREATED => {
                observed.good += 1;
                observed.accepted.insert(answer.text("/id").to_owned(), answer.version());
                Ok(answer)
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                assert!(answer.header("retry-after").parse::<u64>().is_ok(), "{:?}", answer.headers);
                assert_eq!(answer.header("content-type"), "application/problem+json");
                observed.unavailable += 1;
                Err(Stop::Case)
            }
            // No capacity, or the promotion from the wait list came before the planner's change.
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => Err(Stop::Case),
            // No other status can occur: a client whose answer was lost does not know the id of its
            // draft and sends no second request.
            other => panic!("{other} {}", answer.body),
        }
    }
}
