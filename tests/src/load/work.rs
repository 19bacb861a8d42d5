//! Sends the scheduled requests, and monitors the health of the server meanwhile.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::report::{Run, Sample};
use super::schedule::{Arrival, Kind, arrivals};
use super::seed::{CLERK, Loaded, PLANNER, place};
use super::{Settings, TIMEOUT};
use crate::hostile::requests;
use crate::test_client::TestClient;

/// The interval between health checks.
const HEALTH_EVERY: Duration = Duration::from_millis(100);
/// The number of concurrent hostile requests.
const HOSTILE_AT_ONCE: usize = 4;
/// The actions of a case from its draft on, and the persons who perform them.
const STEPS: [(&str, &str); 3] = [(PLANNER, "submit"), (CLERK, "confirm_complete"), (PLANNER, "withdraw")];

/// A case between two actions.
#[derive(Debug)]
struct Case {
    id: String,
    version: u64,
    step: usize,
}

/// The state that all clients share.
#[derive(Debug)]
struct Shared {
    address: String,
    clients: Vec<Client>,
    assets: Vec<String>,
    cases: Mutex<VecDeque<Case>>,
    next_pole: AtomicUsize,
}

/// Whether a hostile client sends requests meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    None,
    /// One client that sends the hostile set repeatedly.
    OneClient,
}

impl Attack {
    /// The name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::OneClient => "one",
        }
    }
}

/// Runs the schedule once.
pub async fn run(loaded: &Loaded, settings: &Settings, attack: Attack) -> Run {
    let client = || Client::builder().timeout(TIMEOUT).build().expect("a client");
    let shared = Arc::new(Shared {
        address: loaded.node.address().to_owned(),
        clients: (0..settings.clients).map(|_| client()).collect(),
        assets: loaded.assets.clone(),
        cases: Mutex::default(),
        next_pole: AtomicUsize::new(0),
    });
    let over = Arc::new(AtomicBool::new(false));
    let hostile = (attack == Attack::OneClient).then(|| send_hostile_set(loaded.node.client(), &over));
    let start = Instant::now() + Duration::from_millis(200);
    let health = tokio::spawn(watch(client(), shared.address.clone(), start, settings.seconds));
    let mut sent = JoinSet::new();
    for (number, arrival) in arrivals(settings.seconds, settings.rate).into_iter().enumerate() {
        let shared = Arc::clone(&shared);
        sent.spawn(async move {
            sleep_until(start + arrival.at).await;
            let status = shared.answer(number, arrival).await;
            Sample { latency: (start + arrival.at).elapsed(), status }
        });
    }
    let samples = sent.join_all().await;
    over.store(true, Ordering::SeqCst);
    let health = health.await.expect("the watch");
    let hostile = match hostile {
        Some(hostile) => hostile.await.expect("the hostile client"),
        None => Vec::new(),
    };
    Run { samples, health, hostile }
}

/// Checks the health on a schedule of its own.
async fn watch(client: Client, address: String, start: Instant, seconds: u32) -> Vec<Sample> {
    let mut asked = JoinSet::new();
    let every = u32::try_from(Duration::from_secs(1).as_millis() / HEALTH_EVERY.as_millis()).unwrap_or(1);
    for number in 0..seconds * every {
        let (ask, at) = (client.get(format!("{address}/healthz")), start + HEALTH_EVERY * number);
        asked.spawn(async move {
            sleep_until(at).await;
            let status = ask.send().await.ok().map(|answer| answer.status().as_u16());
            Sample { latency: at.elapsed(), status }
        });
    }
    asked.join_all().await
}

/// Sends the hostile set repeatedly until told to stop; returns the statuses.
fn send_hostile_set(client: TestClient, over: &Arc<AtomicBool>) -> tokio::task::JoinHandle<Vec<Option<u16>>> {
    let over = Arc::clone(over);
    tokio::spawn(async move {
        let mut workers = JoinSet::new();
        for first in 0..HOSTILE_AT_ONCE {
            let (client, over) = (client.clone(), Arc::clone(&over));
            workers.spawn(async move {
                let mut statuses = Vec::new();
                for request in requests().iter().cycle().skip(first) {
                    if over.load(Ordering::SeqCst) {
                        break;
                    }
                    let answer = request.ask(&client, PLANNER).timeout(TIMEOUT).send().await;
                    statuses.push(answer.ok().map(|answer| answer.status().as_u16()));
                }
                statuses
            });
        }
        workers.join_all().await.into_iter().flatten().collect()
    })
}

impl Shared {
    fn client(&self, number: usize) -> &Client {
        self.clients.get(number % self.clients.len().max(1)).expect("a client")
    }

    async fn answer(&self, number: usize, arrival: Arrival) -> Option<u16> {
        let client = self.client(number);
        let pick = usize::try_from(arrival.pick).unwrap_or_default() % self.assets.len().max(1);
        let (lon, lat) = place(u32::try_from(pick).unwrap_or_default());
        let path = match arrival.kind {
            Kind::Transition => return self.transition(client).await,
            Kind::Asset => format!("/api/v1/assets/{}", self.assets.get(pick).map(String::as_str).unwrap_or_default()),
            Kind::Page => format!("/api/v1/assets?bbox={lon},{lat},{},{}&limit=50", lon + 0.004, lat + 0.004),
            Kind::Features => {
                format!("/ogc/collections/assets/items?bbox={lon},{lat},{},{}&limit=50", lon + 0.004, lat + 0.004)
            }
            Kind::Tile => {
                // The column and row of zoom 14 around the place: 45.5 tiles a degree.
                let (x, y) = (13_061 + arrival.pick % 3, 7_211 + arrival.pick / 3 % 3);
                format!("/tiles/assets/14/{x}/{y}")
            }
        };
        let answer = client.get(format!("{}{path}", self.address)).bearer_auth(PLANNER).send().await.ok()?;
        let status = answer.status().as_u16();
        answer.bytes().await.ok().map(|_| status)
    }

    /// Performs the next action of a case, or creates a case when none waits for an action.
    async fn transition(&self, client: &Client) -> Option<u16> {
        let waiting = self.cases.lock().await.pop_front();
        let Some(case) = waiting else { return self.begin(client).await };
        let (who, action) = STEPS.get(case.step).copied()?;
        let ask = client
            .post(format!("{}/api/v1/cases/{}/actions/{action}", self.address, case.id))
            .bearer_auth(who)
            .header("If-Match", format!("\"{}\"", case.version))
            .json(&json!({"data": {}}));
        let (status, body) = read(ask).await?;
        let version = body.get("version").and_then(Value::as_u64);
        if let Some(version) = version.filter(|_| status < 300 && case.step + 1 < STEPS.len()) {
            self.cases.lock().await.push_back(Case { version, step: case.step + 1, ..case });
        }
        Some(status)
    }

    async fn begin(&self, client: &Client) -> Option<u16> {
        let pole = self.assets.get(self.next_pole.fetch_add(1, Ordering::Relaxed) % self.assets.len().max(1))?;
        let unit = json!({"unit": crate::fixtures::POSITION, "quantity": 1});
        let body = json!({"title": "Tuyến cáp", "purpose": "FTTH", "elements": [{"asset_id": pole, "units": [unit]}]});
        let ask = client.post(format!("{}/api/v1/sharing-requests", self.address)).bearer_auth(PLANNER).json(&body);
        let (status, body) = read(ask).await?;
        let (id, version) = (body.get("id").and_then(Value::as_str), body.get("version").and_then(Value::as_u64));
        if let Some((id, version)) = id.zip(version).filter(|_| status < 300) {
            self.cases.lock().await.push_back(Case { id: id.to_owned(), version, step: 0 });
        }
        Some(status)
    }
}

async fn read(ask: reqwest::RequestBuilder) -> Option<(u16, Value)> {
    let answer = ask.send().await.ok()?;
    let status = answer.status().as_u16();
    let body = answer.bytes().await.ok()?;
    Some((status, serde_json::from_slice(&body).unwrap_or_default()))
}
